/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_CAGE_WITNESS_H
#define DHF_CAGE_WITNESS_H

/*
 * witness - a process that decides, and can do nothing else
 *
 * It reads what strangers sent: names, answers of DNS.  So from witness_enter
 * on it may read its memory, the files that a resolver needs and the shared
 * libraries, ask DNS and our daemon, and say what it found on descriptors that
 * are open; for at most WITNESS_CPU_S seconds of a processor and WITNESS_DATA
 * bytes of memory of its own.  It runs no program, begins no process, writes no
 * file, signals nobody, gains no rights.
 *
 * The list of system calls is a program of a hundred instructions of our own:
 * libseccomp takes longer to make one than all the rest of a decision, and is
 * there for no C library but the system's.
 */
#define WITNESS_CPU_S 2
#define WITNESS_DATA (64UL * 1024 * 1024)

/* Returns 0, or -1 with errno: it is not to be gone on.  Where the kernel has
 * no Landlock, or nobody has named the system calls of this machine, or a
 * sanitizer is at work, that part is left out. */
int witness_enter(void);

#endif
