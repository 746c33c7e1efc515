/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/class.h"

#include <stdbool.h>
#include <string.h>

#include "name/points_shipped.h"
#include "name/serial.h"
#include "name/sound.h"
#include "name/words.h"

/* A name that is being classified. */
struct request {
	const char *name;
	size_t len;
	size_t host;        /* bytes of the host part */
	struct class *out;
	const struct points *table;
	const int16_t *worth; /* its signs */
	int points;
	bool serial;
	int count[WORD_KINDS];
	int first[WORD_KINDS]; /* those in the first label */
};

/* Bytes of the label at the start of text. */
static size_t
label_len(const char *text, size_t len)
{
	const char *dot = memchr(text, '.', len);

	return dot != NULL ? (size_t)(dot - text) : len;
}

static void
add_sign(struct request *q, enum sign_kind kind, unsigned detail,
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

/* What a part of the address is worth.  A part in the registrable domain is
 * nothing: somebody bought that name. */
static int
part_points(const struct request *q, const struct embedded *m)
{
	bool deep = label_len(q->name, q->host) + 1 < q->host;
	enum points_of part = POINTS_PAIR_JOINED;

	if (m->span[0].at >= q->host)
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
weigh_address(struct request *q)
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
	add_sign(q, SIGN_ADDRESS, m->kind, m->span[0], points);
}

static int
serial_points(const struct request *q, enum serial_kind kind)
{
	if (kind == SERIAL_RANDOM)
		return q->worth[POINTS_RANDOM];
	if (q->out->embedded.kind == EMBEDDED_LAST)
		return q->worth[POINTS_BESIDE]; /* counted as that, too */
	return q->worth[kind == SERIAL_LONG ? POINTS_LONG : POINTS_NUMBER];
}

static void
weigh_serial(struct request *q, struct span *random)
{
	struct span span;
	enum serial_kind kind = SERIAL_NONE;

	if (q->out->embedded.kind < EMBEDDED_PART)
		kind = serial_find(&span, q->name, q->host);
	if (kind == SERIAL_NONE)
		return;
	if (kind == SERIAL_RANDOM)
		*random = span;
	add_sign(q, SIGN_SERIAL, kind, span, serial_points(q, kind));
}

static bool
within(const struct word *w, const struct span *s)
{
	return w->at >= s->at && w->at + w->len <= s->at + s->len;
}

/* True if a word is no word: hexadecimal digits of the address and what was
 * thrown with dice are letters, too. */
static bool
is_noise(const struct word *w, const struct embedded *m,
    const struct span *random)
{
	unsigned i;

	for (i = 0; m->kind >= EMBEDDED_PART && i < m->spans; i++)
		if (within(w, &m->span[i]))
			return true;
	return within(w, random);
}

/* What a word is worth: the first of its kind, and others. */
static int
word_points(const struct request *q, const struct word *w, int points)
{
	bool first_label = memchr(q->name, '.', w->at) == NULL;
	int n = q->count[w->kind];

	if (w->kind == WORD_SERVER && !first_label)
		return 0;
	if (n > 0)
		return n < 3 ? points / 4 : 0;
	/* "cable.example.com" is a machine that somebody called so. */
	return w->len + 1u == q->host && points > 0 ? points / 3 : points;
}

static void
weigh_words(struct request *q, const struct span *random)
{
	struct word word[CLASS_SIGNS];
	size_t n = words_find(word, CLASS_SIGNS - 2, q->name, q->host), i;
	size_t label = label_len(q->name, q->len);

	for (i = 0; i < n; i++) {
		const struct word *w = &word[i];
		int points = points_of_word(q->table, w->kind,
		    q->name + w->at, w->len);

		if (points == POINTS_NONE ||
		    is_noise(w, &q->out->embedded, random))
			continue;
		add_sign(q, SIGN_WORD, w->kind, (struct span){ w->at,
		    w->len }, word_points(q, w, points));
		q->count[w->kind]++;
		q->first[w->kind] += w->at < label;
	}
}

/* True if two octets stand in the name as a template writes them, with one
 * byte of punctuation between. */
static bool
is_pair(const struct request *q)
{
	const struct embedded *m = &q->out->embedded;
	unsigned after = (unsigned)m->span[0].at + m->span[0].len;

	return m->kind == EMBEDDED_PART && m->spans == 2 &&
	    m->span[1].at == after + 1 &&
	    memchr("-._", q->name[after], 3) != NULL;
}

/* Tip the scales by the registrable domain.  One for businesses keeps its
 * lines, unless the name says otherwise.  Under a country's domain two octets
 * are a pool's more often than under com or org, where the machines for rent
 * are. */
static void
weigh_domain(struct request *q)
{
	const char *domain = q->name + q->host;
	size_t len = q->len - q->host;
	int sound = q->worth[POINTS_SOUND], country = q->worth[POINTS_COUNTRY];
	struct span span;

	if (q->count[WORD_DYNAMIC] == 0 &&
	    sound_find(&span, SOUND_BUSINESS, domain, len)) {
		span.at = (unsigned char)(span.at + q->host);
		add_sign(q, SIGN_DOMAIN, 0, span, 0);
		q->count[WORD_STATIC]++;
		return;
	}
	if (q->points >= POINTS_DYNAMIC)
		return;
	if (q->points + sound >= POINTS_DYNAMIC &&
	    sound_find(&span, SOUND_PROVIDER, domain, len)) {
		span.at = (unsigned char)(span.at + q->host);
		add_sign(q, SIGN_DOMAIN, 0, span, sound);
	} else if (q->points + country >= POINTS_DYNAMIC && is_pair(q) &&
	    q->len > 3 && q->name[q->len - 3] == '.') {
		span = (struct span){ (unsigned char)(q->len - 2), 2 };
		add_sign(q, SIGN_DOMAIN, 0, span, country);
	}
}

static enum class_kind
kind_of(const struct request *q)
{
	bool address = q->out->embedded.kind >= EMBEDDED_PART;
	bool line = q->count[WORD_DYNAMIC] + q->count[WORD_ACCESS] > 0;

	if (q->count[WORD_STATIC] > 0 && (address || q->points >= 28))
		return CLASS_STATIC_GENERIC;
	if (!line && (q->count[WORD_HOSTING] > 0 ||
	    (address && q->first[WORD_SERVER] > 0)))
		return CLASS_HOSTING;
	if (q->points >= POINTS_DYNAMIC)
		return CLASS_DYNAMIC;
	return q->count[WORD_MAIL] > 0 ? CLASS_MAIL : CLASS_PLAIN;
}

void
class_weigh(struct class *out, const struct points *points,
    const struct class_asked *a)
{
	struct request q = { .name = a->name, .len = a->len,
		.host = a->domain, .out = out, .table = points,
		.worth = points->sign };
	struct span random = { 0 };

	out->signs = 0;
	out->embedded = (struct embedded){ .kind = EMBEDDED_NONE };
	if (a->ip != NULL)
		embedded_find(&out->embedded, a->name, a->len, a->ip);
	weigh_address(&q);
	weigh_serial(&q, &random);
	weigh_words(&q, &random);
	weigh_domain(&q);
	out->kind = kind_of(&q);
	out->points = q.points;
	out->confidence_milli = points_confidence(points, out->kind,
	    q.points);
}

void
class_find(struct class *out, const char *name, size_t len, size_t domain,
    const struct ip *ip)
{
	struct class_asked asked = { name, len, domain, ip };

	class_weigh(out, &points_shipped, &asked);
}

int32_t
class_confidence_most(enum class_kind kind)
{
	return points_surest(&points_shipped, kind);
}

const char *
class_word(enum class_kind kind)
{
	static const char word[][15] = { "plain", "dynamic", "static-generic",
		"hosting", "mail", "odd" };

	return word[kind];
}
