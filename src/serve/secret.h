/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SECRET_H
#define DHF_SERVE_SECRET_H

struct err;

/*
 * secret - a password in a file of its own
 */
#define SECRET_SIZE 1024

/* Read the first line of a file, without what ends it.  -1 with *e: ERR_PERM if
 * the file is not there, others than its owner and its group can read it or
 * others than its owner write it, the line is empty, or too long. */
int secret_read(char out[SECRET_SIZE], const char *path, struct err *e);

#endif
