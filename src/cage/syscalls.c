/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cage/syscalls.h"

#include "base/err.h"
#include "cage/sanitized.h"

static int
none(struct err *e)
{
	return err_perm(e, 0, "no sandbox: this system, or the way this was "
	    "built, has none");
}

#if defined(__linux__)
#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>

/* Allow one under its condition. */
static int
allow_if(scmp_filter_ctx ctx, const struct syscalls_if *c)
{
	int nr = seccomp_syscall_resolve_name(c->name);

	if (nr == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
	    SCMP_CMP(c->argument, SCMP_CMP_MASKED_EQ, c->mask, c->value));
}

static int
allow(scmp_filter_ctx ctx, const char *const *names,
    const struct syscalls_if *ifs, size_t count)
{
	int nr;

	for (; *names != NULL; names++) {
		nr = seccomp_syscall_resolve_name(*names);
		if (nr != __NR_SCMP_ERROR &&
		    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0) != 0)
			return -1;
	}
	for (; count > 0; count--, ifs++)
		if (allow_if(ctx, ifs) != 0)
			return -1;
	return 0;
}

int
syscalls_limit(const char *const *names, const struct syscalls_if *ifs,
    size_t count, struct err *e)
{
	scmp_filter_ctx ctx;
	int rc = -ENOMEM;

	if (sanitized()) {
		(void)prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL);
		return none(e);
	}
	ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (ctx == NULL)
		return err_perm(e, 0, "no sandbox: out of memory");
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1);
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1);
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (allow(ctx, names, ifs, count) == 0)
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	if (rc == 0)
		return 0;
	return err_perm(e, -rc, "no sandbox");
}

bool
syscalls_can(void)
{
	return !sanitized();
}

void
syscalls_deny(const char *name)
{
	scmp_filter_ctx ctx = sanitized() ? NULL :
	    seccomp_init(SCMP_ACT_ALLOW);
	int nr = seccomp_syscall_resolve_name(name);

	if (ctx == NULL)
		return;
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1);
	if (nr != __NR_SCMP_ERROR &&
	    seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), nr, 0) == 0)
		(void)seccomp_load(ctx);
	seccomp_release(ctx);
}
#else
bool
syscalls_can(void)
{
	return false;
}

void
syscalls_deny(const char *name)
{
	(void)name;
}

int
syscalls_limit(const char *const *names, const struct syscalls_if *ifs,
    size_t count, struct err *e)
{
	(void)names;
	(void)ifs;
	(void)count;
	return none(e);
}
#endif
