/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_ZONE_MASK_H
#define DHF_POLICY_ZONE_MASK_H

#include "dns/answer.h"

/*
 * zone_mask - what people may read of a list's zone: not a customer's key
 */

/* Write zone with what looks like a customer's key (a label of 16 or more
 * letters and digits, both) as "KEY". */
void zone_mask(char out[DNS_NAME_SIZE], const char *zone);

/* The same for the keys of zone wherever they stand in text, in place and in
 * any case. */
void zone_mask_hide(char *text, const char *zone);

#endif
