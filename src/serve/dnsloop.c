/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/dnsloop.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* A socket that is watched. */
struct watched {
	uv_poll_t poll; /* data: this */
	struct dnsloop *owner;
	struct watched *next;
	int fd;         /* -1: no longer */
	short events;
};

struct dnsloop {
	uv_timer_t timer; /* data: this */
	uv_loop_t *loop;
	struct exchange *exchange;
	char *servers;    /* owned; the others are as in options */
	struct exchange_options options;
	struct watched *first;
	unsigned holders;
};

static void on_event(uv_poll_t *poll, int status, int events);

static void
start(struct watched *w)
{
	int want = 0;

	if ((w->events & POLLIN) != 0)
		want |= UV_READABLE;
	if ((w->events & POLLOUT) != 0)
		want |= UV_WRITABLE;
	(void)uv_poll_start(&w->poll, want, on_event);
}

/* libuv stops to watch where there is an error: reading tells which one. */
static void
on_event(uv_poll_t *poll, int status, int events)
{
	struct watched *w = poll->data;
	short got = 0;

	if ((events & UV_READABLE) != 0 || status < 0)
		got |= POLLIN;
	if ((events & UV_WRITABLE) != 0)
		got |= POLLOUT;
	exchange_ready(w->owner->exchange, w->fd, got);
	if (status < 0 && w->fd != -1)
		start(w);
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

/* Watch a socket no longer. */
static void
leave(struct watched **at)
{
	struct watched *w = *at;

	*at = w->next;
	w->fd = -1;
	uv_close((uv_handle_t *)&w->poll, on_closed);
}

/* Begin with a socket.  Without memory it is not watched, and time runs out
 * for who asked through it. */
static void
join(struct dnsloop *d, int fd, short events)
{
	struct watched *w = calloc(1, sizeof(*w));

	if (w == NULL || uv_poll_init(d->loop, &w->poll, fd) != 0) {
		free(w);
		return;
	}
	w->poll.data = w;
	w->owner = d;
	w->fd = fd;
	w->events = events;
	w->next = d->first;
	d->first = w;
	start(w);
}

static void
on_watch(void *of, int fd, short events)
{
	struct dnsloop *d = of;
	struct watched **at = &d->first;

	while (*at != NULL && (*at)->fd != fd)
		at = &(*at)->next;
	if (*at == NULL) {
		if (events != 0)
			join(d, fd, events);
	} else if (events == 0) {
		leave(at);
	} else {
		(*at)->events = events;
		start(*at);
	}
}

static void
on_time(uv_timer_t *timer)
{
	struct dnsloop *d = timer->data;

	exchange_tick(d->exchange);
}

static void
on_alarm(void *of, unsigned ms)
{
	struct dnsloop *d = of;

	if (d->holders > 0)
		(void)uv_timer_start(&d->timer, on_time, ms, 0);
}

struct dnsloop *
dnsloop_new(uv_loop_t *loop, const struct exchange_options *options,
    struct err *e)
{
	struct dnsloop *d = calloc(1, sizeof(*d));
	struct exchange_loop x = { on_watch, on_alarm, d };

	if (d == NULL || (d->servers = strdup(options->servers)) == NULL) {
		(void)err_memory(e);
		goto fail;
	}
	d->loop = loop;
	d->holders = 1;
	d->options = *options;
	d->options.servers = d->servers;
	if (exchange_open(&d->exchange, options, &x, e) == -1)
		goto fail;
	(void)uv_timer_init(loop, &d->timer);
	d->timer.data = d;
	return d;
fail:
	if (d != NULL)
		free(d->servers);
	free(d);
	return NULL;
}

bool
dnsloop_is(const struct dnsloop *d, const struct exchange_options *options)
{
	return strcmp(d->servers, options->servers) == 0 &&
	    d->options.timeout_ms == options->timeout_ms &&
	    d->options.cache_s == options->cache_s;
}

struct exchange *
dnsloop_exchange(struct dnsloop *d)
{
	return d->exchange;
}

struct dnsloop *
dnsloop_hold(struct dnsloop *d)
{
	d->holders++;
	return d;
}

static void
on_end(uv_timer_t *timer)
{
	struct dnsloop *d = timer->data;

	exchange_close(d->exchange);
	while (d->first != NULL)
		leave(&d->first);
	free(d->servers);
	uv_close((uv_handle_t *)&d->timer, on_closed);
}

/* Not at once: who drops it may be called by it. */
void
dnsloop_drop(struct dnsloop *d)
{
	if (d != NULL && --d->holders == 0)
		(void)uv_timer_start(&d->timer, on_end, 0, 0);
}
