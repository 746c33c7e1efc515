/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* accept4(2) */
#else
#undef _XOPEN_SOURCE /* BSD has it besides POSIX */
#endif
#include "serve/listener.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/tell.h"
#include "serve/flow.h"

/* Clients accepted in a go, so that one busy socket does not keep the others
 * waiting. */
#define AT_ONCE 64

static void on_client(uv_poll_t *poll, int status, int events);

static void
go_on(uv_timer_t *timer)
{
	struct listener *l = timer->data;

	(void)uv_poll_start(&l->poll, UV_READABLE, on_client);
}

/* Accept nobody for a while. */
static void
rest(struct listener *l, int why)
{
	if (!l->short_of)
		tell(l->tell, "%s: nobody is accepted for now: %s", l->name,
		    uv_strerror(uv_translate_sys_error(why)));
	l->short_of = true;
	(void)uv_poll_stop(&l->poll);
	(void)uv_timer_start(&l->pause, go_on, LISTENER_PAUSE_MS, 0);
}

/* Whether errno says that it is the client that has gone. */
static bool
is_clients(int why)
{
	static const int clients[] = { ECONNABORTED, EPROTO,
		EPERM, /* a firewall */
		ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, EOPNOTSUPP };
	size_t i;

	for (i = 0; i < sizeof(clients) / sizeof(clients[0]); i++)
		if (why == clients[i])
			return true;
	return false;
}

static void
on_client(uv_poll_t *poll, int status, int events)
{
	struct listener *l = poll->data;
	int i, fd;

	(void)status;
	(void)events;
	for (i = 0; i < AT_ONCE; i++) {
		fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd != -1) {
			l->short_of = false;
			l->come(l->arg, fd);
			if (uv_is_closing((uv_handle_t *)poll))
				return;
		} else if (flow_waits(errno)) {
			return;
		} else if (!is_clients(errno)) {
			rest(l, errno);
			return;
		}
	}
}

int
listener_open(struct listener *l, uv_loop_t *loop, int fd, struct err *e)
{
	int rc;

	l->fd = fd;
	l->short_of = false;
	l->poll.data = l->pause.data = l;
	if ((rc = uv_poll_init(loop, &l->poll, fd)) != 0) {
		(void)close(fd);
		return err_temp(e, 0, "watch %s: %s", l->name,
		    uv_strerror(rc));
	}
	(void)uv_timer_init(loop, &l->pause);
	l->open = 2;
	(void)uv_poll_start(&l->poll, UV_READABLE, on_client);
	return 0;
}

static void
on_close(uv_handle_t *handle)
{
	struct listener *l = handle->data;

	if (--l->open == 0 && l->closed != NULL)
		l->closed(l->arg);
}

void
listener_close(struct listener *l)
{
	uv_close((uv_handle_t *)&l->poll, on_close);
	uv_close((uv_handle_t *)&l->pause, on_close);
	(void)close(l->fd);
}
