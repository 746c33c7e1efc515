/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_KNOCK_H
#define DHF_SERVE_KNOCK_H

/*
 * knock - the UNIX socket of another daemon, for a loop that never waits
 *
 * base/dial.h is the same for a program that can wait.
 */

/* Connect to path, of type SOCK_STREAM or SOCK_SEQPACKET.  Returns the
 * descriptor, the caller's, close-on-exec and without waiting; or -1 with
 * errno: EAGAIN, too many wait for a daemon that is stopped. */
int knock(const char *path, int type);

#endif
