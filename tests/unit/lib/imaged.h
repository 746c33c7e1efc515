/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_IMAGED_H
#define DHF_TESTS_UNIT_LIB_IMAGED_H

#include "lib/fixture.h"
#include "rule/image.h"

/*
 * imaged - an image of some pages: the stream, and a tree of each family
 */

/* Begin, and load it; it is in the file "db", too, and so small that opening
 * this checks all of it. */
void imaged_begin(struct fixture *f);

/* Open a file of the folder, and close it again if that went well. */
enum image_found imaged_open(struct fixture *f, const char *name,
    struct err *e);

#endif
