/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_EXPLAIN_ASKED_H
#define DHF_LAB_EXPLAIN_ASKED_H

#include <stdio.h>

struct client;
struct criterion;
struct image;
struct json;

/*
 * explain_asked - what DNS was asked for a criterion, and what each answer was
 * taken for
 */

/* Print it for a criterion that was asked, a line each; nothing for those whose
 * answer says all. */
void explain_asked_text(FILE *out, const struct criterion *c,
    const struct client *client, struct image *img);

/* The same as members of the object that is open. */
void explain_asked_json(struct json *j, const struct criterion *c,
    const struct client *client, struct image *img);

#endif
