/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_FUZZ_LIB_EXPRESSION_H
#define DHF_TESTS_FUZZ_LIB_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * expression - PCRE2 expressions and names that they often match, from bytes
 *
 * While an expression grows, so does a sample that it should match: the
 * bytes decide about both.
 */
struct draw {
	const uint8_t *data; /* borrowed */
	size_t size, at;
	uint64_t more; /* where decisions come from once data is used up */
};

void draw_begin(struct draw *d, const uint8_t *data, size_t size);

/* A number from 0 to below - 1. */
unsigned draw_below(struct draw *d, unsigned below);

#define EXPRESSION_SIZE 512
#define EXPRESSION_NAME 254

struct expression {
	char text[EXPRESSION_SIZE];
	char sample[EXPRESSION_NAME];
	size_t len, sample_len;
	bool wild; /* not only of what is common */
};

/* Octets that $1 to $8 stand for. */
extern const unsigned char expression_client[4];

/* Make an expression by the grammar, or of any printable bytes. */
void expression_make(struct expression *x, struct draw *d);

/* Make a name as the filter sees names, of 1 to 253 bytes in lower case, from
 * the sample, from the text of the expression, or from neither; its length.
 * Most have a changed byte or more. */
size_t expression_name(char out[EXPRESSION_NAME], const struct expression *x,
    struct draw *d);

#endif
