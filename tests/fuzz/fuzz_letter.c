/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Letters of anybody: one that is whole is written again as the same octets,
 * each shorter piece of it is a part, and what follows it is of no matter.
 */
#include "wire/letter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char out[LETTER_MAX];
	struct letter l, again;
	size_t used = SIZE_MAX, less;

	if (letter_unpack(&l, &used, data, size) != LETTER_WHOLE)
		return 0;
	if (used > size || used > LETTER_MAX || letter_pack(out, &l) != used)
		abort();
	/* of a short address more octets go over the wire than count */
	if (letter_unpack(&again, &less, out, used) != LETTER_WHOLE ||
	    less != used || ip_compare(&l.ip, &again.ip) != 0)
		abort();
	if (l.ip.bits != 32 && memcmp(out, data, used) != 0)
		abort();
	if (letter_unpack(&again, &less, data, used - 1) != LETTER_PART ||
	    letter_unpack(&again, &less, data, used / 2) != LETTER_PART)
		abort();
	return 0;
}
