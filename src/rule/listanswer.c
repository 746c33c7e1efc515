/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/listanswer.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"

/* What it is; see listspec.h. */
enum { ANSWER_RANGE = 8, ANSWER_PATTERN = 9 };

#define OCTETS 4
#define RANGE_SIZE (2 * OCTETS)
/* Longest pattern: no octet is worth more than 16 spans. */
#define SPANS_MAX 16

/* Of an octet: spans, each of a first and a last value. */
struct spans {
	unsigned len;
	const unsigned char *pair; /* len times two bytes */
};

struct listanswer {
	const unsigned char *range; /* first and last; NULL: a pattern */
	struct spans octet[OCTETS];
};

bool
listanswer_is(const char *text)
{
	return *text != '\0' &&
	    text[strspn(text, "0123456789.-[];")] == '\0';
}

int
listanswer_wrong(const char *text, struct err *e)
{
	if (strchr(text, '*') != NULL)
		return err_perm(e, 0, "\"%.48s\" has a weight behind \"*\": "
		    "that is a score, as in \"score -2 @dnswl=ZONE=127.0.5.1\"",
		    text);
	return err_perm(e, 0, "\"%.48s\" is not an answer of a list: write "
	    "ZONE=127.0.0.2, ZONE=127.0.0.2-127.0.0.11 or "
	    "ZONE=127.0.[2..20].[1;3]", text);
}

static bool
take(struct packed_cursor *at, struct listanswer *a)
{
	struct packed_cursor next = *at;
	const unsigned char *what = packed_take(&next, 1), *len;
	size_t i;

	a->range = NULL;
	if (what != NULL && *what == ANSWER_RANGE)
		a->range = packed_take(&next, RANGE_SIZE);
	if (what == NULL || (a->range == NULL && *what != ANSWER_PATTERN))
		return false;
	for (i = 0; i < OCTETS && a->range == NULL; i++) {
		len = packed_take(&next, 1);
		if (len == NULL || *len == 0 || *len > SPANS_MAX)
			return false;
		a->octet[i].len = *len;
		a->octet[i].pair = packed_take(&next, 2u * *len);
		if (a->octet[i].pair == NULL)
			return false;
	}
	*at = next;
	return true;
}

bool
listanswer_skip(struct packed_cursor *at)
{
	struct listanswer a;

	return take(at, &a);
}

static enum listanswer_fit
spans_fit(const struct spans *s, unsigned char octet)
{
	enum listanswer_fit fit = LISTANSWER_NO;
	const unsigned char *p = s->pair;
	unsigned i;

	for (i = 0; i < s->len; i++, p += 2)
		if (p[0] == octet && p[1] == octet)
			return LISTANSWER_NAMES;
		else if (p[0] <= octet && octet <= p[1])
			fit = LISTANSWER_HOLDS;
	return fit;
}

static enum listanswer_fit
range_fit(const unsigned char range[RANGE_SIZE], const struct ip *ip)
{
	int from = memcmp(range, ip->octet, OCTETS);
	int to = memcmp(ip->octet, range + OCTETS, OCTETS);

	if (from == 0 && to == 0)
		return LISTANSWER_NAMES;
	return from <= 0 && to <= 0 ? LISTANSWER_HOLDS : LISTANSWER_NO;
}

bool
listanswer_next(struct packed_cursor *at, enum listanswer_fit *fit,
    const struct ip *ip)
{
	enum listanswer_fit one;
	struct listanswer a;
	size_t i;

	if (!take(at, &a))
		return false;
	*fit = LISTANSWER_NO;
	if (ip->bits != 32)
		return true;
	if (a.range != NULL) {
		*fit = range_fit(a.range, ip);
		return true;
	}
	*fit = LISTANSWER_NAMES;
	for (i = 0; i < OCTETS; i++) {
		one = spans_fit(&a.octet[i], ip->octet[i]);
		*fit = one < *fit ? one : *fit;
	}
	return true;
}

/* ADDRESS, or ADDRESS-ADDRESS. */
static int
add_range(struct packed *out, const char *text, struct err *e)
{
	const char *dash = strchr(text, '-');
	size_t len = dash != NULL ? (size_t)(dash - text) : strlen(text);
	unsigned char raw[1 + RANGE_SIZE] = { ANSWER_RANGE };
	char low[IP_TEXT_SIZE];
	struct ip first, last;

	if (len >= sizeof(low))
		return listanswer_wrong(text, e);
	memcpy(low, text, len);
	low[len] = '\0';
	if (ip_parse(&first, low, e) == -1 ||
	    ip_parse(&last, dash != NULL ? dash + 1 : low, e) == -1 ||
	    first.bits != 32 || last.bits != 32 || first.octet[0] != 127 ||
	    last.octet[0] != 127 || ip_compare(&first, &last) > 0)
		return listanswer_wrong(text, e);
	memcpy(raw + 1, first.octet, OCTETS);
	memcpy(raw + 1 + OCTETS, last.octet, OCTETS);
	return packed_add(out, raw, sizeof(raw), e);
}

