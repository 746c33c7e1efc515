/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/program.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
check(const char *path)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = EACCES;
		return -1;
	}
	return access(path, X_OK);
}

/* "dir/name", an empty dir being the current folder. */
static int
join(char out[PROGRAM_PATH_MAX], const char *dir, size_t len, const char *name)
{
	size_t n = strlen(name);

	if (len == 0) {
		dir = ".";
		len = 1;
	}
	if (len + n + 2 > PROGRAM_PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(out, dir, len);
	out[len] = '/';
	memcpy(out + len + 1, name, n + 1);
	return 0;
}

int
program_find(char out[PROGRAM_PATH_MAX], const char *name, const char *path)
{
	int why = ENOENT;
	size_t len;

	if (*name == '\0') {
		errno = ENOENT;
		return -1;
	}
	if (strchr(name, '/') != NULL) {
		len = strlen(name);
		if (len >= PROGRAM_PATH_MAX) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(out, name, len + 1);
		return check(out);
	}
	if (path == NULL)
		path = "/usr/bin:/bin";
	for (;; path += len + 1) {
		len = strcspn(path, ":");
		if (join(out, path, len, name) == 0 && check(out) == 0)
			return 0;
		if (errno != ENOENT && errno != ENOTDIR)
			why = errno;
		if (path[len] == '\0')
			break;
	}
	errno = why;
	return -1;
}
