/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule text: what the compiler accepts can be listed and asked, by the index
 * as without it, and compiles to the same bytes again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/asker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A client's name on the first line, then the rules. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nl = memchr(data, '\n', size);
	char name[300] = "", *text;
	size_t len = nl != NULL ? (size_t)(nl - data) : 0;

	if (nl == NULL || len >= sizeof(name) ||
	    (text = calloc(size + 1, 1)) == NULL)
		return 0;
	memcpy(name, data, len);
	memcpy(text, nl + 1, size - len - 1);
	/* Other files are fuzz_import's; one that includes itself takes long
	 * to be refused. */
	if (strstr(text, "include") == NULL && strstr(text, "file") == NULL) {
		asker_write("rules", nl + 1, size - len - 1);
		asker_check(name);
	}
	free(text);
	return 0;
}
