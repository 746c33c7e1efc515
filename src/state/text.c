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

/* The fields of a greylist record, in their order. */
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

struct values {
	uint64_t value[FIELDS];
	bool has[FIELDS];
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
	if (key_format(key, name, e) == -1)
		return -1;
	if (!entry_decode(&entry, r->data))
		return err_perm(e, 0, "the record of %s is none", name);
	buf_add_text(out, "grey\t");
	buf_add_text(out, name);
	buf_add_text(out, entry.green ? "\tgreen" : "\twait");
	v = (struct values){
		{ (uint64_t)entry.first_s, (uint64_t)entry.since_s,
		    (uint64_t)r->expires_s, entry.sender, entry.recipient },
		{ true, entry.green, true, entry.has_sender,
		    entry.has_recipient },
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

/* One NAME=VALUE. */
static int
parse_field(struct values *v, char *text, struct err *e)
{
	char *value = strchr(text, '=');
	size_t i;

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
	struct values v = { { 0 }, { false } };
	struct entry entry = { 0 };

	if (name == NULL || state == NULL)
		return err_perm(e, 0, "a record without a state");
	if (key_parse(&out->key, name, e) == -1)
		return -1;
	entry.green = strcmp(state, "green") == 0;
	if (!entry.green && strcmp(state, "wait") != 0)
		return err_perm(e, 0, "\"%.32s\" is neither wait nor green",
		    state);
	while ((text = word(&rest)) != NULL)
		if (parse_field(&v, text, e) == -1)
			return -1;
	if (!v.has[FIRST] || !v.has[EXPIRES] || v.has[SINCE] != entry.green)
		return err_perm(e, 0, "a record needs first=, expires= and, "
		    "if it is green, since=");
	entry.first_s = (int64_t)v.value[FIRST];
	entry.since_s = (int64_t)v.value[SINCE];
	entry.has_sender = v.has[SENDER];
	entry.sender = v.value[SENDER];
	entry.has_recipient = v.has[RECIPIENT];
	entry.recipient = v.value[RECIPIENT];
	entry_encode(&entry, out->data);
	out->record.data = (struct store_bytes){ out->data, ENTRY_LEN };
	out->record.expires_s = (int64_t)v.value[EXPIRES];
	return 0;
}

static int
parse_secret(struct text_record *out, char *rest, struct err *e)
{
	char *name = word(&rest), *hex = word(&rest);
	int high, low;
	size_t i;

	if (name == NULL || strcmp(name, "envelope") != 0 || hex == NULL ||
	    rest != NULL || strlen(hex) != 2 * ENVELOPE_KEY_LEN)
		return err_perm(e, 0, "a secret of another kind");
	for (i = 0; i < ENVELOPE_KEY_LEN; i++) {
		high = hex_value(hex[2 * i]);
		low = hex_value(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return err_perm(e, 0, "a secret of another kind");
		out->data[i] = (unsigned char)(high << 4 | low);
	}
	memcpy(out->key.data, envelope_key.data, envelope_key.len);
	out->key.len = envelope_key.len;
	out->record.data = (struct store_bytes){ out->data, ENVELOPE_KEY_LEN };
	out->record.expires_s = STORE_NEVER;
	return 0;
}

int
text_parse(struct text_record *out, char *line, struct err *e)
{
	char *rest = line, *kind = word(&rest);

	if (strcmp(kind, "grey") == 0)
		return parse_grey(out, rest, e);
	if (strcmp(kind, "secret") == 0)
		return parse_secret(out, rest, e);
	return err_perm(e, 0, "\"%.32s\" is no kind of record", kind);
}
