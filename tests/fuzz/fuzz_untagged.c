/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An address without its tags is a text of no more bytes, in lower case, in the
 * same domain, with somebody before the "@" if somebody was there; one of BATV
 * before it changes nothing.
 */
#include "state/untagged.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 1000
#define TAG "prvs=4068eb2540="

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
lower(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text + ('a' - 'A'));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char address[INPUT_MAX + 1], tagged[sizeof(TAG) + INPUT_MAX];
	char out[UNTAGGED_SIZE], again[UNTAGGED_SIZE];
	const char *at, *domain;

	if (size > INPUT_MAX)
		return 0;
	memcpy(address, data, size);
	address[size] = '\0';
	(void)snprintf(tagged, sizeof(tagged), TAG "%s", address);
	memset(out, 'X', sizeof(out));
	untagged_address(out, address);
	must(memchr(out, '\0', sizeof(out)) != NULL);
	must(strlen(out) <= strlen(address));
	lower(address);
	at = strrchr(out, '@');
	domain = strrchr(address, '@');
	if (strlen(address) >= UNTAGGED_SIZE)
		return 0;
	must((at == NULL) == (domain == NULL));
	must(at == NULL || strcmp(at, domain) == 0);
	must((domain == address || *address == '\0') ==
	    (at == out || *out == '\0'));
	must(strspn(out, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 0);
	if (strlen(tagged) >= UNTAGGED_SIZE || *out == '\0' || at == out ||
	    strncmp(address, "prvs=", 5) == 0 ||
	    strncmp(address, "msprvs1=", 8) == 0 ||
	    strncmp(address, "btv1==", 6) == 0)
		return 0;
	untagged_address(again, tagged);
	must(strcmp(out, again) == 0);
	return 0;
}
