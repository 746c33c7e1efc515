/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_RECEIPT_H
#define DHF_BASE_RECEIPT_H

#include <stdint.h>

/*
 * receipt - a word in a refusal that leads back to the decision
 *
 * Twelve characters of Crockford's base 32, which has no I, L, O and U, shown
 * in threes of four: 1EQY-354D-9E3K.  Of the 60 bits, the highest first,
 *
 *	25 are the minute since 2024-01-01 UTC, good for 63 years,
 *	12 a hash of the label of the rule that decided,
 *	18 a hash of the process, a clock, and the client's address,
 *	 5 a check over the others.
 *
 * It tells no more than the refusal does, opens nothing, and is not signed.
 * base/receipt_read.h reads it.
 *
 * The check is a number of GF(32), made by x^5 + x^2 + 1: with characters d1 to
 * d11 it is x^12 + d1 x^11 + d2 x^10 + ... + d11 x.  The weights are not 0 and
 * all differ, the check's own being 1: so a wrong character changes it, and so
 * do two that changed places.  The x^12 is there so that zeros are no receipt.
 */
#define RECEIPT_LEN 12
#define RECEIPT_SIZE (RECEIPT_LEN + 1)       /* NUL included, as below */
#define RECEIPT_SHOWN_SIZE (RECEIPT_LEN + 3) /* with dashes */

#define RECEIPT_EPOCH_S INT64_C(1704067200) /* 2024-01-01 */
#define RECEIPT_MINUTE_BITS 25
#define RECEIPT_RULE_BITS 12
#define RECEIPT_SERIAL_BITS 18

struct receipt {
	uint32_t minute; /* since RECEIPT_EPOCH_S */
	uint32_t rule;   /* receipt_rule of the label */
	uint32_t serial;
};

struct ip;

/* The digits, by their value. */
extern const char receipt_digits[33];

/* The hash of a rule's label, RECEIPT_RULE_BITS of it: FNV-1a of 32 bits,
 * folded as its authors say. */
uint32_t receipt_rule(const char *label);

/* Write the receipt without dashes; what a number has beyond its bits is left
 * out. */
void receipt_format(char out[RECEIPT_SIZE], const struct receipt *r);

/* Write a receipt of now for a client whom this rule refuses; ip NULL: it has
 * no address. */
void receipt_make(char out[RECEIPT_SIZE], const char *label,
    const struct ip *ip);

/* Write it as people are shown it, with dashes. */
void receipt_show(char out[RECEIPT_SHOWN_SIZE],
    const char receipt[RECEIPT_SIZE]);

/* The check of the first 11 values, each of 0 to 31. */
unsigned receipt_check(const unsigned char value[RECEIPT_LEN - 1]);

#endif
