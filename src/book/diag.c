/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "book/diag.h"

#include <stdarg.h>
#include <string.h>

/* Longest message, NUL included. */
#define MESSAGE_SIZE 1024

static void say(struct diag *d, const struct place *at, const char *kind,
    const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));
static bool keep(struct diag *d, const struct place *at, const char *fmt,
    va_list ap) __attribute__((format(printf, 3, 0)));
static void skip(struct diag *d, const struct place *at, const char *fmt,
    va_list ap) __attribute__((format(printf, 3, 0)));

static void
say(struct diag *d, const struct place *at, const char *kind, const char *fmt,
    va_list ap)
{
	char line[MESSAGE_SIZE], *p;

	(void)vsnprintf(line, sizeof(line), fmt, ap);
	for (p = line; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	(void)fprintf(d->out, "%s:%u:%u: %s%s\n", at->file, at->line,
	    at->column, kind, line);
}

/* Keep a warning of an imported file.  Its kind is what it is printed by. */
static bool
keep(struct diag *d, const struct place *at, const char *fmt, va_list ap)
{
	char text[MESSAGE_SIZE];
	struct fold_kind what = { .file = at->file, .kind = fmt,
		.line = at->line, .column = at->column, .text = text };

	if (!fold_has(&d->fold, at->file))
		return false;
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	return fold_take(&d->fold, &what);
}

/* Note an error of a line that is left out. */
static void
skip(struct diag *d, const struct place *at, const char *fmt, va_list ap)
{
	if (d->skip.lines > 0 && d->skip.last.line == at->line &&
	    d->skip.last.file == at->file)
		return;
	d->skip.last = *at;
	if (d->skip.lines++ > 0)
		return;
	d->skip.first = *at;
	(void)vsnprintf(d->skip.why, sizeof(d->skip.why), fmt, ap);
}

void
diag_error(struct diag *d, const struct place *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (d->skip.on)
		skip(d, at, fmt, ap);
	else
		say(d, at, "", fmt, ap);
	va_end(ap);
	d->errors += !d->skip.on;
}

void
diag_warn(struct diag *d, const struct place *at, const char *fmt, ...)
{
	va_list ap;
	bool kept;

	va_start(ap, fmt);
	kept = keep(d, at, fmt, ap);
	va_end(ap);
	if (kept)
		return;
	va_start(ap, fmt);
	say(d, at, "warning: ", fmt, ap);
	va_end(ap);
	d->warnings++;
}

void
diag_import(struct diag *d, const char *file)
{
	fold_file(&d->fold, file);
}

void
diag_end(struct diag *d)
{
	struct fold kept = d->fold;
	size_t i;

	d->fold = (struct fold){ 0 }; /* from here on say them */
	for (i = 0; i < kept.kinds; i++) {
		const struct fold_kind *k = &kept.kind[i];
		const struct place at = { k->file, k->line, k->column };

		if (k->count == 1)
			diag_warn(d, &at, "%s", k->text);
		else
			diag_warn(d, &at, "%s (and %zu more like this in the "
			    "file)", k->text, k->count - 1);
	}
	fold_free(&kept);
}

void
diag_skip_begin(struct diag *d)
{
	d->skip.on = true;
	d->skip.lines = 0;
}

void
diag_skip_end(struct diag *d)
{
	d->skip.on = false;
	if (d->skip.lines == 1)
		diag_warn(d, &d->skip.first, "the line is left out: %s",
		    d->skip.why);
	if (d->skip.lines > 1)
		diag_warn(d, &d->skip.first, "%zu lines are left out, this is "
		    "the first: %s", d->skip.lines, d->skip.why);
	d->skip.lines = 0;
}
