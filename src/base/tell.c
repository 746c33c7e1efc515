/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/tell.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Write a line if it is taken at once.  A socket, such as systemd's journal,
 * can be asked so; of a pipe poll(2) says whether PIPE_BUF bytes fit, and the
 * descriptor is shared with others, so it stays as it is. */
static bool
write_now(int fd, const char *line, size_t len)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	ssize_t n = send(fd, line, len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n == -1 && errno == ENOTSOCK) {
		if (poll(&p, 1, 0) != 1 || (p.revents & POLLOUT) == 0)
			return false;
		n = write(fd, line, len);
	}
	return n == (ssize_t)len;
}

/* Cut the line at its room, and make it printable.  Returns its length. */
static size_t
finish(char line[TELL_LINE], int len)
{
	size_t n = len < TELL_LINE - 1 ? (size_t)len : TELL_LINE - 2, i;

	for (i = 0; i < n; i++)
		if (line[i] < ' ' || line[i] > '~')
			line[i] = '?';
	line[n] = '\n';
	return n + 1;
}

void
tell_line(struct tell *t, const char *line, size_t len)
{
	if (t->lost > 0)
		tell(t, "a log that took nothing takes more");
	if (t->lost > 0 || !write_now(t->fd, line, len))
		t->lost++;
}

void
tell(struct tell *t, const char *fmt, ...)
{
	char line[TELL_LINE];
	int at, len;
	va_list ap;

	at = snprintf(line, sizeof(line), "%s: ", t->program);
	if (t->lost > 0)
		at += snprintf(line + at, sizeof(line) - (size_t)at,
		    "(%llu lines lost) ", (unsigned long long)t->lost);
	va_start(ap, fmt);
	len = vsnprintf(line + at, sizeof(line) - (size_t)at, fmt, ap);
	va_end(ap);
	if (write_now(t->fd, line, finish(line, at + (len > 0 ? len : 0))))
		t->lost = 0;
	else
		t->lost++;
}
