/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_SHAPE_H
#define DHF_EXPR_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * shape - how many digits, hyphens and dots there are
 *
 * Of a name, or what an expression asks of a name at least: often enough to
 * know that an expression can't match without compiling it.
 */
struct shape {
	unsigned char digits, hyphens, dots; /* 255 stands for more */
	unsigned char digit_last;            /* 1: the last byte is a digit */
};

/* Bytes of the form in an image: the members in their order. */
#define SHAPE_SIZE 4

struct shape shape_of(const char *text, size_t len);

/* True if a name of this shape has all that is required. */
bool shape_has(const struct shape *name, const struct shape *required);

/* *required grows so that it asks for all that *more asks for, too. */
void shape_join(struct shape *required, const struct shape *more);

void shape_put(unsigned char out[SHAPE_SIZE], const struct shape *s);
struct shape shape_get(const unsigned char raw[SHAPE_SIZE]);

#endif
