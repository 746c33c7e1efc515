/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/octets.h"

#include <stdbool.h>
#include <string.h>

#include "name/embedding.h"

/*
 * How the address is found: for each run of digits, which octets can it be?
 * For each set of octets, which runs cover it, each octet once?
 *
 * 192.0.2.77 in host-77-2-0-192.pool2.example: the runs are 77, 2, 0, 192 and
 * 2.  As sets of octets, 1 for the first, 2, 4, and 8 for the last, they can
 * be {8}, {4}, {2}, {1} and {4}.  cover[s] is the best way so far to cover set
 * s with the runs read.  It begins with cover[0] = no run; 77 makes cover[8],
 * then 2 makes cover[4] and cover[12], 0 makes cover[2], cover[6], cover[10]
 * and cover[14], and 192 doubles all to cover[15], the full address.  The
 * last 2 could stand for {4} again, but 12 with it spans more bytes: of two
 * ways the shorter stays.
 *
 * One run may be several octets without a mark between, "192000002077" or
 * "77002": rows() tries each octet with and without its zeros at each place.
 * Short numbers are everywhere, so few digits count only side by side.
 */

/* Sets of octets are bits: 1 is the first octet, 8 the last. */
#define ALL 15u
#define SETS 16u
#define LAST 8u

/* The longest run that can be octets: four of three digits. */
#define RUN_MAX 12

/* How an octet is written: its digits, with zeros before. */
struct text {
	char digit[3];
	unsigned char plain; /* where the digits without zeros begin */
};

/* A way to cover a set of octets: the runs, and how many digits they have. */
struct cover {
	bool reached;
	unsigned char runs, digits;
	struct span span[EMBEDDED_SPANS];
};

static struct text
text_of(unsigned octet)
{
	struct text t = { .plain = octet > 99 ? 0 : octet > 9 ? 1 : 2 };

	t.digit[0] = (char)('0' + octet / 100);
	t.digit[1] = (char)('0' + octet / 10 % 10);
	t.digit[2] = (char)('0' + octet % 10);
	return t;
}

/* True if a run alone is one octet. */
static bool
is_octet(const char *run, size_t len, const struct text *t)
{
	size_t skip = 0, plain = 3u - t->plain;

	while (skip + plain < len && run[skip] == '0')
		skip++;
	return len - skip == plain &&
	    memcmp(run + skip, t->digit + t->plain, plain) == 0;
}

/* Which sets of octets, none of them in used, a run is a row of: bit s of
 * the answer is set s.  At most four octets deep. */
static unsigned
rows(const char *run, size_t len, const struct text text[4], unsigned used)
{
	unsigned found = 0, i, from;

	if (len == 0)
		return 1u << used;
	for (i = 0; i < 4; i++) {
		if ((used & 1u << i) != 0)
			continue;
		for (from = 0; from <= text[i].plain;
		    from += text[i].plain > 0 ? text[i].plain : 1u) {
			size_t n = 3 - from;

			if (n <= len && memcmp(run, text[i].digit + from,
			    n) == 0)
				found |= rows(run + n, len - n, text,
				    used | 1u << i);
		}
	}
	return found;
}

static unsigned
size_of(unsigned set)
{
	return (set & 1) + (set >> 1 & 1) + (set >> 2 & 1) + (set >> 3 & 1);
}

/* Fewest digits of a row of octets that is no accident. */
static bool
is_row(unsigned set, size_t len)
{
	static const unsigned char least[] = { 1, 1, 4, 6, 7 };

	return len >= least[size_of(set)];
}

/* All sets that one run can stand for. */
static unsigned
sets_of(const char *run, size_t len, const struct text text[4])
{
	unsigned found = 0, row, i, set;

	for (i = 0; i < 4; i++)
		if (is_octet(run, len, &text[i]))
			found |= 1u << (1u << i);
	if (len < 4 || len > RUN_MAX)
		return found;
	row = rows(run, len, text, 0);
	for (set = 1; set < SETS; set++)
		if ((row & 1u << set) != 0 && size_of(set) > 1 &&
		    is_row(set, len))
			found |= 1u << set;
	return found;
}

static unsigned
extent(const struct cover *c)
{
	const struct span *last = &c->span[c->runs - 1];

	return (unsigned)(last->at + last->len - c->span[0].at);
}

/* Let a run that stands for set join what the runs before it cover. */
static void
join(struct cover cover[SETS], const struct cover before[SETS], unsigned set,
    struct span run)
{
	struct cover c;
	unsigned s;

	for (s = 0; s < SETS; s++) {
		if (!before[s].reached || (s & set) != 0)
			continue;
		c = before[s];
		c.span[c.runs++] = run;
		c.digits = (unsigned char)(c.digits + run.len);
		if (!cover[s | set].reached ||
		    extent(&c) <= extent(&cover[s | set]))
			cover[s | set] = c;
	}
}

/* True if the runs of *c follow each other with one byte between. */
static bool
adjacent(const struct cover *c)
{
	unsigned i;

	for (i = 1; i < c->runs; i++)
		if (c->span[i].at - c->span[i - 1].at - c->span[i - 1].len >
		    1)
			return false;
	return true;
}

/* True if what *c covers is no accident: numbers of one digit are
 * everywhere. */
static bool
is_meant(const struct cover *c, unsigned set)
{
	static const unsigned char least[] = { 0, 1, 3, 5, 7 };
	unsigned n = size_of(set);

	if (!c->reached)
		return false;
	return c->digits >= least[n] || (adjacent(c) && n > 2);
}

static void
put(struct embedded *out, const struct cover *c, unsigned set)
{
	unsigned n = size_of(set);

	out->kind = n == 4 ? EMBEDDED_FULL : n > 1 ? EMBEDDED_PART :
	    EMBEDDED_LAST;
	out->form = EMBEDDED_DECIMAL;
	out->octets = (unsigned char)n;
	out->spans = c->runs;
	memcpy(out->span, c->span, sizeof(out->span));
}

void
octets_find(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[4])
{
	/* The best first: two octets mean something at the end only. */
	static const unsigned char order[] = { ALL, 14, 13, 11, 7, 12, LAST };
	struct cover cover[SETS] = { { .reached = true } }, before[SETS];
	struct text text[4];
	unsigned sets, set;
	size_t i, n;

	for (i = 0; i < 4; i++)
		text[i] = text_of(octet[i]);
	for (i = 0; i < len; i += n > 0 ? n : 1) {
		for (n = 0; i + n < len && name[i + n] >= '0' &&
		    name[i + n] <= '9'; n++)
			;
		if (n == 0 || (sets = sets_of(name + i, n, text)) == 0)
			continue;
		memcpy(before, cover, sizeof(before));
		for (set = 1; set < SETS; set++)
			if ((sets & 1u << set) != 0)
				join(cover, before, set, (struct span){
				    (unsigned char)i, (unsigned char)n });
	}
	for (i = 0; i < sizeof(order); i++)
		if (is_meant(&cover[order[i]], order[i])) {
			put(out, &cover[order[i]], order[i]);
			return;
		}
}
