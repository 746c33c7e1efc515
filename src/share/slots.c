/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/slots.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"

/* Polynomial 1021 (hexadecimal), beginning with 0. */
static unsigned
crc16(const unsigned char *at, size_t len)
{
	unsigned crc = 0;
	int bit;

	for (; len > 0; len--, at++) {
		crc ^= (unsigned)*at << 8;
		for (bit = 0; bit < 8; bit++)
			crc = crc & 0x8000u ? crc << 1 ^ 0x1021u : crc << 1;
		crc &= 0xffffu;
	}
	return crc;
}

unsigned
slots_of(const void *key, size_t len)
{
	const unsigned char *text = key, *from, *to;

	from = memchr(text, '{', len);
	if (from != NULL) {
		from++;
		to = memchr(from, '}', len - (size_t)(from - text));
		if (to != NULL && to > from)
			return crc16(from, (size_t)(to - from)) % SLOTS;
	}
	return crc16(text, len) % SLOTS;
}

bool
slots_redirect_read(struct slots_redirect *out, const char *error)
{
	struct slots_redirect r = { .ask = false };
	const char *at, *colon;
	char number[8];
	struct err e;
	size_t len;

	if (strncmp(error, "MOVED ", 6) == 0) {
		at = error + 6;
	} else if (strncmp(error, "ASK ", 4) == 0) {
		r.ask = true;
		at = error + 4;
	} else {
		return false;
	}
	len = strcspn(at, " ");
	if (len >= sizeof(number) || at[len] != ' ')
		return false;
	memcpy(number, at, len);
	number[len] = '\0';
	at += len + 1;
	if (num_unsigned(&r.slot, number, SLOTS - 1, &e) == -1 ||
	    (colon = strrchr(at, ':')) == NULL ||
	    (size_t)(colon - at) >= sizeof(r.host) ||
	    num_unsigned(&r.port, colon + 1, 65535, &e) == -1)
		return false;
	memcpy(r.host, at, (size_t)(colon - at));
	*out = r;
	return true;
}
