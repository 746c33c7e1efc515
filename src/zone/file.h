/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_FILE_H
#define DHF_ZONE_FILE_H

struct buf;
struct err;

/* Append all that is in the file at path, nothing if there is none.  -1 with
 * *e: ERR_TEMP if it can't be read, ERR_PERM if it is no file or of more than
 * a gigabyte. */
int file_read(struct buf *out, const char *path, struct err *e);

/* Append all that comes from fd; name is for messages.  Returns the same. */
int file_read_from(struct buf *out, int fd, const char *name, struct err *e);

#endif
