/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/logsink.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fdio.h"

/* Facility mail, severity info: RFC 5424 section 6.2.1. */
#define PRIORITY "<22>"
#define PRIORITY_LEN (sizeof(PRIORITY) - 1)

/* Longest line that is sent; a longer one is cut. */
#define LINE_MAX_SENT 3072

static bool
is_same_socket(int a, int b)
{
	struct stat one, other;

	return fstat(a, &one) == 0 && S_ISSOCK(one.st_mode) &&
	    fstat(b, &other) == 0 && one.st_dev == other.st_dev &&
	    one.st_ino == other.st_ino;
}

/* Send one datagram, without time and process: the log has its own clock, and
 * the line its pid=. */
static void
send_syslog(const char *line, size_t len, const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char text[PRIORITY_LEN + LINE_MAX_SENT];
	int fd;

	if (strlen(path) >= sizeof(a.sun_path))
		return;
	memcpy(a.sun_path, path, strlen(path) + 1);
	if (len > 0 && line[len - 1] == '\n')
		len--;
	if (len > LINE_MAX_SENT)
		len = LINE_MAX_SENT;
	memcpy(text, PRIORITY, PRIORITY_LEN);
	memcpy(text + PRIORITY_LEN, line, len);
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (fd == -1)
		return;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != -1 &&
	    fcntl(fd, F_SETFL, O_NONBLOCK) != -1 &&
	    connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
		(void)send(fd, text, PRIORITY_LEN + len, MSG_NOSIGNAL);
	(void)close(fd);
}

void
logsink_write(const char *line, size_t len, int client, unsigned ms,
    const char *syslog)
{
	if (is_same_socket(STDERR_FILENO, client))
		send_syslog(line, len, syslog);
	else
		(void)fd_write_within(STDERR_FILENO, line, len, ms);
}
