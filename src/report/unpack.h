/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_UNPACK_H
#define DHF_REPORT_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct err;

/*
 * unpack - logs that were compressed, by the operator's own programs
 *
 * gzip, xz, zstd and bzip2, by the first octets and not the name: multilog(8)
 * leaves names of compressed logs as they are.  The program is found on PATH
 * and run without a shell, the file its standard input.
 */
#define UNPACK_MAGIC 6 /* octets that tell */

/* The program that reads a file with these first octets, NULL if it is not
 * compressed. */
const char *unpack_program(const unsigned char *head, size_t len);

/* Whether they are of an archive, or packed, as none of these reads it: zip,
 * 7z, lz4. */
bool unpack_never(const unsigned char *head, size_t len);

/* Run it on a file open for reading, at its beginning.  Returns a descriptor to
 * read from, the caller's to close, and the child; or -1 with *e, ERR_PERM if
 * there is no such program. */
int unpack_start(pid_t *child, const char *program, int fd, struct err *e);

/* Wait for it, once its output was read or closed.  -1 with *e if it failed;
 * whole says that all was read, else it may have been stopped by us. */
int unpack_end(pid_t child, const char *program, int whole, struct err *e);

#endif
