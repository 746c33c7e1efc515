/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is read as a receipt has twelve characters that count, is the same when
 * it is written, and no other character may take the place of one of them; what
 * is not read leaves the outputs alone and says why.
 */
#include "base/receipt_read.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define INPUT_MAX 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
check_read(const struct receipt *r, const char *canon)
{
	char again[RECEIPT_SIZE], other[RECEIPT_SIZE];
	struct receipt back;
	struct err e;
	size_t at;

	receipt_format(again, r);
	must(strcmp(again, canon) == 0);
	for (at = 0; at < RECEIPT_LEN; at++) {
		memcpy(other, canon, sizeof(other));
		other[at] = other[at] == 'Z' ? '0' : 'Z';
		must(receipt_read(&back, again, other, INT64_MAX / 2, &e) ==
		    -1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[INPUT_MAX + 1], canon[RECEIPT_SIZE] = "unchanged";
	struct receipt r = { 7, 7, 7 };
	struct err e = { 0 };

	if (size > INPUT_MAX)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (receipt_read(&r, canon, text, INT64_MAX / 2, &e) == 0) {
		check_read(&r, canon);
		return 0;
	}
	must(strcmp(canon, "unchanged") == 0 && r.minute == 7);
	must(e.class == ERR_PERM && e.msg[0] != '\0');
	return 0;
}
