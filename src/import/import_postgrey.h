/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_POSTGREY_H
#define DHF_IMPORT_IMPORT_POSTGREY_H

#include "import/import.h"

/*
 * import_postgrey - postgrey(8)'s whitelist_clients, which passes
 *
 * As postgrey 1.37 reads it: a name is itself and all below; /EXPRESSION/ is
 * searched in the name; addresses stand with a prefix length or not, and three
 * octets are a /24.  A comment begins at "#" anywhere.
 */
enum parse_answer import_postgrey(struct import *im);

#endif
