/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_TEXT_H
#define DHF_STATE_TEXT_H

#include <stddef.h>

#include "state/key.h"
#include "store/terms.h"

struct buf;
struct err;

/*
 * text - a record as a line, and back; dhfd(8), STATE, says what it looks like
 */
#define TEXT_HEAD "dhfd-dump 1"

/* Longest line, newline included. */
#define TEXT_LINE_MAX 2048

/* A line read. */
struct text_record {
	struct key key;
	struct store_record record; /* its data are below */
	unsigned char data[STORE_VALUE_MAX];
};

/* Append the line of a record, with its newline.  -1 with *e ERR_PERM: it is
 * of an unknown kind, and nothing is appended. */
int text_format(struct buf *out, struct store_bytes key,
    const struct store_record *r, struct err *e);

/* Read a line without its newline; it is changed.  0, or -1 with *e
 * ERR_PERM. */
int text_parse(struct text_record *out, char *line, struct err *e);

#endif
