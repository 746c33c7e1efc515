/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/bind.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "zone/entries.h"
#include "zone/name.h"
#include "zone/terms.h"

/* How often secondaries look for a new serial, try again, and give up. */
#define REFRESH_S 3600
#define RETRY_S 600
#define EXPIRE_S 86400

void
bind_add_quoted(struct buf *out, const char *text)
{
	buf_add(out, "\"", 1);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_add(out, "\\", 1);
		buf_add(out, text, 1);
	}
	buf_add(out, "\"", 1);
}

/* What stands before the entries. */
static void
add_begin(struct buf *out, const struct terms *t)
{
	char text[1024];

	(void)snprintf(text, sizeof(text), "$ORIGIN %s.\n$TTL %u\n"
	    "@ IN SOA %s. hostmaster.%s. ( %lu %d %d %d %u )\n@ IN NS %s.\n",
	    t->zone, t->ttl_s, t->server, t->zone, (unsigned long)t->serial,
	    REFRESH_S, RETRY_S, EXPIRE_S, t->ttl_s, t->server);
	buf_add_text(out, text);
}

static void
add_entry(struct buf *out, const struct zone_entry *entry)
{
	char name[NAME_REVERSE_SIZE], text[128];

	name_reverse(name, &entry->ip, entry->bits);
	(void)snprintf(text, sizeof(text), "%s IN A 127.0.0.%u\n", name,
	    entry->value);
	buf_add_text(out, text);
	if (entry->text[0] == '\0')
		return;
	buf_add_text(out, name);
	buf_add_text(out, " IN TXT ");
	bind_add_quoted(out, entry->text);
	buf_add(out, "\n", 1);
}

void
bind_write(struct buf *out, const struct entries *s, const struct terms *t)
{
	size_t i;

	add_begin(out, t);
	for (i = 0; i < ENTRIES_POINTS; i++)
		add_entry(out, &entries_point[i]);
	for (i = 0; i < s->len; i++)
		add_entry(out, &s->entry[i]);
}

/* The prefix and the words of an address from the last to the first; "zz" is
 * what "::" is.  For 64 bits that is always at the end. */
static void
add_trigger(struct buf *out, const struct zone_entry *entry)
{
	char name[NAME_REVERSE_SIZE], text[128];
	const unsigned char *o = entry->ip.octet;
	size_t len = 0;
	int words = 4;

	if (entry->bits == 32) {
		name_reverse(name, &entry->ip, 32);
		(void)snprintf(text, sizeof(text), "32.%s", name);
	} else {
		len = (size_t)snprintf(text, sizeof(text), "64.zz");
		while (words > 0 && o[words * 2 - 1] == 0 &&
		    o[words * 2 - 2] == 0)
			words--;
		for (; words > 0; words--)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    ".%x", o[words * 2 - 2] * 256u + o[words * 2 - 1]);
	}
	buf_add_text(out, text);
}

void
bind_write_rpz(struct buf *out, const struct entries *s,
    const struct terms *t)
{
	size_t i;

	add_begin(out, t);
	for (i = 0; i < s->len; i++) {
		add_trigger(out, &s->entry[i]);
		buf_add_text(out, ".rpz-ip IN CNAME .\n");
	}
}

/* A master file as words: quotes and comments are not told apart in full,
 * since nothing of that kind stands before a SOA record. */
struct words {
	const char *at, *end;
};

/* The next word, or a parenthesis; false at the end. */
static bool
next_word(struct words *w, char out[NAME_ZONE_SIZE])
{
	size_t len = 0;

	while (w->at < w->end && (isspace((unsigned char)*w->at) ||
	    *w->at == ';'))
		if (*w->at++ == ';')
			while (w->at < w->end && *w->at != '\n')
				w->at++;
	while (w->at < w->end && !isspace((unsigned char)*w->at) &&
	    *w->at != ';' && len + 1 < NAME_ZONE_SIZE) {
		out[len++] = *w->at++;
		if (out[len - 1] == '(' || (w->at < w->end && *w->at == '('))
			break;
	}
	out[len] = '\0';
	return len > 0;
}

bool
bind_serial(uint32_t *out, const char *zone, size_t len)
{
	struct words w = { zone, zone + len };
	char word[NAME_ZONE_SIZE];
	unsigned long serial;
	int skip = 2;

	while (next_word(&w, word))
		if (strcasecmp(word, "SOA") == 0)
			break;
	while (next_word(&w, word)) {
		if (strcmp(word, "(") == 0 || skip-- > 0)
			continue;
		if (sscanf(word, "%10lu", &serial) != 1 ||
		    serial > UINT32_MAX)
			return false;
		*out = (uint32_t)serial;
		return true;
	}
	return false;
}

uint32_t
bind_next_serial(uint32_t old, int64_t now_s)
{
	uint32_t now = (uint32_t)now_s;

	/* Newer is what is less than half the circle ahead. */
	if (old == 0 || now - old - 1 < UINT32_C(0x7fffffff))
		return now;
	return old + 1 == 0 ? 1 : old + 1;
}
