/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_DYNASTOP_H
#define DHF_IMPORT_IMPORT_DYNASTOP_H

#include "import/import.h"

/*
 * import_dynastop - the configuration of DynaStop and DynaWall
 *
 * A verb and its value a line, and other such files by Include.  The order of
 * the lines says nothing; of several that hold for a client counts, in this
 * order, NoFilter, what is excluded, NoMail, that he has no name, and the
 * patterns.  See import/dynastop_rule.h and import/dynastop_setting.h for what
 * becomes of them.
 */
enum parse_answer import_dynastop(struct import *im);

#endif
