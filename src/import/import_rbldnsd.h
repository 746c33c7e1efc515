/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_RBLDNSD_H
#define DHF_IMPORT_IMPORT_RBLDNSD_H

#include "import/import.h"

/*
 * import_rbldnsd - the data files of rbldnsd(8) as one rule, which blocks
 *
 * A file does not say of which type it is, and ip4set and ip4trie differ where
 * an entry stands inside an exclusion:
 *
 *	192.0.2.0/24
 *	!192.0.2.128/25
 *	192.0.2.130
 *
 * In ip4trie the longest prefix counts, so that 192.0.2.130 is listed.  ip4set
 * knows whole octets only: it cuts the exclusion into 128 addresses, and of
 * what is as narrow the exclusion counts.  Files where it matters have to be
 * imported by the name of their type.
 */
enum parse_answer import_rbldnsd(struct import *im);
enum parse_answer import_rbldnsd_ip4set(struct import *im);
enum parse_answer import_rbldnsd_ip4trie(struct import *im); /* and ip6trie */

#endif
