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

/* Which sign two octets are, or more. */
static enum points_of
part_of(const struct embedded *m)
{
	if (m->octets > 2)
		return POINTS_PART;
	if (m->form != EMBEDDED_DECIMAL || m->span[0].len == 6)
		return POINTS_PAIR_COMPACT;
	return m->spans == 2 ? POINTS_PAIR_APART : POINTS_PAIR_JOINED;
}

/* True of two octets that could be other numbers. */
static bool
is_pair(enum points_of part)
{
	return part == POINTS_PAIR_APART || part == POINTS_PAIR_JOINED;
}

/* What a part of the address is worth.  Two octets may be less than what they
 * are in anybody's name: ports, or numbers like octets. */
static int
part_points(struct scales *q)
{
	const struct embedded *m = &q->out->embedded;
	enum points_of part = part_of(m);
	int points = q->worth[part];

	if (m->form == EMBEDDED_GROUPS && is_spelt(q, &m->span[0]))
		return 0;
	if (is_pair(part))
		q->shown = points;
	q->deep = weigh_label(q->name, q->host) + 1 < q->host;
	return points + (q->deep ? q->worth[POINTS_DEEP] : 0);
}

/* A part in the registrable domain is nothing: somebody bought that name. */
static int
address_points(struct scales *q)
{
	const struct embedded *m = &q->out->embedded;

	if (m->kind == EMBEDDED_FULL)
		return q->worth[POINTS_FULL];
	if (m->span[0].at >= q->host)
		return 0;
	if (m->kind == EMBEDDED_PART)
		return part_points(q);
	return q->shown = q->worth[POINTS_LAST];
}

static void
weigh_address(struct scales *q)
{
	const struct embedded *m = &q->out->embedded;

	if (m->kind == EMBEDDED_NONE)
		return;
	weigh_add(q, SIGN_ADDRESS, m->kind, m->span[0], address_points(q));
	q->octets = m->kind >= EMBEDDED_PART;
}

/* How much of the address stands in the host part. */
static enum embedded_kind
shown(const struct scales *q)
{
	const struct embedded *m = &q->out->embedded;

	return m->kind == EMBEDDED_FULL || m->spans == 0 ||
	    m->span[0].at < q->host ? m->kind : EMBEDDED_NONE;
}

/* True if two octets are shown apart, as two numbers are. */
static bool
is_apart(const struct scales *q)
{
	return shown(q) == EMBEDDED_PART &&
	    part_of(&q->out->embedded) == POINTS_PAIR_APART;
}

/* True if nothing that could be somebody's address is worth more than what is
 * shown of the client's. */
static bool
is_enough(const struct scales *q)
{
	return shown(q) == EMBEDDED_FULL ||
	    (shown(q) == EMBEDDED_PART && !is_pair(part_of(&q->out->embedded)));
}

/* Add a sign that may be what was counted as a part of the address. */
static void
add_beside(struct scales *q, const struct sign *s, bool deep)
{
	int points = s->points - q->shown;

	if (deep && !q->deep)
		points += q->worth[POINTS_DEEP];
	if (points != 0)
		weigh_add(q, s->kind, s->detail, s->span, points);
	q->shown = 0;
	q->deep = q->deep || deep;
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
	struct sign s = { .kind = SIGN_NUMBERS };
	enum numbers_kind kind;

	if (is_enough(q) || (q->ip != NULL && q->ip->bits > 32) ||
	    (kind = numbers_find(&s.span, q->name, q->host)) == NUMBERS_NONE)
		return;
	s.detail = (unsigned char)kind;
	s.points = (int16_t)(kind == NUMBERS_TWO && is_apart(q) ? q->shown :
	    q->worth[worth[kind]]);
	add_beside(q, &s, is_beside(q, s.span));
	q->octets = q->numbers = true;
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

/* True if a number is the first label, and the next one has one behind letters:
 * a modem, and its node, as in cc814560-a.town1.example.net. */
static bool
has_node(const struct scales *q, struct span s)
{
	size_t i = weigh_label(q->name, q->host) + 2;

	for (; s.at == 0 && i < q->host && q->name[i] != '.'; i++)
		if (q->name[i] >= '0' && q->name[i] <= '9' &&
		    q->name[i - 1] >= 'a' && q->name[i - 1] <= 'z')
			return true;
	return false;
}

/* What a serial number is worth.  Beside the last octet it is that, too, and
 * what was thrown with dice never. */
static int
serial_points(const struct scales *q, enum serial_kind kind)
{
	static const unsigned char worth[] = { [SERIAL_NUMBER] = POINTS_NUMBER,
		[SERIAL_PORT] = POINTS_PORT, [SERIAL_LONG] = POINTS_LONG,
		[SERIAL_RANDOM] = POINTS_RANDOM };

	if (shown(q) == EMBEDDED_LAST)
		return q->shown + q->worth[kind == SERIAL_RANDOM ?
		    POINTS_RANDOM : POINTS_BESIDE];
	return q->worth[worth[kind]];
}

static void
weigh_serial(struct scales *q, struct span *random)
{
	struct sign s = { .kind = SIGN_SERIAL };
	enum serial_kind kind;

	if (is_enough(q))
		return;
	kind = serial_find(&s.span, q->name, q->host);
	if (kind == SERIAL_NONE || (kind != SERIAL_RANDOM && q->numbers) ||
	    (kind == SERIAL_NUMBER && shown(q) == EMBEDDED_PART))
		return;
	if (kind == SERIAL_RANDOM && shown(q) != EMBEDDED_PART)
		*random = s.span;
	s.detail = (unsigned char)kind;
	s.points = (int16_t)serial_points(q, kind);
	add_beside(q, &s, (kind == SERIAL_PORT && has_town(q, s.span)) ||
	    (kind == SERIAL_LONG && has_node(q, s.span)));
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
