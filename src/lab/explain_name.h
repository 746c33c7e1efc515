/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_EXPLAIN_NAME_H
#define DHF_LAB_EXPLAIN_NAME_H

#include <stdio.h>

struct class;
struct evidence;
struct json;

/*
 * explain_name - which signs a class was found by, for people who ask why
 */

/* Print "name: CLASS CONFIDENCE" and the signs, one a line: what it is, where
 * it stands in the name of *ev, and its points. */
void explain_name_text(FILE *out, const struct class *c,
    const struct evidence *ev);

/* The same as the member "name" of the open object; dhf-test(1), WHAT THE NAME
 * SAYS, lists its keys. */
void explain_name_json(struct json *j, const struct class *c,
    const struct evidence *ev);

#endif
