/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/opening.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ban/server.h"
#include "base/bind_path.h"
#include "base/err.h"
#include "base/tell.h"
#include "base/user.h"
#include "state/nearby.h"
#include "state/never.h"

bool
opening_option(struct opening *o, int letter, const char *value)
{
	switch (letter) {
	case 'g':
		o->group = value;
		return true;
	case 'n':
		o->never = value;
		o->never_asked = true;
		return true;
	case 's':
		o->path = value;
		return true;
	case 'U':
		o->users = value;
		return true;
	default:
		return false;
	}
}

int
opening_never(struct never *n, const struct opening *o, struct err *e)
{
	if (never_add_special(n, e) == -1)
		return -1;
	if ((o->never_asked || access(o->never, F_OK) == 0) &&
	    never_add_file(n, o->never, e) == -1)
		return -1;
	if (nearby_resolvers(n, o->resolvers, e) == -1)
		return -1;
	never_settle(n);
	return 0;
}

int
opening_socket(struct ban_server *s, const struct opening *o, struct tell *t,
    struct err *e)
{
	struct bind_owner owner = { (uid_t)-1, (gid_t)-1 };

	if (callers_init(&s->callers, o->users, SERVER_CLIENTS, e) == -1 ||
	    user_group(&owner.group, o->group, e) == -1)
		return -1;
	if (owner.group == (gid_t)-1 && *o->group != '\0')
		tell(t, "there is no group %s: only our own user may ask",
		    o->group);
	switch (bind_path(&s->fd, o->path, SOCK_SEQPACKET, &owner, e)) {
	case BIND_OK:
		return 0;
	case BIND_OWN:
		tell(t, "%s can't be given to the group %s: only our own user "
		    "may ask", o->path, o->group);
		return 0;
	case BIND_FAILED:
		break;
	}
	return -1;
}

void
opening_signals(sigset_t *during, void (*handler)(int))
{
	static const int caught[] = { SIGTERM, SIGINT, SIGQUIT };
	struct sigaction act = { .sa_handler = handler };
	sigset_t blocked;
	size_t i;

	(void)sigemptyset(&blocked);
	(void)sigemptyset(&act.sa_mask);
	for (i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
		(void)sigaddset(&blocked, caught[i]);
		(void)sigaction(caught[i], &act, NULL);
	}
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigprocmask(SIG_BLOCK, &blocked, during);
	for (i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		(void)sigdelset(during, caught[i]);
}
