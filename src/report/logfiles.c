/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/logfiles.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/grow.h"

void
logfiles_free(struct logfiles *l)
{
	free(l->path);
	arena_free(&l->arena);
	*l = (struct logfiles){ .len = 0 };
}

static int
add(struct logfiles *l, const char *folder, const char *name, struct err *e)
{
	const size_t n = strlen(folder) + strlen(name) + 2;
	const char **more = grow_array(l->path, l->len, &l->cap,
	    sizeof(*more));
	char *path;

	if (more == NULL)
		return err_memory(e);
	l->path = more;
	if ((path = arena_alloc(&l->arena, n)) == NULL)
		return err_memory(e);
	(void)snprintf(path, n, "%s%s%s", folder, *folder != '\0' ? "/" : "",
	    name);
	l->path[l->len++] = path;
	return 0;
}

/* Whether a name is that of a whole log; what is half compressed ends in "t"
 * or has another name. */
static bool
is_log(const char *name)
{
	const size_t n = strlen(name);

	return *name == '@' && n > 2 && name[n - 2] == '.' &&
	    (name[n - 1] == 's' || name[n - 1] == 'u');
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
add_folder(struct logfiles *l, const char *folder, DIR *dir, struct err *e)
{
	const size_t first = l->len;
	const struct dirent *entry;
	bool current = false;

	while ((errno = 0, entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, "current") == 0)
			current = true;
		else if (is_log(entry->d_name) &&
		    add(l, folder, entry->d_name, e) == -1)
			return -1;
	}
	if (errno != 0)
		return err_temp(e, errno, "read %s", folder);
	if (l->len > first)
		qsort(l->path + first, l->len - first, sizeof(*l->path),
		    compare);
	if (current)
		return add(l, folder, "current", e);
	return l->len > first ? 0 : err_perm(e, 0, "%s: no log of multilog, "
	    "svlogd or s6-log is in this folder; name the files", folder);
}

int
logfiles_add(struct logfiles *l, const char *name, struct err *e)
{
	struct stat st;
	DIR *dir;
	int rc;

	if (strcmp(name, "-") == 0 || stat(name, &st) == -1 ||
	    !S_ISDIR(st.st_mode))
		return add(l, "", name, e);
	if ((dir = opendir(name)) == NULL)
		return err_temp(e, errno, "open %s", name);
	rc = add_folder(l, name, dir, e);
	(void)closedir(dir);
	return rc;
}

bool
logfiles_have(const struct logfiles *l, const char *path)
{
	struct stat at, log;
	size_t i;

	if (stat(path, &at) == -1)
		return false;
	for (i = 0; i < l->len; i++)
		if ((strcmp(l->path[i], "-") == 0 ? fstat(0, &log) :
		    stat(l->path[i], &log)) == 0 &&
		    log.st_dev == at.st_dev && log.st_ino == at.st_ino)
			return true;
	return false;
}

int
logfiles_moved(char *out, size_t cap, const char *path, unsigned long long ino)
{
	const char *slash = strrchr(path, '/');
	const struct dirent *entry;
	char folder[1024];
	DIR *dir;
	int n, found = 0;

	n = snprintf(folder, sizeof(folder), "%.*s", slash != NULL ?
	    (int)(slash - path) + 1 : 2, slash != NULL ? path : "./");
	if (n < 0 || (size_t)n >= sizeof(folder) ||
	    (dir = opendir(folder)) == NULL)
		return 0;
	while (!found && (entry = readdir(dir)) != NULL) {
		if (entry->d_ino != ino)
			continue;
		n = snprintf(out, cap, "%s%s", folder, entry->d_name);
		found = n > 0 && (size_t)n < cap;
	}
	(void)closedir(dir);
	return found;
}