/* A decimal octet at *p; step behind it.  False if there is none. */
static bool
take_octet(unsigned char *out, const char **p)
{
	size_t len = strspn(*p, "0123456789"), i;
	unsigned n = 0;

	if (len == 0 || len > 3 || (len > 1 && **p == '0'))
		return false;
	for (i = 0; i < len; i++)
		n = n * 10 + (unsigned)(*(*p)++ - '0');
	*out = (unsigned char)n;
	return n <= 255;
}

/* N, or FIRST..LAST in brackets, at *p; step behind it. */
static bool
take_span(unsigned char pair[2], const char **p, bool bracket)
{
	if (!take_octet(&pair[0], p))
		return false;
	pair[1] = pair[0];
	if (!bracket || strncmp(*p, "..", 2) != 0)
		return true;
	*p += 2;
	return take_octet(&pair[1], p) && pair[0] <= pair[1];
}

/* An octet of a pattern: N or [N;FIRST..LAST;...], at *p, as a number of
 * spans and the spans; step behind it.  0 if it does not read. */
static unsigned
take_spans(unsigned char pair[2 * SPANS_MAX], const char **p)
{
	bool bracket = **p == '[';
	unsigned n = 0;

	*p += bracket;
	do {
		if (n == SPANS_MAX || !take_span(pair + 2 * n, p, bracket))
			return 0;
		n++;
	} while (bracket && **p == ';' && *++*p != '\0');
	if (!bracket)
		return n;
	return *(*p)++ == ']' ? n : 0;
}

/* Make a range of a pattern that only one address fits, so that what is one
 * answer has one form. */
static size_t
pattern_settle(unsigned char *raw, size_t len)
{
	unsigned char octet[OCTETS];
	size_t i;

	for (i = 0; i < OCTETS; i++) {
		if (len != 1 + 3 * OCTETS || raw[2 + 3 * i] != raw[3 + 3 * i])
			return len;
		octet[i] = raw[2 + 3 * i];
	}
	raw[0] = ANSWER_RANGE;
	memcpy(raw + 1, octet, OCTETS);
	memcpy(raw + 1 + OCTETS, octet, OCTETS);
	return 1 + RANGE_SIZE;
}

static int
add_pattern(struct packed *out, const char *text, struct err *e)
{
	unsigned char raw[1 + OCTETS * (1 + 2 * SPANS_MAX)] = {
		ANSWER_PATTERN };
	const char *p = text;
	size_t len = 1, i;
	unsigned n;

	for (i = 0; i < OCTETS; i++) {
		if ((n = take_spans(raw + len + 1, &p)) == 0 ||
		    *p++ != (i + 1 < OCTETS ? '.' : '\0') ||
		    (i == 0 && (n != 1 || raw[2] != 127 || raw[3] != 127)))
			return listanswer_wrong(text, e);
		raw[len] = (unsigned char)n;
		len += 1 + 2 * n;
	}
	return packed_add(out, raw, pattern_settle(raw, len), e);
}

int
listanswer_add(struct packed *out, const char *text, struct err *e)
{
	return strchr(text, '[') != NULL ? add_pattern(out, text, e) :
	    add_range(out, text, e);
}

static void
add_number(struct buf *out, unsigned n)
{
	char text[21];

	(void)num_format(n, text);
	buf_add_text(out, text);
}

static void
add_address(struct buf *out, const unsigned char octet[OCTETS])
{
	size_t i;

	for (i = 0; i < OCTETS; i++) {
		buf_add_text(out, i > 0 ? "." : "");
		add_number(out, octet[i]);
	}
}

static void
add_spans(struct buf *out, const struct spans *s)
{
	bool bracket = s->len > 1 || s->pair[0] != s->pair[1];
	unsigned i;

	buf_add_text(out, bracket ? "[" : "");
	for (i = 0; i < s->len; i++) {
		buf_add_text(out, i > 0 ? ";" : "");
		add_number(out, s->pair[2 * i]);
		if (s->pair[2 * i] == s->pair[2 * i + 1])
			continue;
		buf_add_text(out, "..");
		add_number(out, s->pair[2 * i + 1]);
	}
	buf_add_text(out, bracket ? "]" : "");
}

void
listanswer_format(struct buf *out, struct packed_cursor *at)
{
	struct listanswer a;
	size_t i;

	if (!take(at, &a)) {
		at->left = 0;
		return;
	}
	if (a.range != NULL) {
		add_address(out, a.range);
		if (memcmp(a.range, a.range + OCTETS, OCTETS) == 0)
			return;
		buf_add_text(out, "-");
		add_address(out, a.range + OCTETS);
		return;
	}
	for (i = 0; i < OCTETS; i++) {
		buf_add_text(out, i > 0 ? "." : "");
		add_spans(out, &a.octet[i]);
	}
}
