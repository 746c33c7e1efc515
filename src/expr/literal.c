/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/literal.h"

#include <string.h>

#include "expr/scan.h"

/* Groups nested deeper than this are not read. */
#define DEPTH_MAX 20

/* Most readings of a run: "d[iy]n" has two. */
#define RUNS 4

/* One branch of an alternation being read. */
struct branch {
	struct literal run[RUNS]; /* the literal that is growing */
	size_t runs;
	struct literal_set best;  /* the best requirement so far */
	struct shape shape;
	unsigned char digit_last; /* what was read last is surely a digit */
};

static void alternation(struct scan *s, struct literal_set *out);

/* How much a literal narrows; see build/keyindex.h for what becomes of it. */
static size_t
worth(const struct literal *l)
{
	const char *dot = l->suffix ? memchr(l->text, '.', l->len) : NULL;
	size_t rest = dot != NULL ? l->len - (size_t)(dot + 1 - l->text) : 0;

	if (rest > 0 && memchr(dot + 1, '.', rest) != NULL)
		return LITERAL_DOMAIN + rest;
	if (l->len >= 4)
		return (l->suffix ? 200 : 100) + l->len;
	return rest > 0 ? 50 : l->len;
}

size_t
literal_worth(const struct literal_set *set)
{
	size_t least = 0, i;

	for (i = 0; i < set->len; i++)
		if (i == 0 || worth(&set->item[i]) < least)
			least = worth(&set->item[i]);
	return least;
}

/* Take over the literals of a set if they are better than the best. */
static void
consider(struct branch *b, const struct literal_set *set)
{
	if (set->len > 0 && literal_worth(set) > literal_worth(&b->best))
		b->best = *set;
}

/* The run ends here. */
static void
end_run(struct branch *b, bool suffix)
{
	struct literal_set set = { .len = 0 };
	size_t i;

	for (i = 0; i < b->runs; i++) {
		b->run[i].suffix = suffix;
		set.item[i] = b->run[i];
	}
	if (b->run[0].len >= (suffix ? 1 : LITERAL_LEAST)) {
		set.len = b->runs;
		consider(b, &set);
	}
	b->runs = 1;
	b->run[0].len = 0;
}

/* A full run keeps its end, which may yet be a suffix. */
static void
add_char(struct literal *run, char c)
{
	if (run->len == LITERAL_MAX)
		memmove(run->text, run->text + 1, --run->len);
	run->text[run->len++] = c;
}

/* Go on with a run by a byte out of a small set.  False if that would give
 * too many readings. */
static bool
extend_run(struct branch *b, const struct charset *set)
{
	char member[RUNS];
	unsigned n = charset_members(set, member, RUNS);
	size_t runs = b->runs, i, k;

	if (n == 0 || n * runs > RUNS)
		return false;
	for (k = 1; k < n; k++)
		for (i = 0; i < runs; i++)
			b->run[k * runs + i] = b->run[i];
	for (k = 0; k < n; k++)
		for (i = 0; i < runs; i++)
			add_char(&b->run[k * runs + i], member[k]);
	b->runs = n * runs;
	return true;
}

static unsigned char
sum(unsigned a, unsigned b)
{
	return (unsigned char)(a + b < 255 ? a + b : 255);
}

/* *to grows by a part of the expression that comes so many times. */
static void
add_shape(struct shape *to, const struct shape *more,
    unsigned times)
{
	to->digits = sum(to->digits, more->digits * times);
	to->hyphens = sum(to->hyphens, more->hyphens * times);
	to->dots = sum(to->dots, more->dots * times);
}

/* The shape of one byte out of a set. */
static struct shape
byte_shape(const struct charset *set)
{
	struct charset digits = { 0 }, hyphen = { 0 }, dot = { 0 };
	struct shape shape = { 0 };

	charset_add_range(&digits, '0', '9');
	charset_add(&hyphen, '-');
	charset_add(&dot, '.');
	shape.digits = charset_within(set, &digits);
	shape.hyphens = charset_within(set, &hyphen);
	shape.dots = charset_within(set, &dot);
	return shape;
}

/* Read the group that was just opened; what is required inside, nothing for
 * one that only looks. */
static void
take_group(struct scan *s, struct literal_set *inner)
{
	bool looks = s->atom == SCAN_LOOK;

	if (++s->depth > DEPTH_MAX)
		s->lost = true;
	else
		alternation(s, inner);
	s->depth--;
	scan_close(s);
	if (looks)
		*inner = (struct literal_set){ .len = 0 };
}

/* Take an atom that was read, and its quantifier. */
static void
take_quantified(struct scan *s, struct branch *b, enum scan_atom atom,
    struct literal_set *inner)
{
	struct charset set = s->set;
	unsigned least;
	bool counted = scan_quantifier(s, &least), run = false;

	if (atom == SCAN_BYTE || atom == SCAN_BYTES) {
		inner->shape = byte_shape(&set);
		b->digit_last = least > 0 && inner->shape.digits > 0;
	} else if (atom == SCAN_OPEN) {
		b->digit_last = 0;
	}
	add_shape(&b->shape, &inner->shape, least);
	if (atom == SCAN_BYTE && least > 0)
		run = extend_run(b, &set);
	if (run && !counted)
		return;
	if (atom == SCAN_TAIL && s->depth == 0 && !counted &&
	    (*s->p == '\0' || *s->p == '|')) {
		b->shape.digit_last = b->digit_last;
		end_run(b, true);
		return;
	}
	end_run(b, false);
	if (least > 0)
		consider(b, inner);
}

/* Take one atom.  False at the end of the branch. */
static bool
take_atom(struct scan *s, struct branch *b)
{
	struct literal_set inner = { .len = 0 };
	enum scan_atom atom;

	scan_atom(s);
	atom = s->atom;
	if (atom == SCAN_OPEN || atom == SCAN_LOOK)
		take_group(s, &inner);
	if (atom == SCAN_END || s->lost)
		return false;
	take_quantified(s, b, atom, &inner);
	return true;
}

static unsigned char
least_of(unsigned char a, unsigned char b)
{
	return a < b ? a : b;
}

/* Add the requirement of a further branch: either may hold. */
static void
unite(struct literal_set *out, const struct literal_set *more)
{
	struct shape *a = &out->shape;
	const struct shape *b = &more->shape;
	size_t i;

	a->digits = least_of(a->digits, b->digits);
	a->hyphens = least_of(a->hyphens, b->hyphens);
	a->dots = least_of(a->dots, b->dots);
	a->digit_last = least_of(a->digit_last, b->digit_last);
	if (out->len == 0 || more->len == 0 ||
	    out->len + more->len > LITERAL_ALTERNATIVES) {
		out->len = 0;
		return;
	}
	for (i = 0; i < more->len; i++)
		out->item[out->len++] = more->item[i];
}

static void
alternation(struct scan *s, struct literal_set *out)
{
	bool first = true;

	for (;; first = false) {
		struct branch b = { .runs = 1 };

		while (take_atom(s, &b))
			;
		end_run(&b, false);
		b.best.shape = b.shape;
		if (first)
			*out = b.best;
		else
			unite(out, &b.best);
		if (s->lost || *s->p != '|')
			return;
		s->p++;
	}
}

void
literal_find(struct literal_set *out, const char *pattern)
{
	struct scan s = { .p = pattern };

	*out = (struct literal_set){ .len = 0 };
	if (strstr(pattern, "\\Q") != NULL || strstr(pattern, "\\E") != NULL)
		return;
	alternation(&s, out);
	if (s.lost || *s.p != '\0')
		*out = (struct literal_set){ .len = 0 };
}
