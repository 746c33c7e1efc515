/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/serial.h"

#include <stdbool.h>

#include "base/hex.h"

/* A piece of so many bytes with so many changes between letters and digits
 * was thrown with dice; and this is what a hardware address is like, to be
 * told from a word and from a number. */
#define RANDOM_LEN 12
#define RANDOM_CHANGES 4
#define HARDWARE_LEN 12
#define HARDWARE_DIGITS 4

#define NUMBER_DIGITS 4
#define LONG_DIGITS 5
#define BARE_DIGITS 8
#define PORTS 2

/* What is between two hyphens or dots. */
struct piece {
	size_t len, digits;
	size_t row;     /* digits in a row, at most */
	size_t changes; /* between letters and digits */
	size_t hex;     /* hexadecimal digits at its end */
	bool behind;    /* digits behind letters */
};

/* What was read so far. */
struct tally {
	size_t label, digits; /* where this label begins, and its digits */
	size_t first, ports;  /* where the first port begins, and how many */
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
		p->hex = hex_value(s[p->len]) != -1 ? p->hex + 1 : 0;
		p->len++;
	}
	p->behind = p->changes > (is_digit(*s) ? 1u : 0u);
}

/* True if a hardware address is at its end. */
static bool
is_hardware(const struct piece *p)
{
	return p->hex >= HARDWARE_LEN && p->changes > 1 &&
	    p->digits >= HARDWARE_DIGITS;
}

static bool
is_random(const struct piece *p)
{
	return p->len >= RANDOM_LEN &&
	    (p->changes >= RANDOM_CHANGES || is_hardware(p));
}

static enum serial_kind
kind_of(const struct piece *p, const struct tally *t)
{
	if (is_random(p))
		return SERIAL_RANDOM;
	if (p->row >= (p->digits < p->len ? LONG_DIGITS : BARE_DIGITS))
		return SERIAL_LONG;
	if (t->ports >= PORTS)
		return SERIAL_PORT;
	return t->digits >= NUMBER_DIGITS ? SERIAL_NUMBER : SERIAL_NONE;
}

/* Count a piece that begins at a place.  Where the first label has no number,
 * somebody chose it, and what is numbered is a machine of the network on the
 * way: "shop.ear1.town2". */
static void
count(struct tally *t, const struct piece *p, size_t at)
{
	t->digits += p->digits;
	if (!p->behind || (t->ports == 0 && t->label > 0))
		return;
	t->first = t->ports == 0 ? at : t->first;
	t->ports++;
}

enum serial_kind
serial_find(struct span *out, const char *name, size_t len)
{
	enum serial_kind found = SERIAL_NONE, kind;
	struct tally t = { 0 };
	struct piece p;
	size_t at, from;

	for (at = 0; at < len; at += p.len + 1) {
		read_piece(&p, name + at, len - at);
		count(&t, &p, at);
		kind = kind_of(&p, &t);
		if (kind > found) {
			from = kind == SERIAL_NUMBER ? t.label :
			    kind == SERIAL_PORT ? t.first :
			    kind == SERIAL_RANDOM && is_hardware(&p) ?
			    at + p.len - HARDWARE_LEN : at;
			found = kind;
			*out = (struct span){ (unsigned char)from,
				(unsigned char)(at + p.len - from) };
		}
		if (at + p.len < len && name[at + p.len] == '.') {
			t.label = at + p.len + 1;
			t.digits = 0;
		}
	}
	return found;
}
