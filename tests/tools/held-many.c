/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * held-many CLIENTS - what refused clients cost the daemon that holds them
 *
 * One process holds so many clients at once, over TCP; the other is all of
 * them, and each has named a sender and a recipient and heard its refusal.
 * Prints the memory that the first has taken for them, in all and for each,
 * and how long it took until all were gone when it was told to stop; each has
 * to hear the 421.  The kernel's buffers are not counted.  Exits 77 if so many
 * descriptors cannot be had.
 */
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"
#include "serve/held.h"

#define SAYS                                                             \
	"EHLO client.example\r\nMAIL FROM:<somebody@client.example>\r\n" \
	"RCPT TO:<postmaster@here.example>\r\n"
#define NO                                                             \
	"553 5.7.1 mail from dynamic addresses is not accepted here, " \
	"please use your provider's server (rule 123)\r\n"
#define STOP "421 4.3.2 shutting down, try again later\r\n"

struct many {
	uv_loop_t loop;
	uv_poll_t listener, said;
	struct held_pool *pool;
	unsigned count, taken;
	long before_kib, after_kib;
	uint64_t stopped_ms, empty_ms;
};

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(1);
}

/* Resident memory of this process: Linux tells it here. */
static long
resident_kib(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long size, pages;

	if (f == NULL || fscanf(f, "%ld %ld", &size, &pages) != 2)
		die("/proc/self/statm");
	(void)fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void
files_raise(rlim_t want)
{
	struct rlimit r;

	(void)getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = want;
	if (r.rlim_max < want)
		r.rlim_max = want; /* root may */
	if (setrlimit(RLIMIT_NOFILE, &r) == -1)
		exit(77);
}

/* Read until the last line is there, or to the end for NULL. */
static void
expect(int fd, const char *last)
{
	char text[2048];
	size_t len = 0, want = last != NULL ? strlen(last) : 0;
	ssize_t n;

	while (last == NULL || len < want ||
	    memcmp(text + len - want, last, want) != 0) {
		n = read(fd, text + len, sizeof(text) - len);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	want = strlen(STOP);
	if (last == NULL &&
	    (len < want || memcmp(text + len - want, STOP, want) != 0))
		exit(1);
}

/* All clients, in a process of their own. */
static _Noreturn void
clients(const struct sockaddr_in *to, unsigned count, int ready)
{
	int *fd = calloc(count, sizeof(*fd));
	unsigned i;

	for (i = 0; i < count; i++) {
		fd[i] = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(fd[i], (const struct sockaddr *)to, sizeof(*to)) ==
		    -1)
			die("connect");
		if (write(fd[i], SAYS, sizeof(SAYS) - 1) == -1)
			die("write");
	}
	for (i = 0; i < count; i++)
		expect(fd[i], NO);
	if (write(ready, "", 1) != 1)
		die("write");
	for (i = 0; i < count; i++) {
		expect(fd[i], NULL);
		(void)close(fd[i]);
	}
	exit(0);
}

static void
on_caller(uv_poll_t *poll, int status, int events)
{
	struct many *m = poll->data;
	struct held_client c = { .line = NO,
		.host = "mx.here.example",
		.program = "dyn-host-filter",
		.domain = "client.example",
		.limit_ms = 600000,
		.note = true };
	int listener, fd;

	(void)status;
	(void)events;
	(void)uv_fileno((uv_handle_t *)poll, &listener);
	while ((fd = accept(listener, NULL, NULL)) != -1) {
		c.ip.bits = 32;
		c.ip.octet[0] = 10;
		c.ip.octet[1] = (unsigned char)(m->taken >> 16);
		c.ip.octet[2] = (unsigned char)(m->taken >> 8);
		c.ip.octet[3] = (unsigned char)m->taken;
		m->taken++;
		if (held_take(m->pool, fd, &c) != HELD_ROOM)
			die("no room");
	}
}

static void
on_said(uv_poll_t *poll, int status, int events)
{
	struct many *m = poll->data;

	(void)status;
	(void)events;
	if (held_count(m->pool).clients != m->count)
		die("some are gone");
	m->after_kib = resident_kib();
	(void)uv_poll_stop(poll);
	(void)uv_poll_stop(&m->listener);
	m->stopped_ms = uv_hrtime() / 1000000;
	held_stop(m->pool);
}

static void
on_end(void *arg, const struct held_end *end)
{
	(void)arg;
	if (!end->envelope->has_recipient)
		die("unheard");
}

static void
on_empty(void *arg)
{
	struct many *m = arg;

	m->empty_ms = uv_hrtime() / 1000000;
}

static void
serve(struct many *m, int listener, int ready)
{
	struct held_limits limits = { m->count, 1, 0, 0 };
	struct held_calls calls = { .arg = m, .on_end = on_end,
		.on_empty = on_empty };
	struct err e;

	(void)uv_loop_init(&m->loop);
	if (held_init(&m->pool, &m->loop, &limits, &calls, &e) == -1)
		die("held_init");
	(void)uv_poll_init(&m->loop, &m->listener, listener);
	(void)uv_poll_init(&m->loop, &m->said, ready);
	m->listener.data = m->said.data = m;
	(void)uv_poll_start(&m->listener, UV_READABLE, on_caller);
	(void)uv_poll_start(&m->said, UV_READABLE, on_said);
	m->before_kib = resident_kib();
	(void)uv_run(&m->loop, UV_RUN_DEFAULT);
	held_free(m->pool);
}

int
main(int argc, char *argv[])
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	struct many m = { .count = argc == 2 ? (unsigned)atoi(argv[1]) : 1 };
	int l = socket(AF_INET, SOCK_STREAM, 0), pipes[2], status;

	files_raise(m.count + 50);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(l, (struct sockaddr *)&a, len) == -1 ||
	    listen(l, 4096) == -1 ||
	    getsockname(l, (struct sockaddr *)&a, &len) == -1 ||
	    pipe(pipes) == -1)
		die("listen");
	if (fork() == 0)
		clients(&a, m.count, pipes[1]);
	serve(&m, l, pipes[0]);
	(void)wait(&status);
	if (status != 0 || m.empty_ms == 0)
		die("a client did not hear it");
	(void)printf("clients=%u all_kib=%ld each=%ld resident_kib=%ld "
		     "stop_ms=%ld\n",
	    m.count, m.after_kib - m.before_kib,
	    (m.after_kib - m.before_kib) * 1024 / (long)m.count, m.after_kib,
	    (long)(m.empty_ms - m.stopped_ms));
	return 0;
}
