/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_REPLACE_H
#define DHF_BASE_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* Put a file of len bytes and mode 0644 at path, whole or not at all: write
 * "path.tmp", fsync, rename, fsync the folder.  A symbolic link at path stays,
 * and the file that it leads to is replaced, or made if there is none: path is
 * that file's then, for "path.tmp", too.  Whoever has the old file open keeps
 * it.  A "path.tmp" left by a crash is taken over; one that another process is
 * writing is an error.  Returns 0, or -1 with *e ERR_TEMP, or ERR_PERM if path
 * is too long, its links lead in a circle, or what is there is no regular
 * file: it is there unchanged, unless the message says otherwise. */
int replace_file(const char *path, const void *data, size_t len,
    struct err *e);

/* Octets of a file's beginning that tell whose it is. */
#define REPLACE_HEAD 128

/* Whether a file of len octets or more begins as ours do. */
typedef bool replace_claims(const unsigned char *head, size_t len);

/* Look whether replace_file may put "what", whose beginning is told by claims,
 * at path: where nothing is, an empty file, or another of these.  What is no
 * regular file is left to replace_file.  Returns 0, or -1 with *e ERR_PERM if
 * a file of somebody else's is there, ERR_TEMP if it can't be read. */
int replace_check(const char *path, replace_claims *claims, const char *what,
    struct err *e);

#endif
