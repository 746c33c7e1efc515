/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page of a store's file that is found good has all of its nodes inside, one
 * beside the other.
 */
#include "store/page.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum page_kind kinds[] = { PAGE_BRANCH, PAGE_LEAF };
	unsigned char bytes[SIZE] = { 0 };
	unsigned char used[SIZE] = { 0 };
	struct page p = { .data = bytes, .size = SIZE };
	const unsigned char *end = bytes + SIZE;
	struct page_node n;
	size_t i, at, len;

	if (size < 1 || size > SIZE + 1)
		return 0;
	p.kind = kinds[data[0] & 1];
	p.big = data[0] & 2;
	memcpy(bytes, data + 1, size - 1);
	if (page_check(&p, 0) != NULL)
		return 0;
	must(p.nodes <= SIZE / 8);
	for (i = 0; i < p.nodes; i++) {
		n = page_node(&p, i);
		must(n.key >= bytes + PAGE_START && n.key <= end &&
		    n.key_len <= (size_t)(end - n.key));
		len = p.kind == PAGE_BRANCH ? 0 :
		    n.big ? sizeof(size_t) : n.value_len;
		must(n.value == n.key + n.key_len &&
		    len <= (size_t)(end - n.value));
		must(!n.big || p.big);
		for (at = (size_t)(n.key - bytes) - 8;
		    at < (size_t)(n.value - bytes) + len; at++)
			must(used[at]++ == 0);
	}
	return 0;
}
