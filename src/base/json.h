/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_JSON_H
#define DHF_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * json - JSON lines (RFC 8259) to a stream
 *
 * Puts the commas; the caller keeps begin and end in balance.  Names of
 * members are ASCII without quotes.  Strings are bytes: what is not printable
 * ASCII comes out as \u00XX, so that any input gives valid JSON.
 */
struct json {
	FILE *out;   /* borrowed */
	bool follow; /* a value has been written at this level */
};

/* name is NULL for the items of an array and for the outermost object. */
void json_object(struct json *j, const char *name); /* "{" */
void json_array(struct json *j, const char *name);  /* "[" */
void json_end(struct json *j, char close);          /* "}" or "]" */
void json_string(struct json *j, const char *name, const char *value);
void json_number(struct json *j, const char *name, const char *digits);
void json_count(struct json *j, const char *name, uint64_t n);
void json_bool(struct json *j, const char *name, bool value);
void json_null(struct json *j, const char *name);
/* A value that is JSON already. */
void json_value(struct json *j, const char *name, const char *json);

#endif
