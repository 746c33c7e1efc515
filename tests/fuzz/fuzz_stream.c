/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In whatever pieces a stream comes, the same messages come out of it: those
 * that a plain walk over the whole of it finds, in order and with nothing
 * between them.
 */
#include "dns/stream.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_MAX 8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

/* The next message of the walk, not empty; 0 if none is whole. */
static size_t
walk(const uint8_t *bytes, size_t size, size_t *at)
{
	size_t len = 0;

	while (len == 0 && size - *at >= 2) {
		len = (size_t)bytes[*at] << 8 | bytes[*at + 1];
		if (size - *at - 2 < len)
			return 0;
		*at += 2 + len;
	}
	return len;
}

/* The first byte says into what pieces, a seed for a small generator. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stream s = { { 0 }, 0, NULL };
	struct message m = { NULL, 0, 0, false };
	size_t at = 0, done = 0, len, piece, left;
	const unsigned char *next;
	uint32_t seed;

	if (size < 1 || size > STREAM_MAX)
		return 0;
	seed = *data++;
	size--;
	while (done < size) {
		seed = seed * 1103515245u + 12345u;
		piece = 1 + (seed >> 16) % ((seed & 1) != 0 ? 3 : 700);
		left = piece = piece < size - done ? piece : size - done;
		next = data + done;
		while (stream_next(&s, &m, &next, &left)) {
			len = walk(data, size, &at);
			must(len == m.len && len > 0);
			must(memcmp(m.data, data + at - len, len) == 0);
		}
		must(left == 0 && next == data + done + piece);
		done += piece;
		must(at <= done);
	}
	must(walk(data, size, &at) == 0);
	stream_free(&s);
	must(s.message == NULL && s.have == 0);
	return 0;
}
