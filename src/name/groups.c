/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/groups.h"

#include <stdbool.h>
#include <string.h>

#include "base/hex.h"
#include "name/embedding.h"

#define NIBBLES 32
#define GROUPS 8

/* Groups and digits of a stretch that are looked at: each nibble can be a
 * group, and words before and after the address can be hexadecimal too. */
#define GROUPS_MAX 40
#define DIGITS_MAX 64

/* A stretch of the name that can be read as groups, and how it was read. */
struct stretch {
	unsigned group[GROUPS_MAX];
	unsigned group_len[GROUPS_MAX];  /* digits */
	unsigned first[GROUPS_MAX];      /* which of them is the first */
	unsigned groups;
	unsigned gap;                    /* the group after "--", or 0 */
	unsigned end;                    /* groups to the dot or word after it,
	                                    or 0 */
	char digit[DIGITS_MAX];          /* all digits in a row */
	unsigned char place[DIGITS_MAX]; /* where they are */
	unsigned digits;
	unsigned longest, longest_at;    /* the longest group, in digit */
	size_t at, len;
};

/* Digits of a stretch that are so many nibbles of the address. */
struct match {
	unsigned nibbles;
	unsigned at, digits;
};

static bool
is_separator(char c)
{
	return c == '-' || c == '.' || c == '_';
}

static void
add_digit(struct stretch *s, char c, size_t at)
{
	unsigned i = s->groups - 1, len;

	if (i >= GROUPS_MAX || s->digits == DIGITS_MAX)
		return;
	s->place[s->digits] = (unsigned char)at;
	s->digit[s->digits++] = c;
	s->group[i] = (s->group[i] << 4 | (unsigned)hex_value(c)) & 0xffff;
	len = ++s->group_len[i];
	if (len > s->longest) {
		s->longest = len;
		s->longest_at = s->digits - len;
	}
}

/* Begin another group. */
static void
add_group(struct stretch *s)
{
	if (s->groups < GROUPS_MAX) {
		s->group[s->groups] = 0;
		s->group_len[s->groups] = 0;
		s->first[s->groups] = s->digits;
	}
	s->groups++;
}

/* True if a group can begin here. */
static bool
begins_group(const char *s, size_t len)
{
	return len > 0 && hex_value(*s) != -1;
}

/* True if a word begins here that is one for certain, such as "dyn". */
static bool
begins_word(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= 'a' && s[n] <= 'f')
		n++;
	return n > 0 && n < len && s[n] >= 'g' && s[n] <= 'z';
}

/* Read the stretch that begins with the hexadecimal digit name[at]. */
static void
read_stretch(struct stretch *s, const char *name, size_t len, size_t at)
{
	size_t i = at;
	bool word;

	s->groups = s->gap = s->end = 0;
	s->digits = s->longest = s->longest_at = 0;
	s->at = at;
	add_group(s);
	for (;;) {
		for (; i < len && hex_value(name[i]) != -1; i++)
			add_digit(s, name[i], i);
		s->len = i - at;
		if (i + 1 >= len || !is_separator(name[i]))
			break;
		word = begins_word(name + i + 1, len - i - 1);
		if (word && name[i] == '.')
			break;
		if ((word || name[i] == '.') && s->gap > 0 && s->end == 0)
			s->end = s->groups;
		if (begins_group(name + i + 1, len - i - 1)) {
			i += 1;
		} else if (name[i] == '-' && name[i + 1] == '-' &&
		    s->gap == 0 && begins_group(name + i + 2, len - i - 2)) {
			s->gap = s->groups;
			i += 2;
		} else {
			break;
		}
		add_group(s);
	}
}

static unsigned
group_of(const unsigned char octet[16], unsigned i)
{
	return (unsigned)octet[2 * i] << 8 | octet[2 * i + 1];
}

/* So many groups of the address, which a stretch has from one on. */
static struct match
match_of(const struct stretch *s, unsigned first, unsigned n)
{
	unsigned at = s->first[first], last = first + n - 1;

	return (struct match){ 4 * n, at,
		s->first[last] + s->group_len[last] - at };
}

/* How many groups of s, from its group first on, are those of the address
 * from at on, in steps of step. */
static unsigned
same_groups(const struct stretch *s, unsigned first,
    const unsigned char octet[16], int at, int step)
{
	unsigned n = 0;

	while (first + n < s->groups && first + n < GROUPS_MAX && at >= 0 &&
	    at < GROUPS && s->group_len[first + n] > 0 &&
	    s->group_len[first + n] <= 4 &&
	    s->group[first + n] == group_of(octet, (unsigned)at)) {
		n++;
		at += step;
	}
	return n;
}

/* True if "--" stands for the zeros between the first head groups of the
 * address and the last tail ones, and all of those agree. */
static bool
is_around_gap(const struct stretch *s, const unsigned char octet[16],
    unsigned head, unsigned tail)
{
	unsigned i;

	if (head + tail > GROUPS ||
	    same_groups(s, s->gap - head, octet, 0, 1) < head ||
	    same_groups(s, s->gap, octet, (int)(GROUPS - tail), 1) < tail)
		return false;
	for (i = head; i < GROUPS - tail; i++)
		if (group_of(octet, i) != 0)
			return false;
	return true;
}

/* True if the stretch is the address with zeros left out.  Hexadecimal words
 * may stand before it, and after it from the next label on. */
