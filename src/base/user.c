/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* initgroups(3) */
#else
#undef _XOPEN_SOURCE /* BSD has it besides POSIX */
#endif
#include "base/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "base/err.h"

/* What getpwnam and getgrnam leave in errno where there is just no entry. */
static bool
is_no_entry(int why)
{
	return why == 0 || why == ENOENT || why == ESRCH;
}

int
user_find(struct user *u, const char *name, struct err *e)
{
	struct passwd *pw;

	u->name = name;
	u->change = false;
	u->uid = geteuid();
	u->gid = getegid();
	if (*name == '\0')
		return 0;
	errno = 0;
	if ((pw = getpwnam(name)) == NULL)
		return is_no_entry(errno) ?
		    err_perm(e, 0, "there is no user \"%.64s\" to become",
		    name) :
		    err_temp(e, errno, "look up the user \"%.64s\"", name);
	if (pw->pw_uid == 0)
		return err_perm(e, 0, "user %.64s is root: take another, or "
		    "none to stay who you are", name);
	u->change = pw->pw_uid != geteuid() || getuid() != geteuid();
	if (u->change && geteuid() != 0)
		return err_perm(e, 0, "only root can become another user: "
		    "begin as root, or take out \"user %.64s\"", name);
	u->uid = pw->pw_uid;
	u->gid = pw->pw_gid;
	return 0;
}

int
user_become(const struct user *u, struct err *e)
{
	int groups;

	if (!u->change)
		return 0;
	groups = u->name != NULL ? initgroups(u->name, u->gid) :
	    setgroups(0, NULL);
	if (groups == -1 || setgid(u->gid) == -1 || setuid(u->uid) == -1)
		return err_perm(e, errno, "become the user %ld",
		    (long)u->uid);
	if (setuid(0) != -1 || geteuid() != u->uid)
		return err_perm(e, 0, "become the user %ld: there is a way "
		    "back to root", (long)u->uid);
	return 0;
}

int
user_group(gid_t *out, const char *name, struct err *e)
{
	struct group *gr;

	errno = 0;
	gr = *name != '\0' ? getgrnam(name) : NULL;
	if (gr == NULL && !is_no_entry(errno))
		return err_temp(e, errno, "look up the group \"%.64s\"", name);
	*out = gr != NULL ? gr->gr_gid : (gid_t)-1;
	return 0;
}
