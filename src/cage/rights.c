/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* syscall(2) */
#endif
#include "cage/rights.h"

#include "base/err.h"
#include "base/user.h"

#if defined(__linux__)
#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Two words of 32 bits each: version 3. */
#define WORDS _LINUX_CAPABILITY_U32S_3

/* Have CAP_NET_ADMIN and nothing else, and nothing to be handed on. */
static int
set(struct err *e)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[WORDS];

	memset(data, 0, sizeof(data));
	data[0].permitted = data[0].effective = 1u << CAP_NET_ADMIN;
	if (syscall(SYS_capset, &head, data) == -1)
		return err_perm(e, errno, "keep CAP_NET_ADMIN: begin as root, "
		    "or with it");
	return 0;
}

int
rights_keep_network(const struct user *u, struct err *e)
{
	int cap;

	/* What may be gained by running a program; only root may. */
	for (cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0; cap++)
		;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == -1)
		return err_perm(e, errno, "keep rights");
	if (user_become(u, e) == -1 || set(e) == -1)
		return -1;
	if (prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) == -1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return err_perm(e, errno, "give up rights");
	/* The ambient set follows from the inheritable one, which is empty. */
	return 0;
}
#else
int
rights_keep_network(const struct user *u, struct err *e)
{
	(void)u;
	return err_perm(e, 0, "this system has no CAP_NET_ADMIN");
}
#endif
