/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_ENTRY_H
#define DHF_STATE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/terms.h"

/*
 * entry - a greylist record's data, version 1
 *
 *	octet 0       1: green; 2: sender and 4: recipient are known
 *	octets 1-8    first contact, seconds since 1970
 *	octets 9-16   green since, or 0
 *	octets 17-24  hash of the sender, or 0
 *	octets 25-32  hash of the recipient, or 0
 *
 * Little-endian; more octets may follow in later versions.
 */
#define ENTRY_LEN 33

struct entry {
	bool green;
	int64_t first_s, since_s;
	bool has_sender, has_recipient;
	uint64_t sender, recipient;
};

void entry_encode(const struct entry *entry, unsigned char out[ENTRY_LEN]);

/* False: these are no entry's. */
bool entry_decode(struct entry *out, struct store_bytes data);

#endif
