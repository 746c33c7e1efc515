/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise(2) */
#else
#undef _XOPEN_SOURCE /* BSD has it besides POSIX */
#endif
#include "door/resident.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* The linker's, ours and LLVM's: where the program begins and its code ends. */
extern char __executable_start[], etext[];

void
resident_release(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t len = (uintptr_t)etext - (uintptr_t)__executable_start;

	(void)madvise(__executable_start, len / page * page, MADV_DONTNEED);
}
