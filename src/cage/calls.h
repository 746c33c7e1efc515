/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_CAGE_CALLS_H
#define DHF_CAGE_CALLS_H

#include <stddef.h>

/*
 * calls - system calls by their numbers, and no others (seccomp(2))
 *
 * For who cannot wait for libseccomp, or has none: see cage/syscalls.h for all
 * others.
 */
#define CALLS_MAX 200

/* From now on this thread and those that it begins can make the system calls
 * of these numbers; others fail with ENOSYS, and those of another architecture
 * end the process.  Of fcntl's commands those that have signals sent to other
 * processes fail, too.  To be called when no rights can be gained any more.
 * Returns 0 or, on a machine whose name for the kernel is not known here, 1,
 * nothing being changed; or -1 with errno. */
int calls_limit(const int *number, size_t count);

#endif
