/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/literal.h"

#include <string.h>

#include "expr/scan.h"

/* Groups nested deeper than this are not read. */
#define DEPTH_MAX 20

/* Most bytes of a place that are read one by one. */
#define BYTES 4

/* The literal that is growing, in all its readings, none of which is a suffix
 * yet: behind "x[-.](dyn|pool)" these are x-dyn, x.dyn, x-pool, and x.pool. */
struct runs {
	struct literal item[LITERAL_ALTERNATIVES];
	size_t len; /* from 1 */
};

/* One branch of an alternation being read. */
struct branch {
	struct runs run;
	struct literal_set best;  /* the best requirement so far */
	struct shape shape;
	unsigned char digit_last; /* what was read last is surely a digit */
};

static void alternation(struct scan *s, struct literal_set *out,
    struct runs *run);

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

/* The one reading of nothing. */
static void
begin_run(struct runs *run)
{
	run->len = 1;
	run->item[0] = (struct literal){ .len = 0 };
}

/* What the run is by now is required. */
static void
offer_run(struct branch *b, bool suffix)
{
	struct literal_set set = { .len = 0 };
	size_t i;

	for (i = 0; i < b->run.len; i++) {
		if (b->run.item[i].len < (suffix ? 1 : LITERAL_LEAST))
			return;
		set.item[i] = b->run.item[i];
		set.item[i].suffix = suffix;
	}
	set.len = b->run.len;
	consider(b, &set);
}

/* The run ends here. */
static void
end_run(struct branch *b, bool suffix)
{
	offer_run(b, suffix);
	begin_run(&b->run);
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
extend_run(struct runs *run, const struct charset *set)
{
	char member[BYTES];
	unsigned n = charset_members(set, member, BYTES);
	size_t one = run->len, i, k;

	if (n == 0 || n * one > LITERAL_ALTERNATIVES)
		return false;
	for (k = 1; k < n; k++)
		for (i = 0; i < one; i++)
			run->item[k * one + i] = run->item[i];
	for (k = 0; k < n; k++)
		for (i = 0; i < one; i++)
			add_char(&run->item[k * one + i], member[k]);
	run->len = n * one;
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

/* Read the group that was just opened: what is required inside, nothing for
 * one that only looks, and how the run before it goes on to its end. */
static void
take_group(struct scan *s, struct literal_set *inner, struct runs *run)
{
	bool looks = s->atom == SCAN_LOOK;

	if (looks)
		begin_run(run);
	if (++s->depth > DEPTH_MAX)
		s->lost = true;
	else
		alternation(s, inner, run);
	s->depth--;
	scan_close(s);
	if (looks)
		*inner = (struct literal_set){ .len = 0 };
}

/* Take an atom that was read, and its quantifier; of a group, what it requires
 * and how the run goes on if it comes just once. */
static void
take_quantified(struct scan *s, struct branch *b, struct literal_set *inner,
    const struct runs *after)
{
	enum scan_atom atom = s->atom;
	struct charset set = s->set;
	bool counted = scan_quantifier(s), run = false;
	unsigned least = s->least;

	if (atom == SCAN_BYTE || atom == SCAN_BYTES) {
		inner->shape = byte_shape(&set);
		b->digit_last = least > 0 && inner->shape.digits > 0;
	} else if (atom == SCAN_OPEN) {
		b->digit_last = 0;
	}
	add_shape(&b->shape, &inner->shape, least);
	if (atom == SCAN_BYTE && least > 0)
		run = extend_run(&b->run, &set);
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
	if (atom == SCAN_OPEN && !counted)
		b->run = *after;
}

/* Take one atom.  False at the end of the branch. */
static bool
take_atom(struct scan *s, struct branch *b)
{
	struct literal_set inner = { .len = 0 };
	struct runs after;
	enum scan_atom atom;

	scan_atom(s);
	atom = s->atom;
	if (atom == SCAN_OPEN || atom == SCAN_LOOK) {
		after = b->run;
		take_group(s, &inner, &after);
		s->atom = atom;
	}
	if (atom == SCAN_END || s->lost)
		return false;
	take_quantified(s, b, &inner, &after);
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

/* Add the readings of a further branch; those of too many are let go. */
static void
unite_runs(struct runs *out, const struct runs *more)
{
	if (out->len == 0 || out->len + more->len > LITERAL_ALTERNATIVES) {
		out->len = 0;
		return;
	}
	memcpy(out->item + out->len, more->item,
	    more->len * sizeof(more->item[0]));
	out->len += more->len;
}

/* Read branches up to the end of the group: each goes on with the run before
 * it, and the run behind it with all of them. */
static void
alternation(struct scan *s, struct literal_set *out, struct runs *run)
{
	const struct runs before = *run;
	bool first = true;

	for (;; first = false) {
		struct branch b = { .run = before };

		while (take_atom(s, &b))
			;
		offer_run(&b, false);
		b.best.shape = b.shape;
		if (first) {
			*out = b.best;
			*run = b.run;
		} else {
			unite(out, &b.best);
			unite_runs(run, &b.run);
		}
		if (s->lost || *s->p != '|')
			break;
		s->p++;
	}
	if (run->len == 0)
		begin_run(run);
}

void
literal_find(struct literal_set *out, const char *pattern)
{
	struct scan s = { .p = pattern };
	struct runs run;

	*out = (struct literal_set){ .len = 0 };
	if (strstr(pattern, "\\Q") != NULL || strstr(pattern, "\\E") != NULL)
		return;
	begin_run(&run);
	alternation(&s, out, &run);
	if (s.lost || *s.p != '\0')
		*out = (struct literal_set){ .len = 0 };
}
