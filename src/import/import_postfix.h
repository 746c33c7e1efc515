/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_POSTFIX_H
#define DHF_IMPORT_IMPORT_POSTFIX_H

#include "import/import.h"

/*
 * import_postfix - Postfix's pcre_table(5) and cidr_table(5), as
 * check_client_access reads them
 *
 * if ... endif become further criteria of the rules inside.  Results
 * (access(5)): OK passes, REJECT and 5xx block, DEFER and 4xx defer, PREPEND,
 * WARN and INFO mark; DUNNO, and after a warning everything else, leaves the
 * import.
 */
enum parse_answer import_postfix_pcre(struct import *im);
enum parse_answer import_postfix_cidr(struct import *im);

#endif
