/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_LOGFILES_H
#define DHF_REPORT_LOGFILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct err;

/*
 * logfiles - which files the names on a command line mean
 *
 * A folder is one of multilog(8), svlogd(8) or s6-log(8): the logs in it that
 * begin with "@", oldest first, and "current".
 */
struct logfiles {
	struct arena arena;
	const char **path; /* owned; the names in it are the arena's */
	size_t len, cap;
};

void logfiles_free(struct logfiles *l);

/* Add what a name means.  -1 with *e: ERR_TEMP if a folder can't be read or
 * memory ran out, ERR_PERM if it has no logs. */
int logfiles_add(struct logfiles *l, const char *name, struct err *e);

/* Whether the file at path is one of them, under whatever name. */
bool logfiles_have(const struct logfiles *l, const char *path);

/* The file in the folder of path that has this number, written to out of cap
 * octets: where a log is after it was moved away.  Returns 1, or 0 if there is
 * none. */
int logfiles_moved(char *out, size_t cap, const char *path,
    unsigned long long ino);

#endif
