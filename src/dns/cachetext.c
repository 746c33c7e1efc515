/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/cachetext.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"

static const struct {
	const char *word;
	enum dns_type type;
} types[] = {
	{ "A", DNS_A }, { "AAAA", DNS_AAAA }, { "PTR", DNS_PTR },
	{ "TXT", DNS_TXT }, { "MX", DNS_MX },
};

#define TYPES (sizeof(types) / sizeof(types[0]))

/* Whether all bytes are printable ASCII, and blanks only where they may be. */
static bool
is_printable(const char *text, bool blanks)
{
	for (; *text != '\0'; text++)
		if (*text < (blanks ? ' ' : '!') || *text > '~')
			return false;
	return true;
}

static void
add_value(struct buf *out, const struct dns_answer *a, size_t i)
{
	char ip[IP_TEXT_SIZE];

	buf_add_text(out, "\t");
	if (a->type == DNS_PTR || a->type == DNS_MX) {
		buf_add_text(out, a->name[i]);
	} else if (a->type == DNS_TXT) {
		buf_add_text(out, a->text);
	} else {
		ip_format(&a->ip[i], ip);
		buf_add_text(out, ip);
	}
}

/* An SPF record would be too much for a line. */
static bool
has_policy(const struct dns_answer *a)
{
	return a->type == DNS_TXT && a->state == DNS_FOUND && a->policies > 0;
}

void
cachetext_write(struct buf *out, const char *name, const struct dns_answer *a,
    int64_t until_s)
{
	char head[32];
	size_t i, t;

	for (t = 0; t < TYPES && types[t].type != a->type; t++)
		;
	if (t == TYPES || has_policy(a) ||
	    (a->state != DNS_FOUND && a->state != DNS_ABSENT) ||
	    *name == '\0' || !is_printable(name, false))
		return;
	(void)snprintf(head, sizeof(head), "%" PRId64 "\t%s\t", until_s,
	    types[t].word);
	buf_add_text(out, head);
	buf_add_text(out, name);
	buf_add_text(out, a->state == DNS_ABSENT ? "\tabsent" :
	    a->more ? "\tmore" : "\tfound");
	for (i = 0; a->state == DNS_FOUND && i < a->count; i++)
		add_value(out, a, i);
	buf_add_text(out, "\n");
}

/* Cut the next word off *rest, up to a tab; NULL if there is none. */
static char *
word(char **rest)
{
	char *at = *rest, *tab;

	if (at == NULL)
		return NULL;
	if ((tab = strchr(at, '\t')) != NULL)
		*tab++ = '\0';
	*rest = tab;
	return at;
}

/* Copy a text into room for size bytes. */
static bool
take_text(char *out, size_t size, const char *text, bool blanks)
{
	const size_t len = strlen(text);

	if (len >= size || !is_printable(text, blanks))
		return false;
	memcpy(out, text, len + 1);
	return true;
}

/* Take one more value. */
static bool
take_value(struct dns_answer *a, const char *text)
{
	const size_t i = a->count++;
	struct err e;

	switch (a->type) {
	case DNS_PTR:
	case DNS_MX:
		return i < DNS_PTR_MAX && *text != '\0' &&
		    take_text(a->name[i], DNS_NAME_SIZE, text, false);
	case DNS_TXT:
		a->policies = 0;
		return i == 0 && take_text(a->text, DNS_TEXT_SIZE, text, true);
	case DNS_A:
	case DNS_AAAA:
		break;
	}
	return i < DNS_IP_MAX && ip_parse(&a->ip[i], text, &e) == 0;
}

static bool
take_time(int64_t *out, const char *text)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; text[i] >= '0' && text[i] <= '9' && i < 15; i++)
		n = 10 * n + (text[i] - '0');
	*out = n;
	return i > 0 && text[i] == '\0';
}

static bool
take_state(struct dns_answer *a, const char *text)
{
	a->more = strcmp(text, "more") == 0;
	a->state = strcmp(text, "absent") == 0 ? DNS_ABSENT : DNS_FOUND;
	return a->more || a->state == DNS_ABSENT || strcmp(text, "found") == 0;
}

bool
cachetext_read(struct cachetext *out, char *line)
{
	struct dns_answer *a = &out->answer;
	char *until = word(&line), *type = word(&line), *name = word(&line);
	char *state = word(&line), *value;
	size_t t;

	if (state == NULL || !take_time(&out->until_s, until) ||
	    *name == '\0' ||
	    !take_text(out->name, sizeof(out->name), name, false))
		return false;
	for (t = 0; t < TYPES && strcmp(types[t].word, type) != 0; t++)
		;
	if (t == TYPES)
		return false;
	a->type = types[t].type;
	a->why = "";
	a->count = 0;
	if (!take_state(a, state))
		return false;
	while ((value = word(&line)) != NULL)
		if (!take_value(a, value))
			return false;
	return (a->count > 0) == (a->state == DNS_FOUND);
}
