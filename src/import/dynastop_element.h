/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_DYNASTOP_ELEMENT_H
#define DHF_IMPORT_DYNASTOP_ELEMENT_H

#include <stdbool.h>

#include "import/import.h"

/*
 * dynastop_element - an element of a pattern, as an expression of ours
 *
 * "softbank$1$2$3$4" of the client 126.12.34.56 is found in
 * softbank126012034056.bbtec.net: an element is a part of the name in any
 * letter case, $1 to $4 are the octets in decimal with or without zeros in
 * front, $5 to $8 the same in two hexadecimal digits.  $NAME and ${NAME} stand
 * for the text of a macro.
 *
 * DynaStop is linked with PCRE, and its page does not say what for.  An element
 * with a byte that no host name has can't be a part of one, and is read as an
 * expression, with a warning.
 */
struct dynastop_macro {
	const char *name, *text;           /* borrowed from the arena */
	const struct dynastop_macro *next; /* borrowed */
};

/* Make the expression of an element that stands at *at, from the arena.
 * PARSE_WRONG, told, if there is no such variable or macro, or it is too
 * long. */
enum parse_answer dynastop_element(const char **out, struct import *im,
    const struct dynastop_macro *macros, const char *text,
    const struct place *at);

/* True if an element says something of a name: a letter, or two octets beside
 * each other.  "$1" is in many names. */
bool dynastop_element_tells(const char *text);

#endif