static bool
is_compressed(struct match *out, const struct stretch *s,
    const unsigned char octet[16])
{
	unsigned head, end;

	for (head = 1; head <= s->gap && head < GROUPS; head++)
		for (end = s->groups; end > 0;
		    end = end > s->end ? s->end : 0) {
			if (!is_around_gap(s, octet, head, end - s->gap))
				continue;
			*out = match_of(s, s->gap - head, head + end - s->gap);
			return true;
		}
	return false;
}

/* Most groups in a row that the stretch and the address share. */
static struct match
most_groups(const struct stretch *s, const unsigned char octet[16])
{
	struct match most = { 0 };
	unsigned first, n;
	int at, step;

	for (first = 0; first < s->groups && first < GROUPS_MAX; first++)
		for (at = 0; at < GROUPS; at++)
			for (step = 1; step >= -1; step -= 2) {
				n = same_groups(s, first, octet, at, step);
				if (4 * n > most.nibbles)
					most = match_of(s, first, n);
			}
	return most;
}

/* Where a row of n digits is among others; len if it is not. */
static unsigned
place_of(const char *in, unsigned len, const char *row, unsigned n)
{
	unsigned i;

	for (i = 0; i + n <= len; i++)
		if (memcmp(in + i, row, n) == 0)
			return i;
	return len;
}

/* Which of n digits from one on are nibbles of the address: all of it, or all
 * of them if they are no fewer than 8 and lie within the address. */
static struct match
row_within(const struct stretch *s, unsigned at, unsigned n,
    const char address[NIBBLES])
{
	unsigned i;

	if (n >= NIBBLES && (i = place_of(s->digit + at, n, address,
	    NIBBLES)) < n)
		return (struct match){ NIBBLES, at + i, NIBBLES };
	if (n >= 8 && n < NIBBLES && place_of(address, NIBBLES,
	    s->digit + at, n) < NIBBLES)
		return (struct match){ n, at, n };
	return (struct match){ 0 };
}

/* Most nibbles in a row that both share. */
static struct match
most_nibbles(const struct stretch *s, const unsigned char octet[16])
{
	struct match most = { 0 }, m;
	char ahead[NIBBLES], back[NIBBLES];
	unsigned i;

	for (i = 0; i < NIBBLES / 2; i++)
		hex_format(ahead + 2 * i, octet[i]);
	for (i = 0; i < NIBBLES; i++)
		back[NIBBLES - 1 - i] = ahead[i];
	for (i = 0; i < 4; i++) {
		m = row_within(s, i < 2 ? 0 : s->longest_at,
		    i < 2 ? s->digits : s->longest, i % 2 ? back : ahead);
		most = m.nibbles > most.nibbles ? m : most;
	}
	return most;
}

/* The hardware address within an EUI-64, or false. */
static bool
hardware_of(char out[12], const unsigned char octet[16])
{
	static const unsigned char from[] = { 8, 9, 10, 13, 14, 15 };
	unsigned i;

	if (octet[11] != 0xff || octet[12] != 0xfe)
		return false;
	for (i = 0; i < 6; i++)
		hex_format(out + 2 * i, (unsigned char)(octet[from[i]] ^
		    (i == 0 ? 2u : 0u)));
	return true;
}

static void
put(struct embedded *out, enum embedded_kind kind, enum embedded_form form,
    unsigned octets, struct span span)
{
	if (kind < out->kind || (kind == out->kind && octets <= out->octets))
		return;
	*out = (struct embedded){ .kind = kind, .form = form,
		.octets = (unsigned char)octets, .spans = 1,
		.span = { span } };
}

/* The whole address stands where it matches. */
static void
put_full(struct embedded *out, const struct stretch *s, const struct match *m,
    enum embedded_form form, unsigned octets)
{
	unsigned at = s->place[m->at], last = s->place[m->at + m->digits - 1];

	put(out, EMBEDDED_FULL, form, octets, (struct span){
	    (unsigned char)at, (unsigned char)(last + 1 - at) });
}

/* A part stands in the whole stretch: what else is in it is hexadecimal, too,
 * and no words. */
static void
judge(struct embedded *out, const struct stretch *s,
    const unsigned char octet[16])
{
	struct match m = most_groups(s, octet), row;
	char hardware[12];

	if (m.nibbles == NIBBLES || is_compressed(&m, s, octet)) {
		put_full(out, s, &m, EMBEDDED_GROUPS, 16);
		return;
	}
	row = most_nibbles(s, octet);
	if (row.nibbles == NIBBLES)
		put_full(out, s, &row, EMBEDDED_GROUPS, 16);
	if (row.nibbles > m.nibbles || m.nibbles < 8)
		m = row;
	if (m.nibbles >= 8)
		put(out, EMBEDDED_PART, EMBEDDED_GROUPS, 2 * (m.nibbles / 4),
		    (struct span){ (unsigned char)s->at,
		    (unsigned char)s->len });
	if (s->digits >= 12 && hardware_of(hardware, octet) &&
	    (m.at = place_of(s->digit, s->digits, hardware, 12)) < s->digits) {
		m.digits = 12;
		put_full(out, s, &m, EMBEDDED_HARDWARE, 8);
	}
}

void
groups_find(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[16])
{
	struct stretch s;
	size_t i = 0;

	while (i < len) {
		if (hex_value(name[i]) == -1) {
			i++;
			continue;
		}
		read_stretch(&s, name, len, i);
		if (s.digits >= 4)
			judge(out, &s, octet);
		i += s.len;
	}
}
