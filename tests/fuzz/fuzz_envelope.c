/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a client says: an address that was heard is a piece of its line,
 * but for the case of its domain, without a control byte, and not too long;
 * one that was not heard leaves nothing.  Said again with angle brackets it
 * is heard again.
 */
#include "smtp/envelope.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int
stands_in(const char *address, const char *line, size_t len)
{
	size_t n = strlen(address), i, k;

	for (i = 0; i + n <= len; i++) {
		for (k = 0; k < n && lower(address[k]) == lower(line[i + k]);)
			k++;
		if (k == n)
			return 1;
	}
	return 0;
}

static void
check_address(const char *address, const char *line, size_t len)
{
	char again[COMMAND_MAX] = " FROM:<", out[ENVELOPE_ADDRESS_MAX + 1];
	size_t n = strlen(address), i;

	must(n <= ENVELOPE_ADDRESS_MAX);
	for (i = 0; i < n; i++)
		must((unsigned char)address[i] >= ' ' && address[i] != 0x7f);
	must(stands_in(address, line, len));
	if (strchr(address, '<') != NULL || strchr(address, '>') != NULL ||
	    strchr(address, ' ') != NULL || address[0] == '@')
		return; /* quoted, or odd */
	strcat(again, address);
	strcat(again, "> SIZE=1");
	must(envelope_address(out, again, strlen(again), "FROM"));
	must(strcmp(out, address) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct envelope v = { 0 }, was;
	const char *line = (const char *)data, *end;
	size_t len;

	for (; size > 0; size -= len + 1, line += len + 1) {
		end = memchr(line, '\n', size);
		len = end == NULL ? size : (size_t)(end - line);
		len = len < COMMAND_MAX ? len : COMMAND_MAX;
		was = v;
		envelope_hear(&v, line, len);
		must(!was.has_recipient || memcmp(&v, &was, sizeof(v)) == 0);
		must(v.has_sender || v.sender[0] == '\0');
		must(v.has_recipient == (v.recipient[0] != '\0'));
		if (v.has_sender &&
		    (!was.has_sender || strcmp(v.sender, was.sender) != 0))
			check_address(v.sender, line, len);
		if (v.has_recipient && !was.has_recipient)
			check_address(v.recipient, line, len);
		if (len == size)
			break;
	}
	return 0;
}
