/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "state/entry.h"
#include "state/envelope.h"
#include "state/ledger.h"
#include "state/offence_record.h"

/* The fields of a greylist record, in their order; the last two are read only:
 * a dump of before has them instead of a mail. */
enum { FIRST, SINCE, EXPIRES, SENDER, RECIPIENT, FIELDS };

static const struct {
	const char *name;
	bool hash;
} fields[FIELDS] = {
	[FIRST] = { "first", false },
	[SINCE] = { "since", false },
	[EXPIRES] = { "expires", false },
	[SENDER] = { "sender", true },
	[RECIPIENT] = { "recipient", true },
};

/* One more, which may be there several times: seconds and a number. */
#define MAIL "mail="

struct values {
	uint64_t value[FIELDS];
	bool has[FIELDS];
	struct entry mails; /* nothing else of it */
};

static void
add_hex(struct buf *out, const unsigned char *octet, size_t n)
{
	char two[2];

	for (; n > 0; n--, octet++) {
		hex_format(two, *octet);
		buf_add(out, two, sizeof(two));
	}
}

static void
add_fields(struct buf *out, const struct values *v)
{
	char text[64];
	size_t i;

	for (i = 0; i < FIELDS; i++) {
		if (!v->has[i])
			continue;
		(void)snprintf(text, sizeof(text), fields[i].hash ?
		    "\t%s=%016" PRIx64 : "\t%s=%" PRIu64, fields[i].name,
		    v->value[i]);
		buf_add_text(out, text);
	}
	for (i = 0; i < v->mails.mails; i++) {
		(void)snprintf(text, sizeof(text), "\t" MAIL "%" PRIu32
		    ":%016" PRIx64, v->mails.mail[i].after_s,
		    v->mails.mail[i].number);
		buf_add_text(out, text);
	}
}

/* A mark: the key is all. */
static void
format_mark(struct buf *out, struct store_bytes key, int64_t expires_s)
{
	char text[40];

	buf_add_text(out, "mark\t");
	add_hex(out, (const unsigned char *)key.data + 1, key.len - 1);
	(void)snprintf(text, sizeof(text), "\texpires=%" PRId64 "\n",
	    expires_s);
	buf_add_text(out, text);
}

/* Append the line of what the ledger keeps.  False: it is something else. */
static bool
format_ledger(struct buf *out, struct store_bytes key,
    const struct store_record *r)
{
	const char *kind = key.data;
	struct offender o;

	if (*kind == 'm' && key.len == 1 + LEDGER_MARK) {
		format_mark(out, key, r->expires_s);
		return true;
	}
	if (!offence_record_decode(&o, key, r->data))
		return false;
	offender_write(out, &o);
	return true;
}

int
text_format(struct buf *out, struct store_bytes key,
    const struct store_record *r, struct err *e)
{
	char name[KEY_TEXT_SIZE];
	struct entry entry;
	struct values v;

	if (key.len == envelope_key.len &&
	    memcmp(key.data, envelope_key.data, key.len) == 0) {
		buf_add_text(out, "secret\tenvelope\t");
		add_hex(out, r->data.data, r->data.len);
		buf_add_text(out, "\n");
		return 0;
	}
	if (format_ledger(out, key, r))
		return 0;
	if (key_format(key, name, e) == -1)
		return -1;
	if (!entry_decode(&entry, r->data))
		return err_perm(e, 0, "the record of %s is none", name);
	buf_add_text(out, "grey\t");
	buf_add_text(out, name);
	buf_add_text(out, entry.green ? "\tgreen" : "\twait");
	v = (struct values){
		{ (uint64_t)entry.first_s, (uint64_t)entry.since_s,
		    (uint64_t)r->expires_s },
		{ true, entry.green, true }, entry,
	};
	add_fields(out, &v);
	buf_add_text(out, "\n");
	return 0;
}

/* Cut the next word off *rest, up to a tab; NULL if there is none. */
static char *
word(char **rest)
{
	char *at = *rest, *tab;

	if (at == NULL)
		return NULL;
	tab = strchr(at, '\t');
	if (tab != NULL)
		*tab++ = '\0';
	*rest = tab;
	return at;
}

/* A number in base 10 or 16, all of text. */
static bool
number(uint64_t *out, const char *text, unsigned base)
{
	uint64_t n = 0;
	int digit;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		digit = hex_value(*text);
		if (digit < 0 || digit >= (int)base ||
		    n > (UINT64_MAX - (unsigned)digit) / base)
			return false;
		n = n * base + (unsigned)digit;
	}
	*out = n;
	return true;
}

/* SECONDS:NUMBER */
static int
parse_mail(struct entry *out, char *text, struct err *e)
{
	char *hex = strchr(text, ':');
	uint64_t after_s, n;

	if (out->mails == ENTRY_MAILS)
		return err_perm(e, 0, "more than %d of \"" MAIL "\"",
		    ENTRY_MAILS);
	if (hex != NULL)
		*hex++ = '\0';
	if (hex == NULL || !number(&after_s, text, 10) ||
	    after_s > UINT32_MAX || !number(&n, hex, 16))
		return err_perm(e, 0, "\"%.32s\" is no mail: write seconds "
		    "behind first=, a colon and a number in hexadecimal",
		    text);
	out->mail[out->mails].after_s = (uint32_t)after_s;
	out->mail[out->mails++].number = n;
	return 0;
}

