/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_control.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "serve/bind.h"

static void
on_control(void *arg, int fd)
{
	struct service *s = arg;

	control_come(&s->control, fd);
}

static int
control_start(struct service *s, struct err *e)
{
	static const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
	int fd;

	if (bind_path(&fd, s->folder.control, SOCK_STREAM, &ours, e) ==
	    BIND_FAILED)
		return -1;
	s->control.keeper = &s->keeper;
	s->control.ledger = &s->offences.ledger;
	s->control.tell = &s->tell;
	s->control.bans = &s->bans;
	s->control_listener = (struct listener){ .name = "control",
		.tell = &s->tell, .come = on_control, .arg = s };
	if (listener_open(&s->control_listener, &s->loop, fd, e) == -1) {
		(void)unlink(s->folder.control);
		return -1;
	}
	control_init(&s->control, &s->loop);
	return 0;
}

static void
control_stop(struct service *s)
{
	(void)unlink(s->folder.control);
	listener_close(&s->control_listener);
	control_close(&s->control);
}

const struct service_part service_control = { .start = control_start,
	.stop = control_stop };
