/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

#define ANSWERS_MAX 10000000
#define NS          1000000000LL

void
pace_die(const struct pace *p, const char *what)
{
	(void)fprintf(stderr, "%s: %s: %s\n", p->program, what,
	    errno != 0 ? strerror(errno) : "no more");
	exit(111);
}

int64_t
pace_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

void
pace_init(struct pace *p, const char *program, const char *port)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	*p = (struct pace){ .program = program };
	p->server.sin_family = AF_INET;
	p->server.sin_port = htons((uint16_t)atoi(port));
	p->server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	p->took_ms = malloc(ANSWERS_MAX * sizeof(*p->took_ms));
	p->late_ms = malloc(ANSWERS_MAX * sizeof(*p->late_ms));
	p->poller = epoll_create1(0);
	if (p->took_ms == NULL || p->late_ms == NULL || p->poller == -1)
		pace_die(p, "start");
}

void
pace_watch(struct pace *p, struct pace_talk *t, uint32_t more)
{
	struct epoll_event e = { .events = EPOLLIN | more, .data.ptr = t };

	if (epoll_ctl(p->poller, EPOLL_CTL_ADD, t->fd, &e) == -1)
		pace_die(p, "epoll_ctl");
}

void
pace_answered(struct pace *p, struct pace_talk *t)
{
	if (p->answers < ANSWERS_MAX) {
		p->late_ms[p->answers] = (float)(t->begun_ns - t->due_ns) /
		    1e6f;
		p->took_ms[p->answers++] = (float)(pace_now() - t->due_ns) /
		    1e6f;
	}
	t->due_ns = 0;
}

void
pace_failed(struct pace_talk *t)
{
	t->due_ns = 0;
}

/* Wait for answers, or until another question is due. */
static int
wait_until(struct pace *p, struct epoll_event *e, int most, int64_t due)
{
	int64_t left = due - pace_now();
	struct timespec t = { 0, 0 };

	if (left > 0)
		t = (struct timespec){ left / NS, left % NS };
	return epoll_pwait2(p->poller, e, most, &t, NULL);
}

/* Ask what is due, if a talk is free for it; they take turns from *next on. */
static void
ask_due(struct pace *p, long *next, long *begun)
{
	int64_t now = pace_now(), due;
	struct pace_talk *t;
	long i;

	for (i = 0; i < p->count; i++) {
		due = p->rate == 0 ? now : p->from_ns + *begun * NS / p->rate;
		if (due > now)
			break;
		t = (struct pace_talk *)((char *)p->talks +
		    (size_t)((*next + i) % p->count) * p->size);
		if (t->due_ns != 0)
			continue;
		t->due_ns = due;
		t->begun_ns = pace_now();
		p->ask(p, t);
		++*begun;
	}
	*next = (*next + i) % p->count;
}

void
pace_run(struct pace *p, long seconds)
{
	struct epoll_event e[256];
	int64_t until;
	long next = 0, begun = 0;
	int n, k;

	p->from_ns = pace_now();
	p->answers = 0;
	for (until = p->from_ns + seconds * NS; pace_now() < until;) {
		ask_due(p, &next, &begun);
		n = wait_until(p, e, 256, p->rate == 0 ? pace_now() + NS / 10 :
		    p->from_ns + begun * NS / p->rate);
		for (k = 0; k < n; k++)
			p->go(p, e[k].data.ptr);
	}
}

static int
by_time(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void
pace_print(struct pace *p)
{
	double s = (double)(pace_now() - p->from_ns) / 1e9;
	const size_t n = p->answers;

	errno = 0;
	if (n == 0)
		pace_die(p, "not one answer in the time of the run");
	qsort(p->took_ms, n, sizeof(*p->took_ms), by_time);
	qsort(p->late_ms, n, sizeof(*p->late_ms), by_time);
	printf("%.0f %.3f %.3f %.3f %.3f", (double)n / s, p->took_ms[n / 2],
	    p->took_ms[n * 99 / 100], p->took_ms[n - 1],
	    p->late_ms[n * 99 / 100]);
}
