/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/standstill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <netdb.h>
#include <sys/socket.h>
#include <uv.h>

#include <cmocka.h>

#define TIMERS 256

static struct {
	uv_timer_t *timer; /* NULL: a free row */
	uv_timer_cb call;
	int64_t due_ms;
	uint64_t repeat_ms; /* 0: once */
} row[TIMERS];
static struct {
	uv_getaddrinfo_t *look; /* NULL: none */
	uv_getaddrinfo_cb call;
} name;
static int64_t now_ms;
static bool stands;

int64_t __real_fd_now_ms(void);
int64_t __wrap_fd_now_ms(void);
int __real_uv_timer_start(uv_timer_t *t, uv_timer_cb call, uint64_t ms,
    uint64_t repeat_ms);
int __wrap_uv_timer_start(uv_timer_t *t, uv_timer_cb call, uint64_t ms,
    uint64_t repeat_ms);
int __real_uv_timer_stop(uv_timer_t *t);
int __wrap_uv_timer_stop(uv_timer_t *t);
int __real_uv_is_active(const uv_handle_t *h);
int __wrap_uv_is_active(const uv_handle_t *h);
void __real_uv_close(uv_handle_t *h, uv_close_cb closed);
void __wrap_uv_close(uv_handle_t *h, uv_close_cb closed);

int __real_uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *look,
    uv_getaddrinfo_cb call, const char *node, const char *service,
    const struct addrinfo *hint);
int __wrap_uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *look,
    uv_getaddrinfo_cb call, const char *node, const char *service,
    const struct addrinfo *hint);

/* The row of a timer, or a free one; TIMERS if there is none. */
static size_t
row_of(const void *timer)
{
	size_t i;

	for (i = 0; i < TIMERS && row[i].timer != timer; i++)
		;
	return i;
}

static void
forget(const void *timer)
{
	const size_t i = row_of(timer);

	if (i < TIMERS)
		row[i].timer = NULL;
}

void
standstill_begin(void)
{
	now_ms = __real_fd_now_ms();
	stands = true;
}

void
standstill_end(void)
{
	stands = false;
}

/* The one that is due first; TIMERS if there is none. */
static size_t
first(void)
{
	size_t i, best = TIMERS;

	for (i = 0; i < TIMERS; i++)
		if (row[i].timer != NULL && (best == TIMERS ||
		    row[i].due_ms < row[best].due_ms))
			best = i;
	return best;
}

void
standstill_pass(int64_t ms)
{
	const int64_t end_ms = now_ms + ms;
	uv_timer_t *timer;
	size_t i;

	while ((i = first()) < TIMERS && row[i].due_ms <= end_ms) {
		now_ms = row[i].due_ms;
		timer = row[i].timer;
		if (row[i].repeat_ms > 0)
			row[i].due_ms += (int64_t)row[i].repeat_ms;
		else
			row[i].timer = NULL;
		row[i].call(timer);
	}
	now_ms = end_ms;
}

int64_t
__wrap_fd_now_ms(void)
{
	return stands ? now_ms : __real_fd_now_ms();
}

int
__wrap_uv_timer_start(uv_timer_t *t, uv_timer_cb call, uint64_t ms,
    uint64_t repeat_ms)
{
	size_t i;

	if (!stands)
		return __real_uv_timer_start(t, call, ms, repeat_ms);
	forget(t);
	i = row_of(NULL);
	assert_true(i < TIMERS);
	row[i].timer = t;
	row[i].call = call;
	row[i].due_ms = now_ms + (int64_t)ms;
	row[i].repeat_ms = repeat_ms;
	return 0;
}

int
__wrap_uv_timer_stop(uv_timer_t *t)
{
	forget(t);
	return __real_uv_timer_stop(t);
}

int
__wrap_uv_is_active(const uv_handle_t *h)
{
	return row_of(h) < TIMERS || __real_uv_is_active(h);
}

void
__wrap_uv_close(uv_handle_t *h, uv_close_cb closed)
{
	forget(h);
	__real_uv_close(h, closed);
}

int
__wrap_uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *look,
    uv_getaddrinfo_cb call, const char *node, const char *service,
    const struct addrinfo *hint)
{
	if (!stands)
		return __real_uv_getaddrinfo(loop, look, call, node, service,
		    hint);
	name.look = look;
	name.call = call;
	return node[0] != '-' ? 0 : UV_ENOMEM; /* "-": can't be asked */
}

bool
standstill_found(int status, const char *ip)
{
	static const struct addrinfo hint = { .ai_flags = AI_NUMERICHOST,
		.ai_socktype = SOCK_STREAM };
	uv_getaddrinfo_t *look = name.look;
	struct addrinfo *found = NULL;

	if (look == NULL)
		return false;
	name.look = NULL;
	if (ip != NULL)
		assert_int_equal(getaddrinfo(ip, NULL, &hint, &found), 0);
	name.call(look, status, found);
	return true;
}