/* One NAME=VALUE. */
static int
parse_field(struct values *v, char *text, struct err *e)
{
	char *value = strchr(text, '=');
	size_t i;

	if (strncmp(text, MAIL, sizeof(MAIL) - 1) == 0)
		return parse_mail(&v->mails, value + 1, e);
	if (value == NULL)
		return err_perm(e, 0, "\"%.32s\" has no value", text);
	*value++ = '\0';
	for (i = 0; i < FIELDS; i++)
		if (strcmp(fields[i].name, text) == 0)
			break;
	if (i == FIELDS)
		return err_perm(e, 0, "\"%.32s\" is no field", text);
	if (v->has[i])
		return err_perm(e, 0, "two of \"%s\"", text);
	v->has[i] = number(&v->value[i], value, fields[i].hash ? 16 : 10) &&
	    (fields[i].hash || v->value[i] <= INT64_MAX);
	if (!v->has[i])
		return err_perm(e, 0, "\"%.32s\" is no %s", value, text);
	return 0;
}

static int
parse_grey(struct text_record *out, char *rest, struct err *e)
{
	char *name = word(&rest), *state = word(&rest), *text;
	struct values v = { 0 };
	struct entry entry;

	if (name == NULL || state == NULL)
		return err_perm(e, 0, "a record without a state");
	if (key_parse(&out->key, name, e) == -1)
		return -1;
	while ((text = word(&rest)) != NULL)
		if (parse_field(&v, text, e) == -1)
			return -1;
	if (v.has[SENDER] && v.has[RECIPIENT] && v.mails.mails == 0)
		v.mails.mail[v.mails.mails++].number = envelope_join(
		    v.value[SENDER], v.value[RECIPIENT]);
	entry = v.mails;
	entry.green = strcmp(state, "green") == 0;
	if (!entry.green && strcmp(state, "wait") != 0)
		return err_perm(e, 0, "\"%.32s\" is neither wait nor green",
		    state);
	if (!v.has[FIRST] || !v.has[EXPIRES] || v.has[SINCE] != entry.green)
		return err_perm(e, 0, "a record needs first=, expires= and, "
		    "if it is green, since=");
	entry.first_s = (int64_t)v.value[FIRST];
	entry.since_s = (int64_t)v.value[SINCE];
	out->record.data = (struct store_bytes){ out->data,
		entry_encode(&entry, out->data) };
	out->record.expires_s = (int64_t)v.value[EXPIRES];
	return 0;
}

/* Read the octets that hex digits say, n of them. */
static bool
parse_hex(unsigned char *out, const char *hex, size_t n)
{
	int high, low;
	size_t i;

	if (hex == NULL || strlen(hex) != 2 * n)
		return false;
	for (i = 0; i < n; i++) {
		high = hex_value(hex[2 * i]);
		low = hex_value(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static int
parse_mark(struct text_record *out, char *rest, struct err *e)
{
	char *hex = word(&rest), *expires = word(&rest);
	uint64_t n;

	if (!parse_hex(out->key.data + 1, hex, LEDGER_MARK) ||
	    expires == NULL || rest != NULL ||
	    strncmp(expires, "expires=", 8) != 0 ||
	    !number(&n, expires + 8, 10) || n > INT64_MAX)
		return err_perm(e, 0, "a mark is 32 hexadecimal digits and "
		    "expires=");
	out->key.data[0] = 'm';
	out->key.len = 1 + LEDGER_MARK;
	out->data[0] = '\0';
	out->record.data = (struct store_bytes){ out->data, 1 };
	out->record.expires_s = (int64_t)n;
	return 0;
}

static int
parse_offender(struct text_record *out, const char *line, struct err *e)
{
	struct offender o;

	switch (offender_read(&o, line, strlen(line), e)) {
	case OFFENDER_IS:
		break;
	case OFFENDER_OTHER:
		return err_perm(e, 0, "no offender");
	case OFFENDER_WRONG:
		return -1;
	}
	out->key = offence_record_key(&o.ip, o.kind);
	out->record.data = (struct store_bytes){ out->data,
		offence_record_encode(out->data, &o) };
	out->record.expires_s = o.until_s + LEDGER_MEMORY_S;
	return 0;
}

static int
parse_secret(struct text_record *out, char *rest, struct err *e)
{
	char *name = word(&rest), *hex = word(&rest);

	if (name == NULL || strcmp(name, "envelope") != 0 || rest != NULL ||
	    !parse_hex(out->data, hex, ENVELOPE_KEY_LEN))
		return err_perm(e, 0, "a secret of another kind");
	memcpy(out->key.data, envelope_key.data, envelope_key.len);
	out->key.len = envelope_key.len;
	out->record.data = (struct store_bytes){ out->data, ENVELOPE_KEY_LEN };
	out->record.expires_s = STORE_NEVER;
	return 0;
}

int
text_parse(struct text_record *out, char *line, struct err *e)
{
	char *rest = line, *kind;

	if (strncmp(line, "offender\t", 9) == 0)
		return parse_offender(out, line, e);
	kind = word(&rest);
	if (strcmp(kind, "mark") == 0)
		return parse_mark(out, rest, e);
	if (strcmp(kind, "grey") == 0)
		return parse_grey(out, rest, e);
	if (strcmp(kind, "secret") == 0)
		return parse_secret(out, rest, e);
	return err_perm(e, 0, "\"%.32s\" is no kind of record", kind);
}
