/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_NAMING_H
#define DHF_POLICY_NAMING_H

#include <stdbool.h>

#include "name/class.h"
#include "policy/evidence.h"

struct criterion;
struct err;
struct image;

/*
 * naming - what the client's name says about it: @class and @embedded
 */

/* Classify the client's name, with the suffixes of the image.  False in
 * *found, and *out untouched, if it has no name, or none that is known; an odd
 * name, and one below no top-level domain, is CLASS_ODD.  Returns 0, or -1 with
 * *e as image_page. */
int naming_find(struct class *out, bool *found, const struct evidence *ev,
    struct image *img, struct err *e);

/* Whether a class is one of those of a criterion @class. */
bool naming_is_class(const struct class *found, const struct criterion *c);

/* Whether what of the address is in the name is what a criterion @embedded
 * asks for; without a value that is all of it. */
bool naming_is_embedded(const struct class *found, const struct criterion *c);

#endif
