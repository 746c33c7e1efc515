/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_USER_H
#define DHF_BASE_USER_H

#include <stdbool.h>
#include <sys/types.h>

struct err;

/*
 * user - whom a daemon becomes when what root alone may do is done
 */
struct user {
	const char *name; /* borrowed; NULL: no groups but gid */
	bool change;      /* else we stay who we are */
	uid_t uid;
	gid_t gid;
};

/* Find the user of a name, "": stay.  -1 with *e: ERR_PERM if there is no such
 * user, if it is root, or if we are somebody else and may not change. */
int user_find(struct user *u, const char *name, struct err *e);

/* Become the user, with all of its groups and no way back.  -1 with *e
 * ERR_PERM. */
int user_become(const struct user *u, struct err *e);

/* The number of a group, *out (gid_t)-1 if there is none of that name.  -1
 * with *e ERR_TEMP if it can't be found out. */
int user_group(gid_t *out, const char *name, struct err *e);

#endif
