/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_GROW_H
#define DHF_BASE_GROW_H

#include <stddef.h>

/* Make sure that a heap array of *cap items of size bytes has room for one
 * more than len.  Returns the array, moved if need be, and updates *cap; or
 * NULL if memory ran out, the array being as it was. */
void *grow_array(void *array, size_t len, size_t *cap, size_t size);

#endif
