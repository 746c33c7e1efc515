/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* struct ucred */
#else
#undef _XOPEN_SOURCE /* BSD has getpeereid(3) besides POSIX */
#endif
#include "base/callers.h"

#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/num.h"

/* Longest name of a user, NUL included. */
#define USER_SIZE 64

/* Find the user of a name or number. */
static int
user_find(uid_t *out, const char *text, struct err *e)
{
	struct passwd *pw;
	unsigned n;

	if (num_unsigned(&n, text, (unsigned)-2, e) == 0) {
		*out = n;
		return 0;
	}
	errno = 0;
	if ((pw = getpwnam(text)) == NULL)
		return errno == 0 || errno == ENOENT ?
		    err_perm(e, 0, "there is no user \"%s\" that may ask",
		    text) : err_temp(e, errno, "look up the user \"%s\"",
		    text);
	*out = pw->pw_uid;
	return 0;
}

int
callers_init(struct callers *c, const char *users, unsigned places,
    struct err *e)
{
	char name[USER_SIZE];
	size_t len;

	memset(c, 0, sizeof(*c));
	c->places = places;
	for (; *users != '\0'; users += len) {
		users += strspn(users, ", ");
		len = strcspn(users, ", ");
		if (len == 0)
			break;
		if (len >= sizeof(name) || c->alloweds == CALLERS_ALLOWED)
			return err_perm(e, 0, "users that may ask: \"%.64s\" "
			    "is too long, or stands behind %d others", users,
			    CALLERS_ALLOWED);
		memcpy(name, users, len);
		name[len] = '\0';
		if (user_find(&c->allowed[c->alloweds++], name, e) == -1)
			return -1;
	}
	return 0;
}

int
callers_uid(uid_t *out, int fd)
{
#if defined(SO_PEERCRED)
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == -1)
		return -1;
	*out = peer.uid;
	return 0;
#else
	gid_t gid;

	return getpeereid(fd, out, &gid);
#endif
}

bool
callers_may(const struct callers *c, uid_t uid)
{
	size_t i;

	for (i = 0; i < c->alloweds; i++)
		if (c->allowed[i] == uid)
			return true;
	return c->alloweds == 0;
}

enum callers_answer
callers_enter(struct callers *c, uid_t uid)
{
	size_t i, at = CALLERS_AT_ONCE;

	if (!callers_may(c, uid))
		return CALLERS_STRANGER;
	for (i = 0; i < CALLERS_AT_ONCE; i++) {
		if (c->user[i].taken == 0) {
			if (at == CALLERS_AT_ONCE)
				at = i;
		} else if (c->user[i].uid == uid) {
			at = i;
			break;
		}
	}
	if (at == CALLERS_AT_ONCE || c->taken >= c->places ||
	    c->user[at].taken >= c->places - c->places / 4)
		return CALLERS_FULL;
	c->user[at].uid = uid;
	c->user[at].taken++;
	c->taken++;
	return CALLERS_IN;
}

void
callers_leave(struct callers *c, uid_t uid)
{
	size_t i;

	for (i = 0; i < CALLERS_AT_ONCE; i++)
		if (c->user[i].taken > 0 && c->user[i].uid == uid) {
			c->user[i].taken--;
			c->taken--;
			return;
		}
}
