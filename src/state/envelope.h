/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_ENVELOPE_H
#define DHF_STATE_ENVELOPE_H

#include <stdint.h>

#include "store/terms.h"

struct err;
struct store;

/*
 * envelope - addresses of mail that can be compared, and not read
 *
 * A hash is SipHash-2-4 of the address as it was heard, under a key of 16
 * random octets that is a record of the store.
 */
#define ENVELOPE_KEY_LEN 16

/* Under this the key of the hashes is kept. */
extern const struct store_bytes envelope_key;

/* Hash an address; makes the key if there is none.  0, or -1 with *e. */
int envelope_hash(struct store *store, const char *address, uint64_t *out,
    struct err *e);

#endif
