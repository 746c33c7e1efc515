/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/charset.h"

#include <stddef.h>
#include <string.h>

struct charset
charset_all(void)
{
	struct charset s = { UINT64_MAX, UINT64_MAX, true };

	return s;
}

struct charset
charset_not(const struct charset *s)
{
	struct charset n = { ~s->low, ~s->high, true };

	return n;
}

/* The bits of 64 bytes from base on that lie between two bytes. */
static uint64_t
between(unsigned from, unsigned to, unsigned base)
{
	if (to < base || from >= base + 64)
		return 0;
	from = from > base ? from - base : 0;
	to = to - base < 63 ? to - base : 63;
	return UINT64_MAX >> (63 - to) & UINT64_MAX << from;
}

void
charset_add_range(struct charset *s, unsigned char from, unsigned char to)
{
	uint64_t high;

	if (from > to)
		return;
	high = between(from, to, 64);
	s->low |= between(from, to, 0);
	s->high |= high | (high & CHARSET_CAPITALS) << 32 |
	    (high >> 32 & CHARSET_CAPITALS);
	s->wide = s->wide || to >= 128;
}

void
charset_add(struct charset *s, unsigned char c)
{
	charset_add_range(s, c, c);
}

void
charset_unite(struct charset *s, const struct charset *more)
{
	s->low |= more->low;
	s->high |= more->high;
	s->wide = s->wide || more->wide;
}

bool
charset_add_escape(struct charset *s, char c)
{
	struct charset set = { 0, 0, false };
	char lower = c >= 'A' && c <= 'Z' ? (char)(c ^ 0x20) : c;

	switch (lower) {
	case 'w':
		charset_add_range(&set, 'a', 'z');
		charset_add(&set, '_');
		charset_add_range(&set, '0', '9');
		break;
	case 'd':
		charset_add_range(&set, '0', '9');
		break;
	case 's':
		charset_add_range(&set, '\t', '\r');
		charset_add(&set, ' ');
		break;
	case 'h':
		charset_add(&set, '\t');
		charset_add(&set, ' ');
		set.wide = true; /* the no-break space of Latin-1 */
		break;
	default:
		return false;
	}
	if (c != lower)
		set = charset_not(&set);
	charset_unite(s, &set);
	return true;
}

bool
charset_add_posix(struct charset *s, const char *name, unsigned len)
{
	static const struct {
		const char *name, *from, *to;
	} table[] = {
		{ "alpha", "a", "z" },
		{ "digit", "0", "9" },
		{ "alnum", "a0", "z9" },
		{ "lower", "a", "z" },
		{ "upper", "a", "z" },
		{ "xdigit", "a0", "f9" },
	};
	size_t i, k;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strlen(table[i].name) != len ||
		    strncmp(table[i].name, name, len) != 0)
			continue;
		for (k = 0; table[i].from[k] != '\0'; k++)
			charset_add_range(s, (unsigned char)table[i].from[k],
			    (unsigned char)table[i].to[k]);
		return true;
	}
	return false;
}

bool
charset_within(const struct charset *s, const struct charset *outer)
{
	return (s->low & ~outer->low) == 0 && (s->high & ~outer->high) == 0 &&
	    (!s->wide || outer->wide);
}

/* Write the members among 64 bytes from base on; how many there are in all,
 * at least max + 1 if they are more than max. */
static unsigned
members_of(uint64_t bits, unsigned char base, char *out, unsigned n,
    unsigned max)
{
	unsigned char c;

	for (c = base; bits != 0 && n <= max; c++, bits >>= 1) {
		if ((bits & 1) == 0 || (c >= 'A' && c <= 'Z'))
			continue;
		if (n < max)
			out[n] = (char)c;
		n++;
	}
	return n;
}

unsigned
charset_members(const struct charset *s, char *out, unsigned max)
{
	unsigned n;

	if (s->wide)
		return 0;
	n = members_of(s->low, 0, out, 0, max);
	n = members_of(s->high, 64, out, n, max);
	return n <= max ? n : 0;
}
