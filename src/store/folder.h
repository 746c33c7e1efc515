/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_FOLDER_H
#define DHF_STORE_FOLDER_H

#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * folder - the folder of a store: whose it is, and names in it
 */
#define FOLDER_PATH_SIZE 4096

/* Lock dir/lock, which is made if need be, for this process.  Returns the
 * descriptor that holds the lock, until it is closed; or -1 with *e: ERR_PERM
 * if another process has it or the folder can't be used, else ERR_TEMP. */
int folder_lock(const char *dir, struct err *e);

/* Write dir/name to out; -1 with *e ERR_PERM if it is too long. */
int folder_path(char out[FOLDER_PATH_SIZE], const char *dir, const char *name,
    struct err *e);

/* Rename path to path.why-TIME, TIME being now_s as 20270131T235959Z, with -2,
 * -3 ... behind it where there is such a file already; out is the new path.
 * -1 with *e ERR_TEMP. */
int folder_aside(char out[FOLDER_PATH_SIZE], const char *path,
    const char *why, int64_t now_s, struct err *e);

/* fsync(2) dir, so that new names in it stay.  -1 with *e. */
int folder_sync(const char *dir, struct err *e);

#endif
