/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/weigh.h"

#include <string.h>

#include "base/ip.h"
#include "name/numbers.h"
#include "name/points.h"
#include "name/serial.h"
#include "name/words.h"

/* A word alone in the first label is worth a part of its points. */
#define LONE_PART 3

/* So many letters at the end of a port are a town's. */
#define TOWN_LETTERS 3

void
weigh_add(struct scales *q, enum sign_kind kind, unsigned detail,
    struct span span, int points)
{
	struct class *c = q->out;

	q->points += points;
	if (c->signs == CLASS_SIGNS)
		return;
	c->sign[c->signs++] = (struct sign){ .kind = kind,
		.detail = (unsigned char)detail, .span = span,
		.points = (int16_t)points };
}

size_t
weigh_label(const char *text, size_t len)
{
	const char *dot = memchr(text, '.', len);

	return dot != NULL ? (size_t)(dot - text) : len;
}

/* True if groups have no digit above 9.  Who gives a server an IPv6 address by
 * hand likes to spell its IPv4 address in it, and has that in the name. */
static bool
is_spelt(const struct scales *q, const struct span *s)
{
	size_t i;

	for (i = s->at; i < (size_t)s->at + s->len; i++)
		if (q->name[i] >= 'a')
			return false;
	return true;
}

/* What a part of the address is worth.  A part in the registrable domain is
 * nothing: somebody bought that name. */
static int
part_points(const struct scales *q, const struct embedded *m)
{
	bool deep = weigh_label(q->name, q->host) + 1 < q->host;
	enum points_of part = POINTS_PAIR_JOINED;

	if (m->span[0].at >= q->host || (m->form == EMBEDDED_GROUPS &&
	    is_spelt(q, &m->span[0])))
		return 0;
	if (m->octets > 2)
		part = POINTS_PART;
	else if (m->form != EMBEDDED_DECIMAL || m->span[0].len == 6)
		part = POINTS_PAIR_COMPACT;
	else if (m->spans == 2)
		part = POINTS_PAIR_APART;
	return q->worth[part] + (deep ? q->worth[POINTS_DEEP] : 0);
}

static void
weigh_address(struct scales *q)
{
	const struct embedded *m = &q->out->embedded;
	int points = 0;

	switch (m->kind) {
	case EMBEDDED_NONE:
		return;
	case EMBEDDED_LAST:
		if (m->span[0].at < q->host)
			points = q->worth[POINTS_LAST];
		break;
	case EMBEDDED_PART:
		points = part_points(q, m);
		break;
	case EMBEDDED_FULL:
		points = q->worth[POINTS_FULL];
		break;
	}
	q->octets = m->kind >= EMBEDDED_PART;
	weigh_add(q, SIGN_ADDRESS, m->kind, m->span[0], points);
}

/* True if the host part has a label beside a span. */
static bool
is_beside(const struct scales *q, struct span s)
{
	size_t end = (size_t)s.at + s.len;

	return memchr(q->name, '.', s.at) != NULL ||
	    end + weigh_label(q->name + end, q->len - end) + 1 < q->host;
}

/* Numbers that could be octets are somebody's address.  Beside an IPv6 address
 * they are a server's that has both. */
static void
weigh_numbers(struct scales *q)
{
	static const unsigned char worth[] = { [NUMBERS_TWO] =
		POINTS_NUMBERS_TWO, [NUMBERS_THREE] = POINTS_NUMBERS_THREE,
		[NUMBERS_FOUR] = POINTS_NUMBERS_FOUR };
	enum numbers_kind kind;
	struct span span;
	int points;

	if (q->octets || (q->ip != NULL && q->ip->bits > 32) ||
	    (kind = numbers_find(&span, q->name, q->host)) == NUMBERS_NONE)
		return;
	points = q->worth[worth[kind]];
	if (is_beside(q, span))
		points += q->worth[POINTS_DEEP];
	if (q->out->embedded.kind == EMBEDDED_LAST)
		points -= q->worth[POINTS_LAST]; /* counted as that, too */
	q->octets = true;
	weigh_add(q, SIGN_NUMBERS, kind, span, points);
}

/* True if a port is one label, and the town stands in its end or in the next
 * one: p33-ipad6town.example.net, p33-ipad6.town.example.net. */
static bool
has_town(const struct scales *q, struct span s)
{
	size_t end = s.len, n = 0;

	while (n < end && q->name[end - 1 - n] >= 'a' &&
	    q->name[end - 1 - n] <= 'z')
		n++;
	return s.at == 0 && memchr(q->name, '.', end) == NULL &&
	    (n >= TOWN_LETTERS || is_beside(q, s));
}

