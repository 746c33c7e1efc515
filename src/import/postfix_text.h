/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_POSTFIX_TEXT_H
#define DHF_IMPORT_POSTFIX_TEXT_H

#include <stdbool.h>

/*
 * postfix_text - "$" in the results of pcre_table(5)
 *
 * "$n", "${n}" and "$(n)" stand for what group n has matched, "$$" for "$".
 * We can't know at the desk what will match, so the first three stay as they
 * are and the reader is told.
 */
struct postfix_text {
	char named[64];   /* those that are there, blanks between, cut */
	unsigned highest; /* the highest group; 0: none is named */
};

/* Read the "$" of a text and make "$$" one.  False if Postfix does not take
 * the text: what stands behind "$" is no number from 1 up. */
bool postfix_text_read(struct postfix_text *out, char *text);

#endif
