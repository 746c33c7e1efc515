/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/include.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/grow.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "lang/parse.h"

static enum parse_answer
include_file(struct rulebook *b, const char *path, const struct place *at,
    struct err *e)
{
	enum parse_answer answer = parse_file(b, path, e);

	if (answer == PARSE_WRONG)
		diag_error(b->diag, at, "%s: name another file or folder",
		    e->msg);
	return answer;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_conf(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && *name != '.' && strcmp(name + len - 5, ".conf") == 0;
}

/* The names of the folder's rule files, sorted. */
struct listing {
	const char **name; /* owned array, names borrowed from the arena */
	size_t len, cap;
	bool others; /* there are files that are none */
};

static int
listing_fill(struct listing *l, struct arena *a, DIR *dir, struct err *e)
{
	struct dirent *entry;
	const char **grown;

	while (errno = 0, (entry = readdir(dir)) != NULL) {
		if (!is_conf(entry->d_name)) {
			l->others = l->others || *entry->d_name != '.';
			continue;
		}
		grown = grow_array(l->name, l->len, &l->cap, sizeof(*grown));
		if (grown == NULL)
			return -1;
		l->name = grown;
		grown[l->len] = arena_copy(a, entry->d_name,
		    strlen(entry->d_name));
		if (grown[l->len] == NULL)
			return -1;
		l->len++;
	}
	if (errno != 0) /* no end, but a failure */
		return err_temp(e, errno, "read a folder");
	if (l->len > 0)
		qsort(l->name, l->len, sizeof(*l->name), by_name);
	return 0;
}

static enum parse_answer
include_folder(struct rulebook *b, const char *path, const struct place *at,
    struct err *e)
{
	enum parse_answer all = PARSE_OK, one = PARSE_OK;
	struct listing l = { 0 };
	DIR *dir = opendir(path);
	int failed = errno;
	char *base = arena_alloc(&b->arena, strlen(path) + 2);
	size_t i;

	if (dir == NULL) {
		(void)err_temp(e, failed, "open %s", path);
		if (err_passes(e))
			return PARSE_FAILED;
		diag_error(b->diag, at, "%s", e->msg);
		return PARSE_WRONG;
	}
	(void)err_memory(e); /* unless it says else */
	if (base == NULL || listing_fill(&l, &b->arena, dir, e) == -1) {
		all = one = PARSE_FAILED;
	} else {
		memcpy(base, path, strlen(path));
		base[strlen(path)] = '/';
	}
	(void)closedir(dir);
	if (l.len == 0 && l.others && one == PARSE_OK)
		diag_warn(b->diag, at, "no name in %.200s ends in .conf, so "
		    "nothing is included: give its files such names", path);
	for (i = 0; i < l.len && one != PARSE_FAILED; i++) {
		path = source_beside(&b->arena, base, l.name[i]);
		if (path == NULL)
			(void)err_memory(e);
		one = path != NULL ? include_file(b, path, at, e) :
		    PARSE_FAILED;
		if (one != PARSE_OK)
			all = one;
	}
	free(l.name);
	return all;
}

enum parse_answer
include_path(struct rulebook *b, const char *path, const struct place *at,
    struct err *e)
{
	struct stat st;

	if ((path = source_beside(&b->arena, at->file, path)) == NULL) {
		(void)err_memory(e);
		return PARSE_FAILED;
	}
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return include_folder(b, path, at, e);
	return include_file(b, path, at, e);
}
