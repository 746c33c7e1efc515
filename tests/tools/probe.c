/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe - print everything a process inherits, in lines that can be compared
 *
 * Stands where the SMTP server would stand.  What differs between two runs of
 * the same chain (process numbers, inode numbers) is not printed, so that
 * diff(1) of a run with and one without a filter shows what the filter left.
 * Last it reads standard input to its end and prints every byte of it.
 */
#ifdef __linux__
#define _GNU_SOURCE
#include <sys/prctl.h>
#endif
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *
kind(mode_t mode)
{
	if (S_ISSOCK(mode))
		return "socket";
	if (S_ISFIFO(mode))
		return "pipe";
	if (S_ISREG(mode))
		return "file";
	if (S_ISDIR(mode))
		return "directory";
	return S_ISCHR(mode) ? "device" : "other";
}

static void
option(int fd, int level, int name, const char *text)
{
	struct timeval tv = { 0 };
	socklen_t len = sizeof(tv);

	if (getsockopt(fd, level, name, &tv, &len) == 0)
		printf(" %s=%ld/%ld", text, (long)tv.tv_sec, (long)tv.tv_usec);
}

static void
descriptors(void)
{
	struct stat st;
	int fd;

	for (fd = 0; fd < 1024; fd++) {
		if (fstat(fd, &st) == -1)
			continue;
		printf("fd %d %s rdev=%lu flags=%#x cloexec=%d", fd,
		    kind(st.st_mode), (unsigned long)st.st_rdev,
		    (unsigned)fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
		option(fd, SOL_SOCKET, SO_RCVTIMEO, "rcvtimeo");
		option(fd, SOL_SOCKET, SO_SNDTIMEO, "sndtimeo");
		option(fd, SOL_SOCKET, SO_KEEPALIVE, "keepalive");
		option(fd, SOL_SOCKET, SO_LINGER, "linger");
		option(fd, IPPROTO_TCP, TCP_NODELAY, "nodelay");
		printf("\n");
	}
}

static void
signals(void)
{
	struct sigaction act;
	sigset_t blocked, waiting;
	stack_t alt;
	int sig;

	(void)sigemptyset(&waiting);
	(void)sigprocmask(SIG_BLOCK, NULL, &blocked);
	(void)sigpending(&waiting);
	for (sig = 1; sig < 65; sig++) {
		if (sigaction(sig, NULL, &act) == -1)
			continue;
		if (act.sa_handler != SIG_DFL)
			printf("signal %d is ignored\n", sig);
		if (sigismember(&blocked, sig) == 1)
			printf("signal %d is blocked\n", sig);
		if (sigismember(&waiting, sig) == 1)
			printf("signal %d is pending\n", sig);
	}
	if (sigaltstack(NULL, &alt) == 0 && !(alt.ss_flags & SS_DISABLE))
		printf("signal stack is set\n");
}

static void
limits(void)
{
	struct itimerval it;
	struct rlimit rl;
	int i;

	for (i = 0; i < 32; i++)
		if (getrlimit(i, &rl) == 0)
			printf("rlimit %d %llu %llu\n", i,
			    (unsigned long long)rl.rlim_cur,
			    (unsigned long long)rl.rlim_max);
	for (i = ITIMER_REAL; i <= ITIMER_PROF; i++)
		if (getitimer(i, &it) == 0)
			printf("timer %d %s\n", i,
			    it.it_value.tv_sec != 0 ||
			    it.it_value.tv_usec != 0 ? "runs" : "idle");
}

static void
confinement(void)
{
#ifdef __linux__
	int sig = 0;

	printf("no_new_privs %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	printf("seccomp %d\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
	printf("dumpable %d\n", prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
	printf("keepcaps %d\n", prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0));
	printf("subreaper %d\n",
	    prctl(PR_GET_CHILD_SUBREAPER, &sig, 0, 0, 0) == 0 ? sig : -1);
	printf("parent death signal %d\n",
	    prctl(PR_GET_PDEATHSIG, &sig, 0, 0, 0) == 0 ? sig : -1);
	printf("timer slack %d\n", prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0));
#endif
}

/* Things that a sandbox left behind would forbid. */
static void
abilities(void)
{
	int fd;

	fd = open("/etc/passwd", O_RDONLY);
	printf("open for reading: %s\n", fd == -1 ? strerror(errno) : "yes");
	if (fd != -1)
		(void)close(fd);
	fd = open("probe.tmp", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	printf("open for writing: %s\n", fd == -1 ? strerror(errno) : "yes");
	if (fd != -1)
		(void)close(fd);
	(void)unlink("probe.tmp");
	fd = socket(AF_INET, SOCK_STREAM, 0);
	printf("socket: %s\n", fd == -1 ? strerror(errno) : "yes");
	if (fd != -1)
		(void)close(fd);
}

static void
process(void)
{
	char dir[4096];
	mode_t mask;

	mask = umask(0);
	(void)umask(mask);
	errno = 0;
	printf("umask %o\nnice %d\n", (unsigned)mask,
	    getpriority(PRIO_PROCESS, 0));
	printf("uid %d %d gid %d %d groups %d\n", (int)getuid(),
	    (int)geteuid(), (int)getgid(), (int)getegid(), getgroups(0, NULL));
	printf("group leader %d session leader %d\n", getpgrp() == getpid(),
	    getsid(0) == getpid());
	printf("cwd %s\n", getcwd(dir, sizeof(dir)) != NULL ? dir : "?");
	printf("children %s\n", waitpid(-1, NULL, WNOHANG) == -1 &&
	    errno == ECHILD ? "none" : "some");
}

static void
input(void)
{
	unsigned long total = 0;
	unsigned char c;

	printf("input \"");
	while (read(STDIN_FILENO, &c, 1) == 1) {
		total++;
		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
			putchar(c);
		else
			printf("\\%03o", c);
	}
	printf("\"\ninput bytes %lu\n", total);
}

int
main(int argc, char *argv[])
{
	char **env;
	int i;

	descriptors();
	signals();
	limits();
	confinement();
	abilities();
	process();
	for (i = 0; i < argc; i++)
		printf("argv %d %s\n", i, argv[i]);
	for (env = environ; *env != NULL; env++)
		printf("env %s\n", *env);
	input();
	return 0;
}
