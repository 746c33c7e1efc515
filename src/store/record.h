/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_RECORD_H
#define DHF_STORE_RECORD_H

#include <stdbool.h>

#include "store/terms.h"

/*
 * record - a record as the bytes that an engine keeps
 *
 *	octet 0       version of the data
 *	octets 1-4    checksum: the low half of SipHash-2-4 under a key of
 *	              zeros, of the record's key, then octets 0 and 5 to the end
 *	octets 5-12   expiry, seconds since 1970
 *	octets 13-    the data
 *
 * Little-endian.
 */
#define RECORD_HEAD 13
#define RECORD_MAX (RECORD_HEAD + STORE_VALUE_MAX)

/* Write *r under key to out; returns the length, or 0: too long. */
size_t record_encode(unsigned char out[RECORD_MAX], struct store_bytes key,
    const struct store_record *r);

/* Read the bytes of key's record; *r borrows from them.  False: they are
 * damaged. */
bool record_decode(struct store_record *r, struct store_bytes key,
    struct store_bytes bytes);

#endif
