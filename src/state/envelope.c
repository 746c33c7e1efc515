/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/envelope.h"

#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/le.h"
#include "store/store.h"

_Static_assert(ENVELOPE_KEY_LEN == crypto_shorthash_KEYBYTES &&
    crypto_shorthash_BYTES == 8, "SipHash-2-4");

const struct store_bytes envelope_key = { "senvelope", 9 };

static int
secret(struct store *store, unsigned char out[ENVELOPE_KEY_LEN],
    struct err *e)
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
	if (sodium_init() == -1)
		return err_temp(e, 0, "no random numbers");
	randombytes_buf(out, ENVELOPE_KEY_LEN);
	r = (struct store_record){ { out, ENVELOPE_KEY_LEN }, STORE_NEVER, 0 };
	return store_put(store, envelope_key, &r, e);
}

int
envelope_hash(struct store *store, const char *address, uint64_t *out,
    struct err *e)
{
	unsigned char key[ENVELOPE_KEY_LEN], sum[crypto_shorthash_BYTES];

	if (secret(store, key, e) == -1)
		return -1;
	(void)crypto_shorthash(sum, (const unsigned char *)address,
	    strlen(address), key);
	*out = le_get64(sum);
	return 0;
}
