/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_SUFFIX_TEXT_H
#define DHF_LANG_SUFFIX_TEXT_H

#include "book/diag.h"

struct err;
struct rulebook;

/*
 * suffix_text - the Public Suffix List as its publishers write it
 * (https://github.com/publicsuffix/list/wiki/Format)
 *
 * Only the ICANN section counts: the other one says who lets customers use
 * names below his own, and there the owner of the name above is the one to
 * hold responsible.
 */

/* If a rule of *b needs the list, read it from the file that the settings
 * name into b->suffixes, which is empty: domains in lower case, IDNs as
 * A-labels, with SUFFIXES_ flags.  Without the file a warning is given and
 * nothing read.  The keys are borrowed from the arena of *b. */
enum parse_answer suffix_text_load(struct rulebook *b, struct err *e);

#endif
