/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_IMPORTED_H
#define DHF_TESTS_UNIT_LIB_IMPORTED_H

#include <stddef.h>

struct fixture;

/*
 * imported - what an imported list does with clients
 */

/* A client, and what becomes of it.  "end": the rule behind the import. */
struct imported_row {
	const char *ip, *host, *action;
	unsigned code;
	const char *text; /* NULL: any */
};

/* Load a list as the file "list", with words behind the import, and a rule
 * behind it that holds for everybody. */
void imported_load(struct fixture *f, const char *format, const char *list,
    const char *words);

/* The test fails over the first of count rows that is not so. */
void imported_check(struct fixture *f, const struct imported_row *row,
    size_t count);

#endif
