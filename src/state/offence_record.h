/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_OFFENCE_RECORD_H
#define DHF_STATE_OFFENCE_RECORD_H

#include <stdbool.h>

#include "state/key.h"
#include "state/offender.h"
#include "store/terms.h"

/*
 * offence_record - an offender as the store keeps him
 *
 *	key 'o' '4' octets kind, or 'o' '6' and 8 octets, kind
 *
 *	octets 0-3    count
 *	octets 4-7    seconds east of UTC, as a two's complement
 *	octets 8-15, 16-23, 24-31  first, last, until
 *	then          source and evidence, each ending in NUL
 *	then 8 octets until when the kernel shall drop him, if it shall
 *
 * Little-endian; more octets may follow in later versions.
 */
#define OFFENCE_RECORD_MAX \
	(32 + OFFENDER_SOURCE_SIZE + OFFENDER_EVIDENCE_SIZE + 8)

/* The key of what an address has done of a kind. */
struct key offence_record_key(const struct ip *ip, enum offender_kind kind);

/* Write *o to out; returns how many octets. */
size_t offence_record_encode(unsigned char out[OFFENCE_RECORD_MAX],
    const struct offender *o);

/* False: key and data are no offender's. */
bool offence_record_decode(struct offender *out, struct store_bytes key,
    struct store_bytes data);

#endif
