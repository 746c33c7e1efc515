/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A balancer's header in pieces of any size: whatever the pieces, the answer is
 * the same and no byte behind the header is asked for; of one that is whole
 * each shorter piece is a part.
 */
#include "wire/proxy.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Take all in pieces of at most piece bytes; *used: how many were taken. */
static enum proxy_answer
take(struct proxy *p, const uint8_t *data, size_t size, size_t piece,
    size_t *used)
{
	enum proxy_answer a = PROXY_PART;
	size_t n;

	memset(p, 0, sizeof(*p));
	for (*used = 0; *used < size && a == PROXY_PART; *used += n) {
		n = proxy_wants(p);
		if (n == 0 || n > 65535)
			abort();
		n = n < piece ? n : piece;
		n = n < size - *used ? n : size - *used;
		a = proxy_take(p, data + *used, n);
	}
	return a;
}

static int
is_whole(enum proxy_answer a)
{
	return a == PROXY_CLIENT || a == PROXY_OWN;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proxy one, other;
	enum proxy_answer a, b;
	size_t used, again, piece;

	if (size == 0)
		return 0;
	piece = data[0] + 1u;
	data++;
	size--;
	a = take(&one, data, size, SIZE_MAX, &used);
	b = take(&other, data, size, piece, &again);
	if (is_whole(a) != is_whole(b) || (is_whole(a) && (a != b ||
	    used != again || one.from_port != other.from_port ||
	    ip_compare(&one.from, &other.from) != 0 ||
	    ip_compare(&one.to, &other.to) != 0)))
		abort();
	if (!is_whole(a))
		return 0;
	if (one.from_port > 65535 || one.to_port > 65535 ||
	    !proxy_begins(data, used))
		abort();
	if (used > 1 && take(&other, data, used - 1, piece, &again) !=
	    PROXY_PART)
		abort();
	if (data[0] == 'P' && (used > PROXY_V1_MAX || data[used - 1] != '\n'))
		abort();
	return 0;
}
