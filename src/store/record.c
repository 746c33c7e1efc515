/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/record.h"

#include <sodium.h>
#include <string.h>

#include "base/le.h"

/* bytes is a record whose checksum is not counted. */
static uint32_t
checksum(struct store_bytes key, const unsigned char *bytes, size_t len)
{
	static const unsigned char zero[crypto_shorthash_KEYBYTES];
	unsigned char all[STORE_KEY_MAX + RECORD_MAX];
	unsigned char sum[crypto_shorthash_BYTES];

	memcpy(all, key.data, key.len);
	memcpy(all + key.len, bytes, len);
	memset(all + key.len + 1, 0, 4);
	(void)crypto_shorthash(sum, all, key.len + len, zero);
	return le_get32(sum);
}

size_t
record_encode(unsigned char out[RECORD_MAX], struct store_bytes key,
    const struct store_record *r)
{
	size_t len = RECORD_HEAD + r->data.len;

	if (key.len > STORE_KEY_MAX || r->data.len > STORE_VALUE_MAX)
		return 0;
	out[0] = (unsigned char)r->version;
	le_put64(out + 5, (uint64_t)r->expires_s);
	if (r->data.len > 0)
		memcpy(out + RECORD_HEAD, r->data.data, r->data.len);
	le_put32(out + 1, checksum(key, out, len));
	return len;
}

bool
record_decode(struct store_record *r, struct store_bytes key,
    struct store_bytes bytes)
{
	const unsigned char *b = bytes.data;

	if (bytes.len < RECORD_HEAD || bytes.len > RECORD_MAX ||
	    key.len > STORE_KEY_MAX ||
	    le_get32(b + 1) != checksum(key, b, bytes.len))
		return false;
	r->version = b[0];
	r->expires_s = (int64_t)le_get64(b + 5);
	r->data.data = b + RECORD_HEAD;
	r->data.len = bytes.len - RECORD_HEAD;
	return true;
}
