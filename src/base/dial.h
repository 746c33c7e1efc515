/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_DIAL_H
#define DHF_BASE_DIAL_H

struct err;

/*
 * dial - the UNIX socket of a daemon, which may be stopped
 *
 * Whoever connects to a process that does not run waits for ever: the kernel
 * takes the connection, and what is written to it.  Here each wait ends.
 */
enum dial_answer {
	DIAL_CONNECTED,
	DIAL_NOBODY, /* no socket is there, or nobody listens; *e says so */
	DIAL_FAILED  /* with *e */
};

/* Connect to path, of type SOCK_STREAM or SOCK_SEQPACKET.  *fd is the
 * caller's, close-on-exec; it waits for at most wait_s, here and each time that
 * it is read or written, which fails with EAGAIN then.  *e: ERR_PERM, path is
 * too long, or we may not; else ERR_TEMP. */
enum dial_answer dial(int *fd, const char *path, int type, unsigned wait_s,
    struct err *e);

/* Fill *e, ERR_TEMP, when that was too long: it names the process at the other
 * end of fd, if the kernel knows it.  Returns -1. */
int dial_silent(struct err *e, int fd, const char *path, unsigned wait_s);

#endif
