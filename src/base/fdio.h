/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_FDIO_H
#define DHF_BASE_FDIO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * fdio - descriptors that other processes share, used without waiting long
 *
 * The descriptors are inherited and O_NONBLOCK belongs to the open file, not
 * to us, so it is never set: our neighbours would see it.  For processes of
 * one thread.
 */

/* Milliseconds, and microseconds, on a clock that only goes forward. */
int64_t fd_now_ms(void);
int64_t fd_now_us(void);

/* Write all of data, waiting at most timeout_ms (0: not at all, give or take
 * a tick) for fd to take it.  Up to PIPE_BUF bytes go into a pipe whole or
 * not at all, so that the lines of many processes never tear.  Never blocks
 * longer, even if another process fills the pipe just before us, and leaves
 * no SIGPIPE and no SIGXFSZ.  Signal mask, actions, pending signals and
 * ITIMER_REAL are as before; a running ITIMER_REAL loses the time spent here
 * and, if due meanwhile, fires on return.  Returns 0, or -1 with errno
 * ETIMEDOUT or that of write(2). */
int fd_write_within(int fd, const void *data, size_t len, unsigned timeout_ms);

/* read(2), waiting at most timeout_ms for something to read.  Returns the
 * number of bytes, 0 at the end of input, or -1 with errno ETIMEDOUT or that
 * of read(2).  To be used by the only reader of fd. */
ssize_t fd_read_within(int fd, void *data, size_t len, unsigned timeout_ms);

/* Open path for reading, close-on-exec, never as descriptor 0, 1 or 2: where
 * one of these was closed it stays so.  Returns the descriptor, or -1 with
 * errno. */
int fd_open_read(const char *path);

/* Move fd to a descriptor that is close-on-exec and never 0, 1 or 2, and close
 * it; -1 stays -1.  Returns -1 with errno if there is none. */
int fd_aside(int fd);

/* Make reads and writes of fd return at once: for whom it is open, too.
 * Returns 0, or -1 with errno. */
int fd_do_not_wait(int fd);

/* Close fd, or nothing if it is -1; errno stays. */
void fd_close(int fd);

#endif
