/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* the program's short name */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Linked into each program that tests/tools/coverage builds: where its counts
 * go, a file for each program and user in the folder COUNTS.  clang's runtime
 * reads this name, weak there, when it begins: %m tells programs of one name
 * apart, %c says that the file is mapped. */
char __llvm_profile_filename[512];

__attribute__((constructor(101))) static void
name_counts(void)
{
	(void)snprintf(__llvm_profile_filename,
	    sizeof(__llvm_profile_filename), COUNTS "/%s.%u.%%m%%c.profraw",
	    program_invocation_short_name, (unsigned)geteuid());
}

/* What the runtime, linked before this and so begun before it, has put into the
 * environment is nobody else's. */
__attribute__((constructor)) static void
hide_runtime(void)
{
	(void)unsetenv("__LLVM_PROFILE_RT_INIT_ONCE");
}
