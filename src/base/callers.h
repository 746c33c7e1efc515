/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_CALLERS_H
#define DHF_BASE_CALLERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct err;

/*
 * callers - which users of this machine may ask, and how many places each has
 *
 * One user may have three quarters of the places at most, so that there are
 * some for the others whatever he does.
 */
#define CALLERS_ALLOWED 32 /* users that may be named */
#define CALLERS_AT_ONCE 64 /* users that have places at one time */

struct callers {
	uid_t allowed[CALLERS_ALLOWED];
	size_t alloweds; /* 0: everybody whom the socket's mode lets in */
	unsigned places; /* in all */
	unsigned taken;
	struct {
		uid_t uid;
		unsigned taken; /* 0: a free row */
	} user[CALLERS_AT_ONCE];
};

/* Users are names or numbers with commas between, "" is everybody; a name is
 * looked up now.  -1 with *e: ERR_PERM, there is no such user, or there are
 * more than CALLERS_ALLOWED; ERR_TEMP, it can't be found out. */
int callers_init(struct callers *c, const char *users, unsigned places,
    struct err *e);

/* The user at the other end of a UNIX socket.  -1 if the kernel does not
 * say. */
int callers_uid(uid_t *out, int fd);

/* Whether a user may ask. */
bool callers_may(const struct callers *c, uid_t uid);

enum callers_answer {
	CALLERS_IN,        /* callers_leave has to follow */
	CALLERS_STRANGER,  /* he may not ask */
	CALLERS_FULL       /* no place is left, or none for him */
};

enum callers_answer callers_enter(struct callers *c, uid_t uid);
void callers_leave(struct callers *c, uid_t uid);

#endif
