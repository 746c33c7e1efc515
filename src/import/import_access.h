/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_ACCESS_H
#define DHF_IMPORT_IMPORT_ACCESS_H

#include "import/import.h"

/*
 * import_access - what postmap(1) makes an indexed file of, as
 * check_client_access of Postfix's access(5) searches it
 *
 * The search goes by the client, whatever the order of the file, so the rules
 * are put into its order: see import/access_key.h.  Results are those of
 * import/import_postfix.h, and each of them ends the search.
 */
enum parse_answer import_access(struct import *im);

#endif
