/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fail-call - run a command and let one of a program's system calls fail
 *
 *	fail-call [-c CALL -n NUMBER -e ERRNO] [-l LIST] PROGRAM COMMAND
 *	    [ARGUMENT ...]
 *
 * Counts the system calls of all processes of the command that execute
 * PROGRAM.  Of the calls named CALL the one with this NUMBER, from 1 on, is not
 * made: it returns ERRNO, a number; 0: it never returns, unless a signal comes.
 * LIST gets the calls counted, a line each: the name and the first argument.
 *
 * Not counted: what the dynamic linker calls, and what can't fail or ends the
 * process.  Ends as the command does (128 and the signal, if one killed it);
 * 125: it can't be run so; 126: it left processes behind.  SIGTERM is passed
 * on to the command.
 *
 * Linux tells us of each call by seccomp's user notification
 * (seccomp_unotify(2)), on any architecture.  The filter is inherited by what
 * the command starts, and outlives exec.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEFT_MS 2000 /* for processes that the command leaves */

/* Which cannot fail but for wrong arguments, or end what they are called by. */
static const char *const spared[] = { "exit", "exit_group", "rt_sigreturn",
	"arch_prctl", "set_tid_address", "set_robust_list", "rseq", "getpid",
	"gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "umask",
	"restart_syscall", "close", "munmap", "times", "rt_sigaction",
	"rt_sigprocmask", "rt_sigpending", "sigaltstack", "setitimer", "alarm",
	"clock_gettime", "sched_yield", "kill", "tgkill", "futex" };

static volatile pid_t child; /* for SIGTERM */

struct run {
	struct stat self; /* PROGRAM's file */
	FILE *list;
	const char *call;          /* that fails, NULL: none */
	unsigned long fail, count; /* which of them, how many there were */
	int error;
	int listener;
	unsigned long long linker, linker_end; /* its addresses; 0: unknown */
};

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "fail-call: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void
pass_on(int sig)
{
	(void)kill(child, sig);
}

/* Where the dynamic linker of a process stands.  Addresses are not random
 * here, so that it stands there in each. */
static void
find_linker(struct run *r, pid_t pid)
{
	unsigned long long from, to;
	char path[64], line[512];
	FILE *maps;

	(void)snprintf(path, sizeof(path), "/proc/%ld/maps", (long)pid);
	r->linker = r->linker_end = 1;
	if ((maps = fopen(path, "re")) == NULL)
		return;
	while (fgets(line, sizeof(line), maps) != NULL)
		if (strstr(line, "/ld-linux") != NULL &&
		    sscanf(line, "%llx-%llx", &from, &to) == 2) {
			if (r->linker == 1)
				r->linker = from;
			r->linker_end = to;
		}
	(void)fclose(maps);
}

static bool
runs_program(const struct run *r, pid_t pid)
{
	struct stat st;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%ld/exe", (long)pid);
	return stat(path, &st) == 0 && st.st_dev == r->self.st_dev &&
	    st.st_ino == r->self.st_ino;
}

static bool
is_spared(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(spared) / sizeof(spared[0]); i++)
		if (strcmp(spared[i], name) == 0)
			return true;
	return false;
}

/* Whether it is the one that fails; counts it. */
static bool
fails(struct run *r, const struct seccomp_notif *call)
{
	char *name;
	bool same = false;

	if (!runs_program(r, (pid_t)call->pid))
		return false;
	if (r->linker == 0)
		find_linker(r, (pid_t)call->pid);
	if (call->data.instruction_pointer >= r->linker &&
	    call->data.instruction_pointer < r->linker_end)
		return false;
	name = seccomp_syscall_resolve_num_arch(call->data.arch, call->data.nr);
	if (name != NULL && !is_spared(name)) {
		same = r->call != NULL && strcmp(r->call, name) == 0;
		r->count += same;
		if (r->list != NULL)
			fprintf(r->list, "%s %lld\n", name,
			    (long long)call->data.args[0]);
	}
	free(name);
	return same && r->count == r->fail;
}

static void
serve_call(struct run *r)
{
	struct seccomp_notif call = { 0 };
	struct seccomp_notif_resp answer = { 0 };

	if (ioctl(r->listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == -1)
		return; /* it was killed meanwhile */
	answer.id = call.id;
	answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	if (fails(r, &call)) {
		if (r->error == 0)
			return;
		answer.flags = 0;
		/* brk(2) of Linux has no error: it tells where the break is */
		if (call.data.nr != SYS_brk)
			answer.error = -r->error;
	}
	if (ioctl(r->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == -1 &&
	    errno != ENOENT)
		die("answer");
}

/* The child: tells of all its calls from here on. */
static _Noreturn void
command(char *argv[])
{
	struct sock_filter tell = BPF_STMT(BPF_RET | BPF_K,
	    SECCOMP_RET_USER_NOTIF);
	struct sock_fprog filter = { 1, &tell };

	(void)personality(ADDR_NO_RANDOMIZE);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter) == -1)
		_exit(125);
	(void)execvp(argv[0], argv);
	_exit(125);
}

/* The listener of the child, under the first number that was free there. */
static int
listener_of(int pidfd, int number)
{
	int fd;

	while ((fd = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0)) == -1) {
		struct pollfd gone = { pidfd, POLLIN, 0 };

		if (poll(&gone, 1, 0) == 1)
			die("seccomp");
	}
	return fd;
}

/* Serve until the command has ended: its status. */
static int
attend(struct run *r, pid_t pid, int pidfd)
{
	struct pollfd on[2] = { { r->listener, POLLIN, 0 },
		{ pidfd, POLLIN, 0 } };
	int status = 0, left = -1;

	for (;;) {
		switch (poll(on, 2, left)) {
		case -1: /* a SIGTERM */
			continue;
		case 0:
			return 126;
		}
		if (on[0].revents & POLLIN)
			serve_call(r);
		else if (on[0].revents & POLLHUP)
			break;
		if (on[1].revents & POLLIN) {
			(void)waitpid(pid, &status, 0);
			on[1].fd = -1;
			left = LEFT_MS;
		}
	}
	if (on[1].fd != -1)
		(void)waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static int
run(struct run *r, char *argv[])
{
	int pidfd, number = dup(STDERR_FILENO);
	pid_t pid;

	(void)close(number);
	if ((pid = fork()) == -1)
		die("fork");
	if (pid == 0)
		command(argv);
	if ((pidfd = (int)syscall(SYS_pidfd_open, pid, 0)) == -1)
		die("pidfd_open");
	child = pid;
	(void)signal(SIGTERM, pass_on);
	r->listener = listener_of(pidfd, number);
	return attend(r, pid, pidfd);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int ch;

	while ((ch = getopt(argc, argv, "+c:n:e:l:")) != -1)
		switch (ch) {
		case 'c':
			r.call = optarg;
			break;
		case 'n':
			r.fail = strtoul(optarg, NULL, 10);
			break;
		case 'e':
			r.error = atoi(optarg);
			break;
		case 'l':
			if ((r.list = fopen(optarg, "we")) == NULL)
				die(optarg);
			(void)setvbuf(r.list, NULL, _IOLBF, 0);
			break;
		default:
			return 125;
		}
	if (argc - optind < 2)
		return 125;
	if (stat(argv[optind], &r.self) == -1)
		die(argv[optind]);
	return run(&r, argv + optind + 1);
}
