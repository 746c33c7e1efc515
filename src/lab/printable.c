/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/printable.h"

void
printable_put(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		(void)putc_unlocked(*text >= ' ' && *text <= '~' ? *text : '?',
		    out);
}
