/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_ENTRY_H
#define DHF_STATE_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/terms.h"

/*
 * entry - a greylist record's data, version 1
 *
 *	octet 0       1: green; 8: mails follow
 *	octets 1-8    first contact, seconds since 1970
 *	octets 9-16   green since, or 0
 *	octet 17      how many mails, up to 8; of each
 *	4 octets      how many seconds after first contact it came first
 *	8 octets      its number, of envelope.h
 *
 * Little-endian, and at least 33 octets.  A daemon that does not know of mails
 * finds what it knows; where it noted one itself, octet 0 has 2 and 4, and the
 * hashes of sender and recipient stand in octets 17-24 and 25-32: that is one
 * mail, of first contact.
 */
#define ENTRY_MAILS 8
#define ENTRY_MIN 33
#define ENTRY_MAX (18 + ENTRY_MAILS * 12)

struct entry {
	bool green;
	int64_t first_s, since_s;
	unsigned mails;
	struct {
		uint32_t after_s;
		uint64_t number;
	} mail[ENTRY_MAILS];
};

/* Returns how many octets of out it is. */
size_t entry_encode(const struct entry *entry, unsigned char out[ENTRY_MAX]);

/* False: these are no entry's. */
bool entry_decode(struct entry *out, struct store_bytes data);

#endif
