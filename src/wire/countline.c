/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/countline.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/num.h"

#define WORD " dns_us="

void
countline_send(const char *path, const char *line, size_t len, uint64_t dns_us)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const size_t n = strlen(path);
	char text[COUNTLINE_MAX];
	int fd;

	if (n + sizeof(COUNTLINE_SUFFIX) > sizeof(to.sun_path) ||
	    len > COUNTLINE_MAX - sizeof(WORD) - 21)
		return;
	memcpy(to.sun_path, path, n);
	memcpy(to.sun_path + n, COUNTLINE_SUFFIX, sizeof(COUNTLINE_SUFFIX));
	memcpy(text, line, len);
	if (len > 0 && text[len - 1] == '\n')
		len--;
	if (dns_us > 0) {
		memcpy(text + len, WORD, sizeof(WORD) - 1);
		len += sizeof(WORD) - 1;
		len += num_format(dns_us, text + len);
	}
	if ((fd = socket(AF_UNIX, SOCK_DGRAM, 0)) == -1)
		return;
	(void)sendto(fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL,
	    (const struct sockaddr *)&to, sizeof(to));
	(void)close(fd);
}
