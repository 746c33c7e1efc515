/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_SOUND_H
#define DHF_NAME_SOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "name/embedded.h"

/*
 * sound - whose a registrable domain sounds
 */
enum sound {
	SOUND_PROVIDER, /* an access provider's: six in ten of those do, and
	                   two in ten of others (2026-11-21, 348 and 2,237
	                   domains) */
	SOUND_NETWORK,  /* a network's: a provider's more often than not */
	SOUND_BUSINESS, /* what a provider keeps for businesses */
	SOUND_HOSTING,  /* where machines are for rent */
	SOUND_MAIL      /* who sends or takes mail for others */
};

/* Find such a word in the first label of a domain of len bytes.  False, and
 * *out untouched, if there is none. */
bool sound_find(struct span *out, enum sound sound, const char *domain,
    size_t len);

#endif
