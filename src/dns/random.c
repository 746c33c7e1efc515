/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/random.h"

#include <errno.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"

int
random_read(void *out, size_t len, struct err *e)
{
	static const char path[] = RANDOM_PATH;
	int fd = fd_open_read(path);
	ssize_t n;

	if (fd == -1)
		return err_temp(e, errno,
		    "open %s (without it DNS ids can be guessed)", path);
	n = read(fd, out, len);
	fd_close(fd);
	if (n != (ssize_t)len)
		return err_temp(e, n == -1 ? errno : 0, "read %s", path);
	return 0;
}
