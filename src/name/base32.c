/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/base32.h"

#include <stdbool.h>
#include <string.h>

#include "name/embedding.h"

/*
 * How an unknown alphabet is read: 2001:db8:0:1500::7 is known to end in
 * "bmyyyyyyyyyyyyydt"?  Beside each character stand the five bits it would be.
 * As long as a character met again has the bits it had, and bits met again the
 * character they had, the text may be the address.  A text that is none goes
 * wrong after a few characters.  The address is read to its end: its network
 * alone is that of many.  So many characters are read at least (64 bits are
 * thirteen), so many of them are met again, and so many are different: a row of
 * zeros alone is no address.
 */
#define LEAST 13
#define AGAIN 4
#define DIFFERENT 4

/* It stands behind a hyphen, or behind at most a letter of its label. */
#define PREFIX 2

#define BITS 128
#define SYMBOLS 32
#define CHARACTERS 37 /* a to z, 0 to 9, and "-" */

/* Where the bits come from: from bit "from" on, with zeros before them that
 * fill the first character up. */
struct field {
	unsigned char from, zeros;
};

/* What characters stand for, so far. */
struct reading {
	signed char value[CHARACTERS]; /* of a character, or -1 */
	char symbol[SYMBOLS];          /* of a value, or NUL */
	size_t len;
	unsigned different;
};

/* Which of the characters that alphabets have c is, or -1. */
static int
character(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= '0' && c <= '9')
		return 26 + c - '0';
	return c == '-' ? CHARACTERS - 1 : -1;
}

/* The five bits of character i of a field. */
static unsigned
value_at(const struct field *f, const unsigned char octet[16], size_t i)
{
	size_t at = 5 * i, bit;
	unsigned value = 0, k;

	for (k = 0; k < 5; k++, at++) {
		bit = f->from + at - f->zeros;
		value <<= 1;
		if (at >= f->zeros && bit < BITS)
			value |= (unsigned)octet[bit / 8] >> (7 - bit % 8) &
			    1u;
	}
	return value;
}

/* The characters of a whole field. */
static size_t
symbols_of(const struct field *f)
{
	return (size_t)(BITS - f->from + f->zeros + 4) / 5;
}

/* Read text as a field in any alphabet, as far as that goes. */
static void
read_field(struct reading *r, const char *text, size_t left,
    const struct field *f, const unsigned char octet[16])
{
	size_t most = symbols_of(f);
	unsigned v;
	int c;

	memset(r->value, -1, sizeof(r->value));
	memset(r->symbol, 0, sizeof(r->symbol));
	r->different = 0;
	for (r->len = 0; r->len < left && r->len < most &&
	    (c = character(text[r->len])) != -1; r->len++) {
		v = value_at(f, octet, r->len);
		if (r->value[c] == -1 && r->symbol[v] == '\0') {
			r->value[c] = (signed char)v;
			r->symbol[v] = text[r->len];
			r->different++;
		} else if (r->value[c] != (int)v) {
			return;
		}
	}
}

/* True if all that was read is in one of the alphabets people know. */
static bool
is_known(const struct reading *r)
{
	static const char alphabet[][SYMBOLS + 1] = {
		"abcdefghijklmnopqrstuvwxyz234567",
		"0123456789abcdefghijklmnopqrstuv",
		"0123456789abcdefghjkmnpqrstvwxyz",
		"ybndrfg8ejkmcpqxot1uwisza345h769" };
	size_t i, v;

	for (i = 0; i < sizeof(alphabet) / sizeof(alphabet[0]); i++) {
		for (v = 0; v < SYMBOLS; v++)
			if (r->symbol[v] != '\0' &&
			    r->symbol[v] != alphabet[i][v])
				break;
		if (v == SYMBOLS)
			return true;
	}
	return false;
}

static bool
is_meant(const struct reading *r, const struct field *f)
{
	return r->len == symbols_of(f) && r->different >= DIFFERENT &&
	    (r->len - r->different >= AGAIN || is_known(r));
}

/* Try every field from one place of the name on.  False if there is none. */
static bool
find_at(struct embedded *out, const char *name, size_t len, size_t at,
    const unsigned char octet[16])
{
	/* from the groups of four digits, and so that the end is full */
	static const struct field field[] = { { 0, 0 }, { 0, 2 }, { 32, 0 },
		{ 32, 4 }, { 40, 0 }, { 40, 2 }, { 48, 0 }, { 64, 0 },
		{ 64, 1 } };
	struct reading r;
	size_t i;

	for (i = 0; i < sizeof(field) / sizeof(field[0]); i++) {
		read_field(&r, name + at, len - at, &field[i], octet);
		if (!is_meant(&r, &field[i]))
			continue;
		*out = (struct embedded){ .spans = 1, .octets =
			(unsigned char)(16 - field[i].from / 8),
			.form = EMBEDDED_BASE32,
			.kind = field[i].from == 0 ? EMBEDDED_FULL :
			    EMBEDDED_PART,
			.span = { { (unsigned char)at,
			    (unsigned char)r.len } } };
		return true;
	}
	return false;
}

void
base32_find(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[16])
{
	size_t label = 0, n, at;

	for (; label < len; label += n + 1) {
		for (n = 0; label + n < len && name[label + n] != '.'; n++)
			;
		for (at = label; at + LEAST <= label + n; at++)
			if ((at < label + PREFIX || name[at - 1] == '-') &&
			    find_at(out, name, label + n, at, octet))
				return;
	}
}
