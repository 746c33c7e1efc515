/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_TCPRULES_H
#define DHF_IMPORT_IMPORT_TCPRULES_H

#include "import/import.h"

/*
 * import_tcprules - the text that tcprules(1) compiles
 *
 * tcpserver looks for the most specific line, so the rules are put into that
 * order: address, =name, address prefixes from long to short, name suffixes
 * from long to short, "=", the empty address.  deny blocks; RELAYCLIENT
 * passes; DHF and RBLSMTPD pass if empty, block with "-text", defer with
 * "text"; any other allow leaves the import.
 */
enum parse_answer import_tcprules(struct import *im);

#endif
