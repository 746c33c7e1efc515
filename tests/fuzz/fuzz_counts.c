/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever is sent as the line of a filter: what is told to Prometheus keeps to
 * its form, and of rules, of which there are none, none has a name.
 */
#include "serve/counts.h"

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
	static const char head[] = "dyn-host-filter: pid=1 ";
	struct buf out = { 0 }, line = { 0 };
	struct counts *c;
	const char *at;
	struct err e;
	size_t i;

	must((c = counts_new(&e)) != NULL);
	buf_add_text(&line, head);
	buf_add(&line, data, size);
	(void)counts_line(c, (const char *)data, size, 1);
	(void)counts_line(c, (const char *)line.data, line.len, 2);
	counts_write(&out, c);
	must((at = buf_text(&out)) != NULL && strlen(at) == out.len);
	for (i = 0; i < out.len; i++)
		must(at[i] == '\n' || (at[i] >= ' ' && at[i] <= '~'));
	must(at[out.len - 1] == '\n');
	while ((at = strstr(at, "reason=\"rule\"")) != NULL) {
		must(memcmp(at - 13, "rule=\"other\",", 13) == 0);
		at++;
	}
	buf_free(&out);
	buf_free(&line);
	counts_free(c);
	return 0;
}
