/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_GEOCOPY_H
#define DHF_IMPORT_GEOCOPY_H

struct err;

/*
 * geocopy - a file as it is now, for whoever maps it
 *
 * A file that is written over while it is mapped ends the process with SIGBUS.
 * So it is copied to memory of our own first, which has a path as well.
 */
#define GEOCOPY_PATH 32

struct geocopy {
	int fd; /* -1: none */
	char path[GEOCOPY_PATH]; /* of the copy, while fd is open */
};

/* Copy the file at path.  Returns 0, or -1 with *e and fd -1: ERR_TEMP (memory,
 * descriptors, it can't be read), ERR_PERM (no such file, or it is none). */
int geocopy_open(struct geocopy *c, const char *path, struct err *e);

void geocopy_close(struct geocopy *c);

#endif
