/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A name that is one has letters, digits, "-" and "_" in labels of 1 to 63
 * bytes, in lower case, and its last label is neither a number nor localhost;
 * and a normal name stays as it is.
 */
#include "name/host.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 600

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static int
is_ldh(const char *name)
{
	static const char ldh[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t len;

	for (;; name += len + 1) {
		len = strspn(name, ldh);
		if (len < 1 || len > 63)
			return 0;
		if (name[len] == '\0')
			return 1;
		if (name[len] != '.')
			return 0;
	}
}

static int
is_public(const char *name)
{
	const char *dot = strrchr(name, '.');
	const char *last = dot != NULL ? dot + 1 : name;

	return last[strspn(last, "0123456789")] != '\0' &&
	    strcmp(last, "localhost") != 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[INPUT_MAX + 1], one[HOST_MAX + 1], two[HOST_MAX + 1];
	size_t len, again, full, i;
	enum host_form form;

	if (size > INPUT_MAX)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	full = strlen(text);
	full -= full > 0 && text[full - 1] == '.';
	form = host_normalise(one, &len, text);
	must(len == strlen(one));
	must((form == HOST_NONE) == (full == 0));
	must((form == HOST_LONG) == (full > HOST_MAX));
	if (form == HOST_NONE || form == HOST_LONG) {
		must(len == 0);
		return 0;
	}
	must(len == full);
	must((form == HOST_NAME) == (is_ldh(one) && is_public(one)));
	for (i = 0; i < len; i++) {
		must(one[i] < 'A' || one[i] > 'Z');
		must(one[i] == text[i] || one[i] == text[i] + 32);
	}
	if (one[len - 1] == '.') /* only an odd name: it loses one a time */
		return 0;
	must(host_normalise(two, &again, one) == form);
	must(again == len && memcmp(one, two, len) == 0);
	return 0;
}
