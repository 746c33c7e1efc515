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
	unsigned groups;
	unsigned gap;                    /* the group after "--", or 0 */
	unsigned label_end;              /* groups to the dot after it, or 0 */
	char digit[DIGITS_MAX];          /* all digits in a row */
	unsigned digits;
	unsigned longest, longest_at;    /* the longest group, in digit */
	size_t at, len;
};

static bool
is_separator(char c)
{
	return c == '-' || c == '.' || c == '_';
}

static void
add_digit(struct stretch *s, char c)
{
	unsigned i = s->groups - 1, len;

	if (i >= GROUPS_MAX || s->digits == DIGITS_MAX)
		return;
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
	}
	s->groups++;
}

/* Read the stretch that begins with the hexadecimal digit name[at]. */
static void
read_stretch(struct stretch *s, const char *name, size_t len, size_t at)
{
	size_t i = at;

	s->groups = s->gap = s->label_end = 0;
	s->digits = s->longest = s->longest_at = 0;
	s->at = at;
	add_group(s);
	for (;;) {
		while (i < len && hex_value(name[i]) != -1)
			add_digit(s, name[i++]);
		s->len = i - at;
		if (i + 1 >= len || !is_separator(name[i]))
			break;
		if (name[i] == '.' && s->gap > 0 && s->label_end == 0)
			s->label_end = s->groups;
		if (hex_value(name[i + 1]) != -1) {
			i += 1;
		} else if (name[i] == '-' && name[i + 1] == '-' &&
		    s->gap == 0 && i + 2 < len && hex_value(name[i + 2]) !=
		    -1) {
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

/* How many groups of s, from its group first on, are those of the address
 * from at on, in steps of step. */
static unsigned
same_groups(const struct stretch *s, unsigned first,
    const unsigned char octet[16], int at, int step)
{
	unsigned n = 0;

	while (first + n < s->groups && first + n < GROUPS_MAX && at >= 0 &&
	    at < GROUPS && s->group_len[first + n] <= 4 &&
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
is_compressed(const struct stretch *s, const unsigned char octet[16])
{
	unsigned head;

	for (head = 1; head <= s->gap && head < GROUPS; head++)
		if (is_around_gap(s, octet, head, s->groups - s->gap) ||
		    (s->label_end > 0 && is_around_gap(s, octet, head,
		    s->label_end - s->gap)))
			return true;
	return false;
}

/* Most groups in a row that the stretch and the address share. */
static unsigned
most_groups(const struct stretch *s, const unsigned char octet[16])
{
	unsigned most = 0, first, n;
	int at;

	for (first = 0; first < s->groups && first < GROUPS_MAX; first++)
		for (at = 0; at < GROUPS; at++) {
			n = same_groups(s, first, octet, at, 1);
			most = n > most ? n : most;
			n = same_groups(s, first, octet, at, -1);
			most = n > most ? n : most;
		}
	return most;
}

static bool
has_row(const char *in, unsigned len, const char *row, unsigned n)
{
	unsigned i;

	for (i = 0; i + n <= len; i++)
		if (memcmp(in + i, row, n) == 0)
			return true;
	return false;
}

/* How many nibbles of the address a row of n digits is: all of it, or the row
 * if it is no shorter than 8 and lies within the address. */
static unsigned
row_within(const char *row, unsigned n, const char address[NIBBLES])
{
	if (n >= NIBBLES)
		return has_row(row, n, address, NIBBLES) ? NIBBLES : 0;
	return n >= 8 && has_row(address, NIBBLES, row, n) ? n : 0;
}

/* Most nibbles in a row that both share. */
static unsigned
most_nibbles(const struct stretch *s, const unsigned char octet[16])
{
	const char *run = s->digit + s->longest_at;
	char ahead[NIBBLES], back[NIBBLES];
	unsigned most = 0, n, i;

	for (i = 0; i < NIBBLES / 2; i++)
		hex_format(ahead + 2 * i, octet[i]);
	for (i = 0; i < NIBBLES; i++)
		back[NIBBLES - 1 - i] = ahead[i];
	for (i = 0; i < 4; i++) {
		n = row_within(i < 2 ? s->digit : run,
		    i < 2 ? s->digits : s->longest, i % 2 ? back : ahead);
		most = n > most ? n : most;
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
put(struct embedded *out, const struct stretch *s, enum embedded_kind kind,
    enum embedded_form form, unsigned octets)
{
	if (kind < out->kind || (kind == out->kind && octets <= out->octets))
		return;
	*out = (struct embedded){ .kind = kind, .form = form,
		.octets = (unsigned char)octets, .spans = 1,
		.span = { { (unsigned char)s->at, (unsigned char)s->len } } };
}

static void
judge(struct embedded *out, const struct stretch *s,
    const unsigned char octet[16])
{
	unsigned groups = most_groups(s, octet), nibbles;
	char hardware[12];

	if (groups == GROUPS || is_compressed(s, octet)) {
		put(out, s, EMBEDDED_FULL, EMBEDDED_GROUPS, 16);
		return;
	}
	nibbles = most_nibbles(s, octet);
	if (nibbles == NIBBLES)
		put(out, s, EMBEDDED_FULL, EMBEDDED_GROUPS, 16);
	else if (nibbles > 4 * groups || groups < 2)
		groups = nibbles / 4;
	if (groups > 1)
		put(out, s, EMBEDDED_PART, EMBEDDED_GROUPS, 2 * groups);
	if (s->digits >= 12 &&
	    hardware_of(hardware, octet) &&
	    has_row(s->digit, s->digits, hardware, 12))
		put(out, s, EMBEDDED_FULL, EMBEDDED_HARDWARE, 8);
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
