/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

void *
grow_array(void *array, size_t len, size_t *cap, size_t size)
{
	size_t want = *cap != 0 ? *cap * 2 : 64;
	void *grown;

	if (len < *cap)
		return array;
	if (want > SIZE_MAX / 2 / size ||
	    (grown = realloc(array, want * size)) == NULL)
		return NULL;
	*cap = want;
	return grown;
}
