/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_NETLIST_H
#define DHF_IMPORT_NETLIST_H

#include <stdint.h>

#include "book/diag.h"

struct err;
struct import_options;
struct rulebook;

/*
 * netlist - files of networks, for "import networks" and @ipfile
 *
 * A list that holds nobody or everybody is seldom what somebody wanted: a
 * download failed, or a network lost its prefix.
 */

/* Add the networks of the file at path, an entry a line as import/netline.h has
 * it, to set number set.  PARSE_WRONG if the file is not to be used; with the
 * option skip lines that are wrong are left out. */
enum parse_answer netlist_read(struct rulebook *b, uint32_t set,
    const char *path, const struct import_options *options,
    const struct place *at, struct err *e);

/* Read the lists that @ipfile names in *b, with the settings for them.  These
 * hold wherever they stand, so it is done when all else is parsed. */
enum parse_answer netlist_read_named(struct rulebook *b, struct err *e);

#endif
