/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/diag.h"

#include <stdarg.h>

static void say(struct diag *d, const struct place *at, const char *kind,
    const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

static void
say(struct diag *d, const struct place *at, const char *kind, const char *fmt,
    va_list ap)
{
	char line[1024], *p;

	(void)vsnprintf(line, sizeof(line), fmt, ap);
	for (p = line; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	(void)fprintf(d->out, "%s:%u:%u: %s%s\n", at->file, at->line,
	    at->column, kind, line);
}

void
diag_error(struct diag *d, const struct place *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(d, at, "", fmt, ap);
	va_end(ap);
	d->errors++;
}

void
diag_warn(struct diag *d, const struct place *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(d, at, "warning: ", fmt, ap);
	va_end(ap);
	d->warnings++;
}
