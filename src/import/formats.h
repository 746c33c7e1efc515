/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_FORMATS_H
#define DHF_IMPORT_FORMATS_H

#include "book/diag.h"

struct import;

/*
 * formats - the formats of other programs that can be imported
 */

/* Import *im in a format.  PARSE_WRONG, reported, if there is none of that
 * name. */
enum parse_answer formats_import(struct import *im, const char *format);

#endif
