/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/literal.h"

#include <string.h>

#include "rule/scan.h"

/* Groups nested deeper than this are not read. */
#define DEPTH_MAX 20

/* One branch of an alternation being read. */
struct branch {
	struct literal run;      /* the literal that is growing */
	struct literal_set best; /* the best requirement so far */
};

static void alternation(struct scan *s, struct literal_set *out);

/* How much a literal narrows; see rule/keyindex.h for what becomes of it. */
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
	struct literal_set set;

	b->run.suffix = suffix;
	if (b->run.len >= 3 || (suffix && b->run.len > 0)) {
		set.item[0] = b->run;
		set.len = 1;
		consider(b, &set);
	}
	b->run.len = 0;
}

/* A full run keeps its end, which may yet be a suffix. */
static void
add_char(struct branch *b, char c)
{
	struct literal *r = &b->run;

	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (r->len == LITERAL_MAX)
		memmove(r->text, r->text + 1, --r->len);
	r->text[r->len++] = c;
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
		inner->len = 0;
}

/* Take one atom and its quantifier.  False at the end of the branch. */
static bool
take_atom(struct scan *s, struct branch *b)
{
	struct literal_set inner = { .len = 0 };
	enum scan_atom atom;
	unsigned least;
	bool counted;
	char c;

	scan_atom(s);
	atom = s->atom;
	c = s->c;
	if (atom == SCAN_OPEN || atom == SCAN_LOOK)
		take_group(s, &inner);
	if (atom == SCAN_END || s->lost)
		return false;
	counted = scan_quantifier(s, &least);
	if (atom == SCAN_CHAR && least > 0)
		add_char(b, c);
	if (atom == SCAN_CHAR && !counted)
		return true;
	end_run(b, atom == SCAN_TAIL && s->depth == 0 && !counted &&
	    (*s->p == '\0' || *s->p == '|'));
	if (least > 0)
		consider(b, &inner);
	return true;
}

/* Add the requirement of a further branch: either may hold. */
static void
unite(struct literal_set *out, const struct literal_set *more)
{
	size_t i;

	if (more->len == 0 || out->len + more->len > LITERAL_ALTERNATIVES) {
		out->len = 0;
		return;
	}
	for (i = 0; i < more->len; i++)
		out->item[out->len++] = more->item[i];
}

static void
alternation(struct scan *s, struct literal_set *out)
{
	bool first = true, none = false;

	out->len = 0;
	for (;;) {
		struct branch b = { .run = { .len = 0 }, .best = { .len = 0 } };

		while (take_atom(s, &b))
			;
		end_run(&b, false);
		none = none || b.best.len == 0;
		if (first)
			*out = b.best;
		else
			unite(out, &b.best);
		none = none || out->len == 0;
		if (s->lost || *s->p != '|')
			break;
		s->p++;
		first = false;
	}
	if (none)
		out->len = 0;
}

void
literal_find(struct literal_set *out, const char *pattern)
{
	struct scan s = { .p = pattern };

	out->len = 0;
	if (strstr(pattern, "\\Q") != NULL || strstr(pattern, "\\E") != NULL)
		return;
	alternation(&s, out);
	if (s.lost || *s.p != '\0')
		out->len = 0;
}
