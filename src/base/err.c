/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int fill(struct err *e, enum err_class class, int sys, const char *fmt,
    va_list ap) __attribute__((format(printf, 4, 0)));

static int
fill(struct err *e, enum err_class class, int sys, const char *fmt, va_list ap)
{
	size_t len;

	e->class = class;
	e->sys = sys;
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	if (sys == 0)
		return -1;
	len = strlen(e->msg);
	(void)snprintf(e->msg + len, sizeof(e->msg) - len, ": %s",
	    strerror(sys));
	return -1;
}

int
err_temp(struct err *e, int sys, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = fill(e, ERR_TEMP, sys, fmt, ap);
	va_end(ap);
	return rc;
}

int
err_perm(struct err *e, int sys, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = fill(e, ERR_PERM, sys, fmt, ap);
	va_end(ap);
	return rc;
}

int
err_memory(struct err *e)
{
	return err_temp(e, 0, "out of memory");
}

bool
err_passes(const struct err *e)
{
	static const int names[] = { ENOENT, ENOTDIR, EACCES, EPERM, ELOOP,
		ENAMETOOLONG, ENXIO };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (e->sys == names[i])
			return false;
	return e->class == ERR_TEMP;
}

void
err_escape(struct err *e)
{
	const struct err was = *e;
	const char *from = was.msg;
	size_t at = 0, room = sizeof(e->msg);

	for (; *from != '\0' && at + 1 < room; from++)
		if (*from >= ' ' && *from <= '~')
			e->msg[at++] = *from;
		else if (at + 4 >= room)
			break;
		else
			at += (size_t)snprintf(e->msg + at, room - at,
			    "\\%03o", (unsigned char)*from);
	e->msg[at] = '\0';
}

int
err_complain(struct err *e, const char *program)
{
	err_escape(e);
	(void)fflush(stdout);
	(void)fprintf(stderr, "%s: %s\n", program, e->msg);
	return err_status(e);
}

int
err_status(const struct err *e)
{
	switch (e->class) {
	case ERR_NONE:
		return 0;
	case ERR_TEMP:
		return 111;
	case ERR_PERM:
		break;
	}
	return 100;
}
