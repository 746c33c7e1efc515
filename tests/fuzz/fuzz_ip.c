/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An address is accepted exactly if inet_pton(3) accepts it, zones aside, and
 * what is accepted reads the same when it has been written.
 */
#include "base/ip.h"

#include <arpa/inet.h>
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

/* What a text must be read as; 0 if it must be refused. */
static unsigned
expected(unsigned char octet[16], const char *text)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	char plain[INPUT_MAX + 1];
	size_t len = strcspn(text, "%");
	int zoned = text[len] == '%';

	memset(octet, 0, 16);
	memcpy(plain, text, len);
	plain[len] = '\0';
	if (zoned && text[len + 1] == '\0')
		return 0;
	if (inet_pton(AF_INET, plain, octet) == 1)
		return zoned ? 0 : 32;
	if (inet_pton(AF_INET6, plain, octet) != 1)
		return 0;
	if (zoned)
		return octet[0] == 0xfe && octet[1] >> 6 == 2 ? 128 : 0;
	if (memcmp(octet, mapped, 12) != 0)
		return 128;
	memcpy(octet, octet + 12, 4);
	memset(octet + 4, 0, 12);
	return 32;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ip a = { { 7 }, 7 }, was = a, b;
	char text[INPUT_MAX + 1], out[IP_TEXT_SIZE];
	unsigned char octet[16];
	struct err e = { 0 };
	unsigned bits;

	if (size > INPUT_MAX)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	bits = expected(octet, text);
	if (ip_parse(&a, text, &e) == -1) {
		must(bits == 0 && e.class == ERR_PERM);
		must(memcmp(&a, &was, sizeof(a)) == 0);
		return 0;
	}
	must(a.bits == bits && memcmp(a.octet, octet, 16) == 0);
	ip_format(&a, out);
	must(memchr(out, '\0', sizeof(out)) != NULL);
	must(ip_parse(&b, out, &e) == 0);
	must(ip_compare(&a, &b) == 0 && memcmp(&a, &b, sizeof(a)) == 0);
	return 0;
}
