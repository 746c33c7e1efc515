/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is read from a line of a dump is written as a line that reads the same.
 */
#include "state/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"

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
	static struct text_record a, b;
	char line[TEXT_LINE_MAX + 1];
	struct buf out = { 0 };
	struct err e = { 0 };

	if (size > TEXT_LINE_MAX)
		return 0;
	memcpy(line, data, size);
	line[size] = '\0';
	if (text_parse(&a, line, &e) == -1) {
		must(e.class == ERR_PERM);
		return 0;
	}
	must(text_format(&out, key_bytes(&a.key), &a.record, &e) == 0);
	must(out.len <= TEXT_LINE_MAX && out.data[out.len - 1] == '\n');
	memcpy(line, out.data, out.len - 1);
	line[out.len - 1] = '\0';
	must(text_parse(&b, line, &e) == 0);
	must(a.key.len == b.key.len &&
	    memcmp(a.key.data, b.key.data, a.key.len) == 0);
	must(a.record.expires_s == b.record.expires_s);
	must(a.record.data.len == b.record.data.len && memcmp(a.data, b.data,
	    a.record.data.len) == 0);
	buf_free(&out);
	return 0;
}
