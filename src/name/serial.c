/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/serial.h"

#include <stdbool.h>

/* A piece of so many bytes with so many changes between letters and digits
 * was thrown with dice. */
#define RANDOM_LEN 12
#define RANDOM_CHANGES 4

#define NUMBER_DIGITS 4
#define LONG_DIGITS 8

/* What is between two hyphens or dots. */
struct piece {
	size_t len, digits;
	size_t row;     /* digits in a row, at most */
	size_t changes; /* between letters and digits */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
read_piece(struct piece *p, const char *s, size_t len)
{
	size_t row = 0;

	*p = (struct piece){ 0 };
	while (p->len < len && s[p->len] != '.' && s[p->len] != '-' &&
	    s[p->len] != '_') {
		bool digit = is_digit(s[p->len]);

		p->digits += digit;
		row = digit ? row + 1 : 0;
		p->row = row > p->row ? row : p->row;
		p->changes += p->len > 0 && digit != is_digit(s[p->len - 1]);
		p->len++;
	}
}

static enum serial_kind
kind_of(const struct piece *p, size_t label_digits)
{
	if (p->len >= RANDOM_LEN && p->changes >= RANDOM_CHANGES)
		return SERIAL_RANDOM;
	if (p->row >= LONG_DIGITS)
		return SERIAL_LONG;
	return label_digits >= NUMBER_DIGITS ? SERIAL_NUMBER : SERIAL_NONE;
}

enum serial_kind
serial_find(struct span *out, const char *name, size_t len)
{
	enum serial_kind found = SERIAL_NONE, kind;
	size_t label = 0, digits = 0, at;
	struct piece p;

	for (at = 0; at < len; at += p.len + 1) {
		read_piece(&p, name + at, len - at);
		digits += p.digits;
		kind = kind_of(&p, digits);
		if (kind > found) {
			size_t from = kind == SERIAL_NUMBER ? label : at;

			found = kind;
			*out = (struct span){ (unsigned char)from,
				(unsigned char)(at + p.len - from) };
		}
		if (at + p.len < len && name[at + p.len] == '.') {
			label = at + p.len + 1;
			digits = 0;
		}
	}
	return found;
}
