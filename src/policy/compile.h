/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_COMPILE_H
#define DHF_POLICY_COMPILE_H

#include <stdint.h>
#include <stdio.h>

struct buf;
struct err;

/*
 * compile - rule text becomes a rule image in memory
 */
struct compile_report {
	size_t errors, warnings; /* lines printed */
	size_t rules;
};

/* Read the rule file at path, print its errors and warnings to out, and
 * write the image to *image, which is empty.  now_s, seconds since 1970,
 * decides what has expired.  Returns 0, or -1 with *e: ERR_PERM if anything
 * was wrong with the rules (*image is then of no use), ERR_TEMP if they could
 * not be read or memory ran out.  The caller frees *image in any case. */
int compile_file(struct buf *image, struct compile_report *report,
    const char *path, FILE *out, int64_t now_s, struct err *e);

#endif
