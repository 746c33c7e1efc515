/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_CAGE_SYSCALLS_H
#define DHF_CAGE_SYSCALLS_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/*
 * syscalls - what a process may ask of the kernel from now on
 *
 * A list of system calls; others fail with ENOSYS, as on an old kernel, so that
 * a C library falls back where it can.  No rights can be gained any more by
 * running a program either.
 */

/* Names without conditions are NULL-terminated; what this kernel or
 * architecture does not have is passed over. */
struct syscalls_if {
	const char *name;
	unsigned argument;         /* from 0 ... */
	unsigned long mask, value; /* ... has value in the bits of mask */
};

/* Allow names and, where one of its conditions holds, each of ifs, in all
 * threads.  Returns 0, or -1 with *e ERR_PERM: the kernel has no seccomp, or
 * this system is another, or a sanitizer is at work, which does what we do
 * not; no rights can be gained then, either, on Linux. */
int syscalls_limit(const char *const *names, const struct syscalls_if *ifs,
    size_t count, struct err *e);

/* Whether this program can be shut in at all: Linux only, and no sanitizer is
 * at work, which wants to look at its own process at the end. */
bool syscalls_can(void);

/* Have one fail with ENOSYS, where that can be done, before a library begins to
 * use what it may not use later. */
void syscalls_deny(const char *name);

#endif
