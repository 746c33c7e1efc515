/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_WEIGH_H
#define DHF_NAME_WEIGH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "name/sign.h"
#include "name/word.h"

struct points;

/*
 * weigh - signs in the host part of a name, and what they are worth
 */
struct scales {
	const char *name;
	size_t len;
	size_t host;           /* bytes of the host part */
	const struct ip *ip;   /* the client's address, or NULL */
	const struct points *table;
	const int16_t *worth;  /* its signs, by enum points_of */
	struct class *out;     /* its signs are added */
	int points;            /* of all signs */
	bool octets;           /* two octets, or numbers that could be some */
	bool numbers;          /* such numbers */
	int shown;             /* of points: the last octet or two */
	bool deep;             /* POINTS_DEEP are counted */
	int count[WORD_KINDS];
	int first[WORD_KINDS]; /* those in the first label */
};

/* Add a sign. */
void weigh_add(struct scales *q, enum sign_kind kind, unsigned detail,
    struct span span, int points);

/* Bytes of the label at the start of text. */
size_t weigh_label(const char *text, size_t len);

/* Add all signs of the host part; out->embedded is known. */
void weigh_host(struct scales *q);

#endif
