/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/automaton.h"

#include <string.h>

#include "expr/scan.h"

/* Groups nested deeper than this are not read, nor more atoms, those counted
 * that come again for a quantifier. */
#define DEPTH_MAX 20
#define ATOMS_MAX 256

/* A group that may come as often is left to PCRE2, and one that never comes:
 * of (a|^){0}b PCRE2 10.42 believes that it matches at the head only. */
#define OFTEN 10

enum { SPACE = 32, TILDE = 126, HEAD = 95, TAIL = 96 };

/* An automaton that is being made. */
struct making {
	struct automaton *a;
	struct scan s;
	unsigned positions, atoms;
};

/* A part of the expression: the positions in which its matches begin and end,
 * and whether nothing is one of them. */
struct part {
	automaton_set first, last;
	bool empty;
};

static struct part alternation(struct making *m);

/* The lowest of 64 bits that is set. */
static unsigned
lowest(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits);
}

/* The first position of a set that is not empty. */
static unsigned
first_of(automaton_set set)
{
	uint64_t low = (uint64_t)set, high = (uint64_t)(set >> 32 >> 32);

	return low != 0 ? lowest(low) : 64 + lowest(high);
}

static void
connect(struct making *m, automaton_set from, automaton_set to)
{
	for (; from != 0; from &= from - 1)
		m->a->follow[first_of(from)] |= to;
}

static struct part
nothing(void)
{
	return (struct part){ .empty = true };
}

/* One position more, and its bit. */
static struct part
position(struct making *m, automaton_set *bit)
{
	*bit = 0;
	if (m->positions == AUTOMATON_POSITIONS) {
		m->s.lost = true;
	} else {
		m->a->follow[m->positions] = 0;
		*bit = (automaton_set)1 << m->positions++;
	}
	return (struct part){ .first = *bit, .last = *bit };
}

static struct part
take_end(struct making *m, unsigned which)
{
	automaton_set bit;
	struct part part = position(m, &bit);

	m->a->takes[which] |= bit;
	return part;
}

static struct part
take_byte(struct making *m)
{
	automaton_set bit, *takes = m->a->takes;
	uint64_t set;
	struct part part = position(m, &bit);

	for (set = m->s.set.low >> SPACE; set != 0; set &= set - 1)
		takes[lowest(set)] |= bit;
	/* 127 is no printable byte, and a capital is taken for its letter. */
	for (set = m->s.set.high & ~CHARSET_CAPITALS & (UINT64_MAX >> 1);
	    set != 0; set &= set - 1)
		takes[64 - SPACE + lowest(set)] |= bit;
	return part;
}

static struct part
take_group(struct making *m)
{
	struct part part;

	if (++m->s.depth > DEPTH_MAX)
		m->s.lost = true;
	if (m->s.lost)
		return nothing();
	part = alternation(m);
	m->s.depth--;
	scan_close(&m->s);
	return part;
}

/* Take one atom, without a quantifier.  False at the end of the branch. */
static bool
take_atom(struct making *m, struct part *part)
{
	scan_atom(&m->s);
	m->s.lost = m->s.lost || m->s.loose || ++m->atoms > ATOMS_MAX;
	*part = nothing();
	switch (m->s.atom) {
	case SCAN_BYTE:
		*part = take_byte(m);
		break;
	case SCAN_HEAD:
		*part = take_end(m, HEAD);
		break;
	case SCAN_TAIL:
		*part = take_end(m, TAIL);
		break;
	case SCAN_OPEN:
		*part = take_group(m);
		break;
	case SCAN_BYTES:
	case SCAN_LOOK:
		m->s.lost = true;
		break;
	case SCAN_NOTHING:
		break;
	case SCAN_END:
		return false;
	}
	return !m->s.lost;
}

/* What *a matches and what *b matches behind it. */
static void
append(struct making *m, struct part *a, const struct part *b)
{
	connect(m, a->last, b->first);
	a->first |= a->empty ? b->first : 0;
	a->last = b->last | (b->empty ? a->last : 0);
	a->empty = a->empty && b->empty;
}

