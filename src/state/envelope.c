/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/envelope.h"

#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/le.h"
#include "state/untagged.h"
#include "store/store.h"

_Static_assert(ENVELOPE_KEY_LEN == crypto_shorthash_KEYBYTES &&
    crypto_shorthash_BYTES == 8, "SipHash-2-4");

const struct store_bytes envelope_key = { "senvelope", 9 };

int
envelope_key_make(unsigned char out[ENVELOPE_KEY_LEN], struct err *e)
{
	if (sodium_init() == -1)
		return err_temp(e, 0, "no random numbers");
	randombytes_buf(out, ENVELOPE_KEY_LEN);
	return 0;
}

/* The store's key, which becomes fresh if there is none. */
static int
secret(unsigned char out[ENVELOPE_KEY_LEN], struct store *store,
    const unsigned char fresh[ENVELOPE_KEY_LEN], struct err *e)
{
	struct store_record r;

	switch (store_get(store, envelope_key, &r, e)) {
	case STORE_FAILED:
		return -1;
	case STORE_FOUND:
		if (r.data.len == ENVELOPE_KEY_LEN) {
			memcpy(out, r.data.data, ENVELOPE_KEY_LEN);
			return 0;
		}
		break;
	case STORE_ABSENT:
		break;
	}
	memcpy(out, fresh, ENVELOPE_KEY_LEN);
	r = (struct store_record){ { out, ENVELOPE_KEY_LEN }, STORE_NEVER, 0 };
	return store_put(store, envelope_key, &r, e);
}

static uint64_t
hash(const unsigned char key[ENVELOPE_KEY_LEN], const char *address)
{
	unsigned char sum[crypto_shorthash_BYTES];
	char text[UNTAGGED_SIZE];

	untagged_address(text, address);
	(void)crypto_shorthash(sum, (const unsigned char *)text, strlen(text),
	    key);
	return le_get64(sum);
}

/* Sums under a secret key can be joined by anything that takes neither for the
 * other, and nothing for most of both: an odd number, so that no bit of the
 * sender's is lost; it is 2^64 over the golden ratio. */
uint64_t
envelope_join(uint64_t sender, uint64_t recipient)
{
	return sender * UINT64_C(0x9e3779b97f4a7c15) + recipient;
}

int
envelope_hash(uint64_t *out, struct store *store,
    const unsigned char fresh[ENVELOPE_KEY_LEN],
    const struct envelope_mail *mail, struct err *e)
{
	unsigned char key[ENVELOPE_KEY_LEN];

	if (secret(key, store, fresh, e) == -1)
		return -1;
	*out = envelope_join(hash(key, mail->sender),
	    hash(key, mail->recipient));
	return 0;
}
