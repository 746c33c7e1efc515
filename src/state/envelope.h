/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_ENVELOPE_H
#define DHF_STATE_ENVELOPE_H

#include <stdint.h>

#include "store/terms.h"

struct err;
struct store;

/*
 * envelope - mail that can be known again, and not read
 *
 * Sender and recipient, as untagged.h has them, become one number by
 * SipHash-2-4, under a key of 16 random octets that is a record of the store.
 */
#define ENVELOPE_KEY_LEN 16

/* Under this the key of the hashes is kept. */
extern const struct store_bytes envelope_key;

/* Fill a key with random octets.  0, or -1 with *e. */
int envelope_key_make(unsigned char out[ENVELOPE_KEY_LEN], struct err *e);

/* Write the number of a mail; sender "" is nobody.  A store without a key is
 * given the one of fresh, so that whoever has to do it again comes to the
 * same.  0, or -1 with *e. */
struct envelope_mail {
	const char *sender, *recipient;
};
int envelope_hash(uint64_t *out, struct store *store,
    const unsigned char fresh[ENVELOPE_KEY_LEN],
    const struct envelope_mail *mail, struct err *e);

/* The same of the hashes of both, which is how records held them once. */
uint64_t envelope_join(uint64_t sender, uint64_t recipient);

#endif
