/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/numbers.h"

#include <stdbool.h>
#include <string.h>

#define OCTET_DIGITS 3
#define OCTET_MAX 255

/* Numbers with one byte between. */
struct row {
	size_t len;
	unsigned count, digits;
	unsigned shortest; /* digits of the shortest */
	bool octets;       /* each is one */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits_at(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_digit(s[n]))
		n++;
	return n;
}

static bool
is_octet(const char *s, size_t len)
{
	unsigned value = 0;
	size_t i;

	for (i = 0; i < len && i < OCTET_DIGITS; i++)
		value = 10 * value + (unsigned)(s[i] - '0');
	return len <= OCTET_DIGITS && value <= OCTET_MAX;
}

/* Read the row that begins with the digit *s. */
static void
read_row(struct row *r, const char *s, size_t len)
{
	size_t n;

	*r = (struct row){ .shortest = OCTET_DIGITS, .octets = true };
	for (;;) {
		n = digits_at(s + r->len, len - r->len);
		r->octets = r->octets && is_octet(s + r->len, n);
		r->shortest = n < r->shortest ? (unsigned)n : r->shortest;
		r->digits += (unsigned)n;
		r->len += n;
		r->count++;
		if (r->len + 1 >= len || !is_digit(s[r->len + 1]) ||
		    memchr("-._x", s[r->len], 4) == NULL)
			return;
		r->len++;
	}
}

/* True if one number of twelve digits is four octets. */
static bool
is_packed(const struct row *r, const char *s)
{
	size_t i;

	if (r->count != 1 || r->digits != 4 * OCTET_DIGITS)
		return false;
	for (i = 0; i < r->digits; i += OCTET_DIGITS)
		if (!is_octet(s + i, OCTET_DIGITS))
			return false;
	return true;
}

/* Few digits are a version or a place in a rack, and two numbers before a
 * letter something else. */
static enum numbers_kind
kind_of(const struct row *r, const char *s, size_t left)
{
	bool ends = r->len == left || memchr("-._", s[r->len], 3) != NULL;

	if (is_packed(r, s))
		return NUMBERS_FOUR;
	if (!r->octets || !ends)
		return NUMBERS_NONE;
	if (r->count == 4 && r->digits > 5)
		return NUMBERS_FOUR;
	if (r->count == 3 && r->digits > 4)
		return NUMBERS_THREE;
	return r->count == 2 && r->shortest > 1 ? NUMBERS_TWO : NUMBERS_NONE;
}

enum numbers_kind
numbers_find(struct span *out, const char *name, size_t len)
{
	enum numbers_kind found = NUMBERS_NONE, kind;
	struct row r;
	size_t at;

	for (at = 0; at < len; at += r.len > 0 ? r.len : 1) {
		r.len = 0;
		if (!is_digit(name[at]))
			continue;
		read_row(&r, name + at, len - at);
		kind = kind_of(&r, name + at, len - at);
		if (kind <= found)
			continue;
		found = kind;
		*out = (struct span){ (unsigned char)at,
			(unsigned char)r.len };
	}
	return found;
}
