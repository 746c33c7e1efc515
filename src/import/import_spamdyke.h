/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_SPAMDYKE_H
#define DHF_IMPORT_IMPORT_SPAMDYKE_H

#include "import/import.h"

/*
 * import_spamdyke - the files of spamdyke's lists, which block
 *
 * Names (its README_rdns_file_format): a name, or ".name" for all below, too.
 *
 * Addresses (README_ip_file_format), as one rule: 192.0.2.5, the first octets
 * of some with a dot at their end or not, 192.0.2.0/24, 192.0.2.0/255.255.
 * 255.0, and octets with a range anywhere: 11.22.33-44.55 is 12 addresses,
 * 11.22-44 is 11.22.0.0-11.44.255.255.  Zeros in front are decimal.
 */
enum parse_answer import_spamdyke_rdns(struct import *im);
enum parse_answer import_spamdyke_ip(struct import *im);

#endif
