/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_SKELETON_H
#define DHF_NAME_SKELETON_H

#include <stddef.h>

#include "name/host.h"

struct ip;

/*
 * skeleton - what is left of a name without what follows the address or counts
 *
 * Names that a machine makes for address after address have one skeleton,
 * whatever the language:
 *
 *	ppp-192-0-2-77.example.net	ppp-#-#-#-#.example.net
 *	p50424219.dip.example.net	p#.dip.example.net, of 80.66.66.25
 *	cpe-001a2b3c4d5e.example.net	cpe-#.example.net
 */

/* Write the skeleton of a name of len bytes, at most HOST_MAX, in lower case;
 * domain is where its registrable domain begins, *ip the address that has it.
 * Left of that, each run of what stands for the address (embedded_find), of
 * digits, or of six hexadecimal digits and more before what is no letter, with
 * a decimal one among them, becomes "#"; behind a letter such digits begin with
 * a decimal one. */
void skeleton_make(char out[HOST_MAX + 1], const char *name, size_t len,
    size_t domain, const struct ip *ip);

#endif