/* *part, which begins at atom, comes as often as the quantifier says that was
 * read behind it: it is read again for each time. */
static void
repeat(struct making *m, struct part *part, const char *atom)
{
	const char *behind = m->s.p;
	unsigned least = m->s.least, most = m->s.most, n;
	bool endless = most == SCAN_ENDLESS;
	struct part copy = *part;

	if (*atom == '(' && (most == 0 || most >= OFTEN))
		m->s.lost = true;
	if (endless)
		most = least > 0 ? least : 1;
	*part = nothing();
	for (n = 1; n <= most && !m->s.lost; n++) {
		if (n > 1) {
			m->s.p = atom;
			(void)take_atom(m, &copy);
		}
		if (n > least)
			copy.empty = true;
		if (n == most && endless)
			connect(m, copy.last, copy.first);
		append(m, part, &copy);
	}
	m->s.p = behind;
}

static struct part
branch(struct making *m)
{
	struct part whole = nothing(), part;
	const char *atom = m->s.p;

	for (; take_atom(m, &part); atom = m->s.p) {
		if (scan_quantifier(&m->s))
			repeat(m, &part, atom);
		append(m, &whole, &part);
	}
	return whole;
}

static struct part
alternation(struct making *m)
{
	struct part whole = branch(m), part;

	while (!m->s.lost && *m->s.p == '|') {
		m->s.p++;
		part = branch(m);
		whole.first |= part.first;
		whole.last |= part.last;
		whole.empty = whole.empty || part.empty;
	}
	return whole;
}

/* An end is taken once, so that two of the same in a row, or the head behind
 * the tail, would not be found. */
static bool
ends_in_a_row(const struct automaton *a)
{
	automaton_set both = a->takes[HEAD] | a->takes[TAIL], set;

	for (set = a->takes[HEAD]; set != 0; set &= set - 1)
		if (a->follow[first_of(set)] & a->takes[HEAD])
			return true;
	for (set = a->takes[TAIL]; set != 0; set &= set - 1)
		if (a->follow[first_of(set)] & both)
			return true;
	return false;
}

bool
automaton_make(struct automaton *a, const char *pattern)
{
	struct making m = { .a = a, .s = { .p = pattern } };
	struct part whole;
	unsigned i;

	memset(a, 0, offsetof(struct automaton, follow)); /* that as needed */
	whole = alternation(&m);
	if (m.s.lost || *m.s.p != '\0' || ends_in_a_row(a))
		return false;
	a->first = whole.first;
	a->last = whole.last;
	a->empty = whole.empty;
	a->anchored = (whole.first & ~a->takes[HEAD]) == 0;
	for (i = 0; i + 1 < m.positions; i++)
		if (a->follow[i] == (automaton_set)1 << (i + 1))
			a->near |= (automaton_set)1 << i;
	return true;
}

/* Where matches have come to behind one symbol more. */
static automaton_set
step(const struct automaton *a, automaton_set at, unsigned symbol)
{
	automaton_set next = a->first | (at & a->near) << 1;

	for (at &= ~a->near; at != 0; at &= at - 1)
		next |= a->follow[first_of(at)];
	return next & a->takes[symbol];
}

static unsigned
symbol_of(char c)
{
	return (unsigned)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c) - SPACE;
}

enum automaton_answer
automaton_search(const struct automaton *a, const char *text, size_t len)
{
	automaton_set at = step(a, 0, HEAD);
	size_t i;

	if (a->empty || (at & a->last) != 0)
		return AUTOMATON_YES;
	for (i = 0; i < len && (at != 0 || !a->anchored); i++) {
		if (text[i] < SPACE || text[i] > TILDE)
			return AUTOMATON_UNKNOWN;
		at = step(a, at, symbol_of(text[i]));
		if ((at & a->last) != 0)
			return AUTOMATON_YES;
	}
	at = step(a, at, TAIL);
	return (at & a->last) != 0 ? AUTOMATON_YES : AUTOMATON_NO;
}
