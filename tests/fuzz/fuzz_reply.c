/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a template, a name and a rule hold, a reply is one printable line
 * of at most 512 bytes that ends in CRLF and begins with its code.
 */
#include "smtp/reply.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define PARTS 5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_be_line(const char *line, size_t len)
{
	size_t i;

	must(len >= 2 && len <= REPLY_LINE_MAX);
	must(memcmp(line + len - 2, "\r\n", 2) == 0);
	for (i = 0; i + 2 < len; i++)
		must(line[i] >= ' ' && line[i] <= '~');
}

/* Code from the first two bytes, then strings that NULs divide. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[REPLY_LINE_MAX], text[REPLY_LINE_MAX], *copy, *part[PARTS];
	struct reply_words words;
	struct reply r;
	struct err e = { 0 };
	size_t len, i, at = 2, cap;

	if (size < 2 || (copy = calloc(size + PARTS, 1)) == NULL)
		return 0;
	memcpy(copy, data, size);
	for (i = 0; i < PARTS; i++) {
		part[i] = copy + at;
		at += at < size ? strlen(part[i]) + 1 : 0;
	}
	words = (struct reply_words){ .address = data[0] & 1 ? part[1] : NULL,
		.host = data[0] & 2 ? part[2] : NULL,
		.rule = data[0] & 4 ? part[3] : NULL,
		.text = data[0] & 8 ? part[4] : NULL };
	cap = 1 + data[1] * 2u;
	len = reply_expand(text, cap, part[0], &words);
	must(len < cap && len == strlen(text));
	for (i = 0; i < len; i++)
		must(text[i] >= ' ' && text[i] <= '~');
	r = (struct reply){ 350 + data[1] * 1u, part[3], part[0] };
	if (reply_format(line, &len, &r, &e) == 0) {
		must_be_line(line, len);
		must(r.code >= 400 && r.code <= 599);
		must(line[0] == (char)('0' + r.code / 100));
		must(line[3] == ' ' || line[3] == '\r');
	} else {
		must(e.class == ERR_PERM);
	}
	len = reply_join(line, (const char *const *)part, PARTS);
	must_be_line(line, len);
	free(copy);
	return 0;
}
