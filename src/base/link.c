/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/link.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/err.h"

static enum link_answer
fail(int rc)
{
	(void)rc; /* *e is filled */
	return LINK_FAILED;
}

enum link_answer
link_step(char path[LINK_PATH_SIZE], unsigned *steps, struct err *e)
{
	char target[LINK_PATH_SIZE];
	const char *slash = strrchr(path, '/');
	size_t dir = slash != NULL ? (size_t)(slash - path) + 1 : 0;
	ssize_t len = readlink(path, target, sizeof(target));

	/* EINVAL: no link.  A folder that is not there, or is none, is for
	 * those to tell who open the file. */
	if (len == -1 && (errno == EINVAL || errno == ENOENT ||
	    errno == ENOTDIR))
		return LINK_NONE;
	if (len == -1)
		return fail(err_temp(e, errno, "follow %s", path));
	if ((*steps)++ == LINK_STEPS)
		return fail(err_perm(e, ELOOP, "follow %s", path));
	if (len > 0 && target[0] == '/')
		dir = 0;
	if (dir + (size_t)len >= LINK_PATH_SIZE)
		return fail(err_perm(e, 0, "%.64s... leads to a path too long",
		    path));
	memcpy(path + dir, target, (size_t)len);
	path[dir + (size_t)len] = '\0';
	return LINK_STEP;
}