static int
serial_points(const struct scales *q, enum serial_kind kind, struct span span)
{
	static const unsigned char worth[] = { [SERIAL_NUMBER] = POINTS_NUMBER,
		[SERIAL_PORT] = POINTS_PORT, [SERIAL_LONG] = POINTS_LONG,
		[SERIAL_RANDOM] = POINTS_RANDOM };

	if (kind != SERIAL_RANDOM && q->out->embedded.kind == EMBEDDED_LAST)
		return q->worth[POINTS_BESIDE]; /* counted as that, too */
	return q->worth[worth[kind]] + (kind == SERIAL_PORT &&
	    has_town(q, span) ? q->worth[POINTS_DEEP] : 0);
}

static void
weigh_serial(struct scales *q, struct span *random)
{
	bool numbers = q->octets;
	struct span span;
	enum serial_kind kind = SERIAL_NONE;

	if (q->out->embedded.kind < EMBEDDED_PART)
		kind = serial_find(&span, q->name, q->host);
	if (kind == SERIAL_NONE || (kind != SERIAL_RANDOM && numbers))
		return;
	if (kind == SERIAL_RANDOM)
		*random = span;
	weigh_add(q, SIGN_SERIAL, kind, span, serial_points(q, kind, span));
}

static bool
within(const struct word *w, const struct span *s)
{
	return w->at >= s->at && w->at + w->len <= s->at + s->len;
}

/* True if a word is no word: hexadecimal digits of the address and what was
 * thrown with dice are letters, too.  "mf1000207" is no "mf", but groups of an
 * IPv6 address may reach into a word behind them. */
static bool
is_noise(const struct word *w, const struct embedded *m,
    const struct span *random)
{
	unsigned i, end = (unsigned)w->at + w->len;

	for (i = 0; m->kind >= EMBEDDED_PART && i < m->spans; i++)
		if (within(w, &m->span[i]) || (m->form == EMBEDDED_HEX &&
		    w->at <= m->span[i].at && end > m->span[i].at))
			return true;
	return within(w, random);
}

/* True if a word stands in the label where the address is: "pc-192-0-2-7" is
 * what a provider calls all its lines, "gw.192-0-2-7" is one machine there. */
static bool
is_with_address(const struct scales *q, const struct word *w)
{
	const struct span *s = &q->out->embedded.span[0];
	size_t end = (size_t)w->at + w->len;

	return q->out->embedded.kind >= EMBEDDED_PART && s->at >= end &&
	    memchr(q->name + end, '.', s->at - end) == NULL;
}

/* What a word is worth: the first of its kind, and others. */
static int
word_points(const struct scales *q, const struct word *w, int points)
{
	bool first_label = memchr(q->name, '.', w->at) == NULL;
	int n = q->count[w->kind];

	if (!first_label && (w->kind == WORD_SERVER || w->kind == WORD_DEVICE))
		return 0;
	return n == 0 ? points : n < 3 ? points / 4 : 0;
}

static void
weigh_word(struct scales *q, const struct word *w)
{
	int points = points_of_word(q->table, w->kind, q->name + w->at, w->len);
	struct span span = { w->at, w->len };

	if (points == POINTS_NONE)
		return;
	if (w->kind == WORD_DEVICE && is_with_address(q, w)) {
		weigh_add(q, SIGN_WORD, w->kind, span, 0);
		return;
	}
	weigh_add(q, SIGN_WORD, w->kind, span, word_points(q, w, points));
	q->count[w->kind]++;
	q->first[w->kind] += memchr(q->name, '.', w->at) == NULL;
}

static void
weigh_words(struct scales *q, const struct span *random)
{
	struct word word[CLASS_SIGNS];
	size_t n = words_find(word, CLASS_SIGNS - 2, q->name, q->host), i;

	for (i = 0; i < n; i++)
		if (!is_noise(&word[i], &q->out->embedded, random))
			weigh_word(q, &word[i]);
}

/* True if a sign can be one of an end-user line. */
static bool
is_of_lines(const struct sign *s)
{
	return s->kind != SIGN_WORD || s->detail == WORD_DYNAMIC ||
	    s->detail == WORD_ACCESS || s->detail == WORD_LINE ||
	    s->detail == WORD_GENERIC;
}

/* One word in the first label and nothing else is what somebody called a
 * machine: "cable.example.com", "hybrid01.example.com". */
static void
weigh_lone_word(struct scales *q)
{
	struct sign *word = NULL;
	unsigned i;

	for (i = 0; i < q->out->signs; i++) {
		struct sign *s = &q->out->sign[i];

		if (!is_of_lines(s))
			continue;
		if (word != NULL || s->kind != SIGN_WORD ||
		    memchr(q->name, '.', s->span.at) != NULL)
			return;
		word = s;
	}
	if (word == NULL)
		return;
	q->points -= word->points - word->points / LONE_PART;
	word->points = (int16_t)(word->points / LONE_PART);
}

void
weigh_host(struct scales *q)
{
	struct span random = { 0 };

	weigh_address(q);
	weigh_numbers(q);
	weigh_serial(q, &random);
	weigh_words(q, &random);
	weigh_lone_word(q);
}
