/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pace.h - ask a server of 127.0.0.1 at a pace, and tell how long it took
 *
 * A question is due at its time however long the answers before it take, and
 * waits where no talk is free: that time counts, too.  Between them it sleeps:
 * one that looked for them all the time would have a processor for itself, and
 * the server none on which it is not waited for.
 */
#ifndef BENCH_PACE_H
#define BENCH_PACE_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

/* What it holds of a conversation; stands first in the program's own.  due_ns
 * is when its question was to be asked, 0 for a talk that is free. */
struct pace_talk {
	int64_t due_ns, begun_ns;
	int fd;
};

struct pace {
	const char *program; /* for messages */
	struct sockaddr_in server;
	int poller;          /* epoll(7), with a talk as its data */
	long rate;           /* questions a second; 0: as soon as may be */
	void *talks;         /* of so many, each of so many octets */
	long count;
	size_t size;
	void (*ask)(struct pace *p, void *talk);
	void (*go)(struct pace *p, void *talk); /* something is there to read */
	size_t answers;
	float *took_ms, *late_ms;
	int64_t from_ns;
};

void pace_die(const struct pace *p, const char *what);

/* All descriptors that are allowed, room for the times, a poller. */
void pace_init(struct pace *p, const char *program, const char *port);

int64_t pace_now(void);

/* A descriptor to be polled for what comes, and more. */
void pace_watch(struct pace *p, struct pace_talk *t, uint32_t more);

/* The answer to a talk is there, whole: it is free. */
void pace_answered(struct pace *p, struct pace_talk *t);

/* It is free without one. */
void pace_failed(struct pace_talk *t);

/* Until so many seconds are over. */
void pace_run(struct pace *p, long seconds);

/* Answers a second, the milliseconds within which half of them came, 99 of 100,
 * and all, and the milliseconds by which 99 of 100 were asked too late, which
 * is of this program alone, and is in the others. */
void pace_print(struct pace *p);

#endif
