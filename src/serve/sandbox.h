/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SANDBOX_H
#define DHF_SERVE_SANDBOX_H

#include <uv.h>

struct err;

/*
 * sandbox - what a daemon may ask of the kernel from now on
 *
 * A list of system calls; others fail with ENOSYS, as on an old kernel, so
 * that a C library falls back where it can.  No program can be run, no memory
 * become executable, no process be traced, nobody else's rights be gained.
 */

/* Make a loop that will do with it: from here on this thread, and those that it
 * begins, can't use io_uring, and gain no rights.  -1 with *e ERR_TEMP. */
int sandbox_loop(uv_loop_t *loop, struct err *e);

/* Enter it, threads and all.  Returns 0, or -1 with *e ERR_PERM: the kernel has
 * no seccomp, or this system is another, or a sanitizer is at work, which does
 * what we do not; rights can't be gained on Linux then, either. */
int sandbox_enter(struct err *e);

#endif
