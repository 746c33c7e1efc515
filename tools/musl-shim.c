/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What archives that were made for glibc ask of the C library and musl does
 * not have.  tools/static puts it into a filter that is linked with musl from
 * the system's own libpcre2-8.a and libcares.a, which the system's compiler
 * made with _FORTIFY_SOURCE: hence the functions that check a length first.
 * They end the process where glibc's do.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/select.h>
#include <sys/types.h>

void *__memcpy_chk(void *to, const void *from, size_t n, size_t room);
int __sprintf_chk(char *to, int flag, size_t room, const char *fmt, ...);
int __snprintf_chk(char *to, size_t n, int flag, size_t room, const char *fmt,
    ...);
long __fdelt_chk(long fd);
unsigned long __isoc23_strtoul(const char *s, char **end, int base);
void arc4random_buf(void *to, size_t n);

/* memcpy with _FORTIFY_SOURCE: PCRE2, c-ares. */
void *
__memcpy_chk(void *to, const void *from, size_t n, size_t room)
{
	if (n > room)
		abort();
	return memcpy(to, from, n);
}

/* sprintf with _FORTIFY_SOURCE: c-ares 1.18. */
int
__sprintf_chk(char *to, int flag, size_t room, const char *fmt, ...)
{
	va_list ap;
	int n;

	(void)flag;
	va_start(ap, fmt);
	n = vsnprintf(to, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		abort();
	return n;
}

/* snprintf with _FORTIFY_SOURCE: c-ares 1.34.  A text that is too long is cut,
 * as by snprintf; only a wrong n ends the process. */
int
__snprintf_chk(char *to, size_t n, int flag, size_t room, const char *fmt, ...)
{
	va_list ap;
	int len;

	(void)flag;
	if (n > room)
		abort();
	va_start(ap, fmt);
	len = vsnprintf(to, n, fmt, ap);
	va_end(ap);
	return len;
}

/* FD_SET with _FORTIFY_SOURCE: c-ares. */
long
__fdelt_chk(long fd)
{
	if (fd < 0 || fd >= FD_SETSIZE)
		abort();
	return fd / (long)(8 * sizeof(long));
}

/* strtoul for C23, which takes 0b101 where the base is 0 or 2: c-ares 1.34
 * reads decimal numbers only, so the older one does. */
unsigned long
__isoc23_strtoul(const char *s, char **end, int base)
{
	return strtoul(s, end, base);
}

/* Random bytes: c-ares 1.34 draws the ids of questions from it, and glibc's
 * never fails.  Ids that can be guessed would let others answer, so no bytes
 * are the end. */
void
arc4random_buf(void *to, size_t n)
{
	unsigned char *p = to;
	ssize_t got;

	while (n > 0) {
		got = getrandom(p, n < 256 ? n : 256, 0);
		if (got <= 0)
			abort();
		p += got;
		n -= (size_t)got;
	}
}
