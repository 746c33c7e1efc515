/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/printed.h"

#include <string.h>

#include "base/num.h"

const char *
printed_count(char out[PRINTED_SIZE], uint64_t n)
{
	char digits[21], *to = out;
	unsigned len = num_format(n, digits), i;

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return out;
}

void
printed_text(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		(void)putc(*text >= ' ' && *text <= '~' ? *text : '?', out);
}

void
printed_column(FILE *out, const char *text, int width)
{
	int len = (int)strlen(text);

	printed_text(out, text);
	if (len < width)
		(void)fprintf(out, "%*s", width - len, "");
}
