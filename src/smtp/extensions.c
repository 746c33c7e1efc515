/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/extensions.h"

#include <stdbool.h>
#include <string.h>

#include "smtp/verb.h"

#define MARK 3 /* where a line of a reply has - or a blank */

struct list {
	char *out;
	size_t len;
	size_t last; /* where the last line begins */
};

static void
add(struct list *l, const char *line, size_t len)
{
	l->last = l->len;
	memcpy(l->out + l->len, line, len);
	l->out[l->len + MARK] = '-';
	l->len += len;
}

/* Whether the word of len bytes is offered. */
static bool
is_offered(const char *word, size_t len, unsigned flags)
{
	static const char *const known[] = { "SIZE", "8BITMIME", "DSN",
		"SMTPUTF8", "ENHANCEDSTATUSCODES", "PIPELINING" };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (verb_is(word, len, known[i]))
			return true;
	return (flags & EXTENSIONS_AUTH) != 0 &&
	    (verb_is(word, len, "AUTH") ||
		(len > 5 && verb_is(word, 4, "AUTH") && word[4] == '='));
}

/* One line with its CRLF; *tls: it is STARTTLS. */
static void
consider(struct list *l, const char *line, size_t len, unsigned flags,
    bool *tls)
{
	static const char nameless[] = "250 ok\r\n";
	const char *word = line + MARK + 1;
	size_t rest = len - MARK - 1 - 2;

	if (len < MARK + 1 + 2) { /* a code alone, which is the last line */
		if (l->len == 0)
			add(l, nameless, sizeof(nameless) - 1);
	} else if (l->len > 0 && verb_is(word, rest, "STARTTLS")) {
		*tls = (flags & EXTENSIONS_STARTTLS) != 0;
	} else if (l->len == 0 || is_offered(word, rest, flags)) {
		add(l, line, len);
	}
}

static void
put_before_last(struct list *l, const char *line, size_t len)
{
	char *last = l->out + l->last;

	memmove(last + len, last, l->len - l->last);
	memcpy(last, line, len);
	l->last += len;
	l->len += len;
}

size_t
extensions_offer(char out[EXTENSIONS_MAX], const struct server_reply *r,
    unsigned flags)
{
	static const char tls_line[] = "250-STARTTLS\r\n";
	static const char filler[] = "250 ENHANCEDSTATUSCODES\r\n";
	struct list l = { out, 0, 0 };
	const char *line = r->text, *end = r->text + r->len, *next;
	bool tls = false;

	for (; line < end; line = next) {
		next = (const char *)memchr(line, '\n',
		    (size_t)(end - line)) + 1;
		consider(&l, line, (size_t)(next - line), flags, &tls);
	}
	tls = tls || (flags & EXTENSIONS_OWN_TLS) != 0;
	if (tls) {
		if (l.last == 0)
			add(&l, filler, sizeof(filler) - 1);
		put_before_last(&l, tls_line, sizeof(tls_line) - 1);
	}
	out[l.last + MARK] = ' ';
	return l.len;
}
