/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slow MS ADDRESS PORT - a DNS server that knows no name, and says so MS after
 * it was asked
 *
 * Prints its port; PORT may be 0.  dns-stub, which is Python, takes up to two
 * milliseconds more for eight questions, and what is measured is who asks.
 */
#define _GNU_SOURCE /* ppoll(2) */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WAITING_MAX  256
#define QUESTION_MAX 512

struct waiting {
	unsigned char message[QUESTION_MAX];
	size_t len;
	struct sockaddr_in from;
	long long due_ns;
};

static long long
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Wait until something comes, or *first, if there is any, is due. */
static void
wait_for(int fd, const struct waiting *first)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	long long left_ns = first == NULL ? 0 : first->due_ns - now_ns();
	struct timespec t;

	if (left_ns < 0)
		left_ns = 0;
	t.tv_sec = left_ns / 1000000000;
	t.tv_nsec = left_ns % 1000000000;
	(void)ppoll(&p, 1, first == NULL ? NULL : &t, NULL);
}

/* Take a question.  Returns how many came: 0 or 1. */
static unsigned
take(int fd, struct waiting *out, long long after_ns)
{
	socklen_t len = sizeof(out->from);
	ssize_t n = recvfrom(fd, out->message, sizeof(out->message),
	    MSG_DONTWAIT, (struct sockaddr *)&out->from, &len);

	if (n < 12)
		return 0;
	out->len = (size_t)n;
	out->due_ns = now_ns() + after_ns;
	return 1;
}

/* NXDOMAIN, of a server that looks names up (RFC 1035 section 4.1.1). */
static void
answer(int fd, struct waiting *w)
{
	w->message[2] |= 0x80;
	w->message[3] = 0x83;
	(void)sendto(fd, w->message, w->len, 0, (struct sockaddr *)&w->from,
	    sizeof(w->from));
}

static void
serve(int fd, long long after_ns)
{
	static struct waiting row[WAITING_MAX]; /* those from done to come */
	unsigned come = 0, done = 0;
	struct waiting *first;

	for (;;) {
		first = come == done ? NULL : &row[done % WAITING_MAX];
		wait_for(fd, first);
		if (come - done < WAITING_MAX)
			come += take(fd, &row[come % WAITING_MAX], after_ns);
		if (first != NULL && first->due_ns <= now_ns()) {
			answer(fd, first);
			done++;
		}
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (argc != 4 || inet_pton(AF_INET, argv[2], &at.sin_addr) != 1)
		return 100;
	at.sin_port = htons((in_port_t)atoi(argv[3]));
	if (bind(fd, (struct sockaddr *)&at, len) == -1 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) == -1)
		return 111;
	printf("%d\n", (int)ntohs(at.sin_port));
	(void)fflush(stdout);
	serve(fd, atoi(argv[1]) * 1000000LL);
}
