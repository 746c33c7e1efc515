/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/metrics.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/buf.h"
#include "base/err.h"
#include "serve/promtext.h"

/* Its answers have been an int and an enum. */
#if MHD_VERSION >= 0x00097002
typedef enum MHD_Result http_answer;
#else
typedef int http_answer;
#endif

static void on_time(uv_timer_t *timer);

/* Let it do what can be done, and call again when it has to. */
static void
go_on(struct metrics *m)
{
	MHD_UNSIGNED_LONG_LONG ms;

	(void)MHD_run(m->http);
	if (MHD_get_timeout(m->http, &ms) == MHD_YES)
		(void)uv_timer_start(&m->timer, on_time,
		    ms < 1000 ? (uint64_t)ms + 1 : 1000, 0);
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	go_on(poll->data);
}

static void
on_time(uv_timer_t *timer)
{
	go_on(timer->data);
}

/* Answer with a text that stands in our memory for ever. */
static http_answer
say(struct MHD_Connection *client, unsigned code, const char *text)
{
	struct MHD_Response *r;
	http_answer answer;
	union {
		const char *given;
		void *wanted; /* it is not written to */
	} data = { text };

	r = MHD_create_response_from_buffer(strlen(text), data.wanted,
	    MHD_RESPMEM_PERSISTENT);
	if (r == NULL)
		return MHD_NO;
	if (code == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(r, "Allow", "GET");
	(void)MHD_add_response_header(r, "Content-Type", "text/plain");
	answer = MHD_queue_response(client, code, r);
	MHD_destroy_response(r);
	return answer;
}

/* Answer with the numbers as they are now. */
static http_answer
say_numbers(struct MHD_Connection *client, struct metrics *m)
{
	struct MHD_Response *r;
	struct buf out = { 0 };
	http_answer answer;

	m->asked++;
	m->write(m->arg, &out);
	if (out.failed) {
		buf_free(&out);
		return say(client, MHD_HTTP_SERVICE_UNAVAILABLE,
		    "out of memory\n");
	}
	r = MHD_create_response_from_buffer(out.len, out.data,
	    MHD_RESPMEM_MUST_COPY);
	buf_free(&out);
	if (r == NULL)
		return MHD_NO;
	(void)MHD_add_response_header(r, "Content-Type", PROMTEXT_TYPE);
	answer = MHD_queue_response(client, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return answer;
}

static http_answer
on_request(void *arg, struct MHD_Connection *client, const char *url,
    const char *method, const char *version, const char *data, size_t *len,
    void **state)
{
	(void)version;
	(void)data;
	(void)len;
	(void)state;
	if (strcmp(method, "GET") != 0)
		return say(client, MHD_HTTP_METHOD_NOT_ALLOWED,
		    "GET /metrics is all there is\n");
	if (strcmp(url, "/metrics") != 0)
		return say(client, MHD_HTTP_NOT_FOUND,
		    "GET /metrics is all there is\n");
	return say_numbers(client, arg);
}

static void
on_log(void *arg, const char *fmt, va_list args)
{
	(void)arg; /* what clients do wrong is no matter of our log */
	(void)fmt;
	(void)args;
}

int
metrics_begin(struct metrics *m, struct err *e)
{
	const union MHD_DaemonInfo *info;

	if (MHD_is_feature_supported(MHD_FEATURE_EPOLL) != MHD_YES)
		return err_perm(e, 0, "listen metrics needs epoll(7), which "
		    "this system, or its libmicrohttpd, does not have");
	m->http = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET,
	    0, NULL, NULL, on_request, m, MHD_OPTION_EXTERNAL_LOGGER, on_log,
	    NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)METRICS_CLIENTS,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)METRICS_CLIENTS / 2,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)METRICS_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)METRICS_MEMORY,
	    MHD_OPTION_END);
	if (m->http == NULL)
		return err_temp(e, errno, "begin with HTTP");
	info = MHD_get_daemon_info(m->http, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL ||
	    uv_poll_init(m->loop, &m->poll, info->epoll_fd) != 0) {
		MHD_stop_daemon(m->http);
		m->http = NULL;
		return err_temp(e, 0, "watch what HTTP waits for");
	}
	(void)uv_timer_init(m->loop, &m->timer);
	m->poll.data = m->timer.data = m;
	(void)uv_poll_start(&m->poll, UV_READABLE, on_ready);
	return 0;
}

void
metrics_come(struct metrics *m, int fd, const struct ip *from)
{
	struct sockaddr_storage a;
	socklen_t len = sizeof(a);

	if (m->http == NULL || (from != NULL && !admit_has(&m->from, from)) ||
	    getpeername(fd, (struct sockaddr *)&a, &len) == -1) {
		m->strangers += m->http != NULL;
		(void)close(fd);
		return;
	}
	/* closes it if there is no room */
	(void)MHD_add_connection(m->http, fd, (struct sockaddr *)&a, len);
	go_on(m);
}

void
metrics_end(struct metrics *m)
{
	if (m->http == NULL)
		return;
	uv_close((uv_handle_t *)&m->poll, NULL);
	uv_close((uv_handle_t *)&m->timer, NULL);
	MHD_stop_daemon(m->http);
	m->http = NULL;
}
