/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_JSON_READ_H
#define DHF_BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/*
 * json_read - the members of one JSON object (RFC 8259) in a text
 *
 * Strict: what the grammar does not allow is an error, and so are values
 * nested more than 32 deep and a NUL in a string.  Strings are decoded where
 * they stand, so the text is changed.
 */
enum json_kind {
	JSON_STRING,
	JSON_NUMBER,
	JSON_OTHER /* true, false, null, an array or an object */
};

struct json_member {
	const char *name; /* NUL-terminated, as text of a string is */
	const char *text; /* UTF-8; of a number as written; borrowed */
	size_t len;       /* of text */
	enum json_kind kind;
};

struct json_reader {
	char *at;  /* where reading goes on, or stopped */
	bool more; /* a member has been read */
};

/* Begin with the object in text, blanks around it.  0, or -1 with *e
 * ERR_PERM. */
int json_read(struct json_reader *r, char *text, struct err *e);

/* Read the next member.  1, or 0 at the end of the object and the text, or -1
 * with *e ERR_PERM, r->at at what is wrong. */
int json_read_member(struct json_reader *r, struct json_member *out,
    struct err *e);

#endif
