/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_COMPILE_H
#define DHF_BUILD_COMPILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct buf;
struct err;

/*
 * compile - rule text becomes a rule image in memory
 */
struct compile_request {
	const char *path; /* of the rule file; borrowed */
	FILE *diag;       /* errors and warnings go here; borrowed */
	FILE *notes;      /* what rules cost goes here; borrowed; or NULL */
	int64_t now_s;    /* seconds since 1970: decides what has expired */

	size_t errors, warnings, rules; /* set: how many there were */
};

/* Read the rule file, print what is to be said about it, and write the image
 * to *image, which is empty.  Returns 0, or -1 with *e: ERR_PERM if anything
 * was wrong with the rules (*image is then of no use), ERR_TEMP if they could
 * not be read or memory ran out.  The caller frees *image in any case. */
int compile_file(struct buf *image, struct compile_request *q, struct err *e);

#endif
