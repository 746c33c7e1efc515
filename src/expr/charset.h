/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_CHARSET_H
#define DHF_EXPR_CHARSET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * charset - which bytes one place of an expression takes
 *
 * Letters are in it in both cases or not at all, as expressions ignore case.
 */
struct charset {
	uint64_t low, high; /* a bit for each of 0 to 63 and 64 to 127 */
	bool wide;          /* some byte from 128 on, too */
};

/* A to Z in high; a to z are 32 bits further up. */
#define CHARSET_CAPITALS UINT64_C(0x7fffffe)

struct charset charset_all(void);
struct charset charset_not(const struct charset *s);
void charset_add(struct charset *s, unsigned char c);
void charset_add_range(struct charset *s, unsigned char from,
    unsigned char to);
void charset_unite(struct charset *s, const struct charset *more);

/* Add what the escape \c takes: d, w, s, h and their negations.  False if c
 * is none of these. */
bool charset_add_escape(struct charset *s, char c);

/* Add what [:name:] takes, name being len bytes.  False if it is unknown. */
bool charset_add_posix(struct charset *s, const char *name, unsigned len);

bool charset_within(const struct charset *s, const struct charset *outer);

/* Write the members, letters in lower case only, and return how many there
 * are; more than max, or wide: 0. */
unsigned charset_members(const struct charset *s, char *out, unsigned max);

#endif
