/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_NFANSWER_H
#define DHF_BAN_NFANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/netlink.h"

struct ban_record;

/*
 * nfanswer - what nftables says of our table
 *
 * Linux only.
 */

/* The elements of an answer about addresses, none if it is another. */
struct netlink_view nfanswer_elements(const struct netlink_message *m);

/* Take one off: the address, the kind and the seconds left, rounded up, of *r
 * are filled.  False when there is none left. */
bool nfanswer_element(struct netlink_view *elements, struct ban_record *r);

/* How many rules an answer says that the chain has. */
uint32_t nfanswer_rules(const struct netlink_message *m);

/* The errno of an answer that is an error or says that all is well, 0; -1 if
 * it is another. */
int nfanswer_error(const struct netlink_message *m);

#endif
