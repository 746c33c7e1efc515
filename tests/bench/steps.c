/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * steps [-s FILE] PROGRAM [ARGUMENT...] - count what a program does until it
 * runs another one, or ends
 *
 * Prints "INSTRUCTIONS user instructions": single steps under ptrace(2), so
 * the same for the same binary and input on any Linux, whatever else the
 * machine is doing.  -s writes the address of every instruction to FILE.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static void
die(const char *what)
{
	(void)fprintf(stderr, "steps: %s: %s\n", what, strerror(errno));
	exit(111);
}

static void
address(FILE *out, pid_t pid)
{
#ifdef __x86_64__
	struct user_regs_struct regs;

	if (out != NULL && ptrace(PTRACE_GETREGS, pid, NULL, &regs) == 0)
		(void)fprintf(out, "%llx\n", regs.rip);
#else
	(void)out;
	(void)pid;
#endif
}

/* Step until the next exec or the end; how many steps that took. */
static unsigned long
count(pid_t pid, FILE *out)
{
	unsigned long n = 0;
	int status;

	for (;;) {
		long sig = 0;

		if (waitpid(pid, &status, 0) == -1)
			die("wait");
		if (WIFEXITED(status) || WIFSIGNALED(status))
			return n;
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8) && n > 0)
			return n;
		if (WSTOPSIG(status) != SIGTRAP)
			sig = WSTOPSIG(status);
		address(out, pid);
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, sig) == -1)
			die("step");
		n++;
	}
}

int
main(int argc, char *argv[])
{
	FILE *out = NULL;
	int status;
	pid_t pid;

	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		if ((out = fopen(argv[2], "w")) == NULL)
			die(argv[2]);
		argc -= 2;
		argv += 2;
	}
	if (argc < 2) {
		(void)fprintf(stderr, "usage: steps [-s file] program ...\n");
		return 100;
	}
	if ((pid = fork()) == -1)
		die("fork");
	if (pid == 0) {
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		(void)raise(SIGSTOP);
		(void)execvp(argv[1], argv + 1);
		_exit(111);
	}
	if (waitpid(pid, &status, 0) == -1 ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
	    PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) == -1 ||
	    ptrace(PTRACE_CONT, pid, NULL, NULL) == -1 ||
	    waitpid(pid, &status, 0) == -1 ||
	    ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) == -1)
		die("trace");
	(void)printf("%lu user instructions\n", count(pid, out));
	if (out != NULL)
		(void)fclose(out);
	(void)kill(pid, SIGKILL);
	return 0;
}
