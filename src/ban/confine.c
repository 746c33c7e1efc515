/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/confine.h"

#if defined(__linux__)
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/tell.h"
#include "cage/landlock.h"
#include "cage/rights.h"
#include "cage/syscalls.h"

static const char *const calls[] = {
	/* clients, and the kernel's answers */
	"accept4", "read", "recv", "recvfrom", "recvmsg", "send", "sendto",
	"sendmsg", "write", "writev", "close", "getsockopt", "poll", "ppoll",
	"ppoll_time64",
	/* what getifaddrs(3) asks for the addresses of this machine */
	"bind", "getsockname",
	/* time and memory */
	"clock_gettime", "clock_gettime64", "gettimeofday", "brk", "munmap",
	"mremap", "madvise", "getrandom",
	/* signals, and the end */
	"rt_sigprocmask", "rt_sigreturn", "sigreturn", "restart_syscall",
	"futex", "getpid", "gettid", "tgkill", "exit", "exit_group", NULL
};

static const struct syscalls_if ifs[] = {
	{ "socket", 0, 0xffffffffUL, AF_NETLINK },
	{ "mmap", 2, PROT_EXEC, 0 },
	{ "mmap2", 2, PROT_EXEC, 0 },
	{ "mprotect", 2, PROT_EXEC, 0 },
	/* the limit of what waits to be sent: a long list of networks */
	{ "setsockopt", 1, 0xffffffffUL, SOL_SOCKET },
};

int
ban_confine(const struct user *u, struct tell *t, struct err *e)
{
	struct err why;

	if (rights_keep_network(u, e) == -1)
		return -1;
	switch (landlock_enter()) {
	case LANDLOCK_ENTERED:
		break;
	case LANDLOCK_NONE:
		tell(t, "this kernel has no Landlock");
		break;
	case LANDLOCK_FAILED:
		tell(t, "no Landlock: %s", strerror(errno));
		break;
	}
	if (syscalls_limit(calls, ifs, sizeof(ifs) / sizeof(ifs[0]), &why) ==
	    -1)
		tell(t, "%s", why.msg);
	return 0;
}
#endif
