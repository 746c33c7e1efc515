/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wall PORT CLIENTS AT_ONCE RATE SECONDS [SILENT] - ask dynawall, and time it
 *
 * Asks 127.0.0.1:PORT for so many seconds about the addresses in CLIENTS, the
 * first word of each line, in turn, each over a connection of its own.  RATE 0:
 * AT_ONCE connections are under way at any time; else a connection begins
 * RATE times a second, as pace.h says.  SILENT connections that say nothing are
 * opened first, and held.
 *
 * Prints what pace_print does, how many answers were none, and how often each
 * digit came.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pace.h"

#define LINES_MAX 100000
#define LINE_SIZE 64
#define DIGITS    6

struct talk {
	struct pace_talk pace;
	char digit;
};

static char line[LINES_MAX][LINE_SIZE];
static size_t lines, asked, failures, digits[DIGITS];

static void
lines_read(const struct pace *p, const char *path)
{
	FILE *file = fopen(path, "r");
	char word[LINE_SIZE - 1];

	if (file == NULL)
		pace_die(p, path);
	while (lines < LINES_MAX && fscanf(file, "%62s%*[^\n]", word) == 1)
		(void)snprintf(line[lines++], LINE_SIZE, "%s\n", word);
	(void)fclose(file);
	if (lines == 0)
		pace_die(p, "no clients");
}

/* From 127.0.1.0 to 127.0.1.255 in turn: an address has some 14,000 ports to
 * connect from, each of which rests for a second. */
static int
connection(const struct pace *p)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
	static unsigned last;

	from.sin_addr.s_addr = htonl(0x7f000100u | (last++ & 0xff));
	if (fd == -1 || setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT,
	    &on, sizeof(on)) == -1 ||
	    bind(fd, (struct sockaddr *)&from, sizeof(from)) == -1)
		pace_die(p, "socket");
	if (connect(fd, (const struct sockaddr *)&p->server,
	    sizeof(p->server)) == -1 && errno != EINPROGRESS) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static void
talk_begin(struct pace *p, void *talk)
{
	const char *l = line[asked++ % lines];
	struct talk *t = talk;
	uint32_t more = 0;

	t->digit = '\0';
	t->pace.fd = connection(p);
	if (t->pace.fd == -1) {
		failures++;
		pace_failed(&t->pace);
		return;
	}
	/* on loopback the connection is there at once */
	if (send(t->pace.fd, l, strlen(l), MSG_NOSIGNAL) !=
	    (ssize_t)strlen(l))
		more = EPOLLOUT;
	else
		(void)shutdown(t->pace.fd, SHUT_WR);
	pace_watch(p, &t->pace, more);
}

static void
talk_end(struct pace *p, struct talk *t)
{
	(void)close(t->pace.fd);
	if (t->digit < '0' || t->digit >= '0' + DIGITS) {
		failures++;
		pace_failed(&t->pace);
	} else {
		digits[t->digit - '0']++;
		pace_answered(p, &t->pace);
	}
}

/* Read what is there; one digit and then the end is right. */
static void
talk_go(struct pace *p, void *talk)
{
	struct talk *t = talk;
	char got[8];
	ssize_t n = recv(t->pace.fd, got, sizeof(got), 0);

	if (n == -1 && errno == EAGAIN)
		return;
	if (n > 0) {
		t->digit = n == 1 && t->digit == '\0' ? got[0] : '?';
		n = recv(t->pace.fd, got, sizeof(got), 0);
		if (n == -1 && errno == EAGAIN)
			return;
		if (n > 0)
			t->digit = '?';
	}
	talk_end(p, t);
}

/* Hold connections that say nothing. */
static void
silent_open(const struct pace *p, long count)
{
	long i;

	for (i = 0; i < count; i++) {
		if (connection(p) == -1)
			pace_die(p, "connect");
		if (i % 100 == 99)
			(void)usleep(1000); /* or the queue is full */
	}
}

int
main(int argc, char **argv)
{
	struct pace p;
	int i;

	if (argc < 6) {
		(void)fprintf(stderr, "usage: wall PORT CLIENTS AT_ONCE RATE "
		    "SECONDS [SILENT]\n");
		return 100;
	}
	pace_init(&p, "wall", argv[1]);
	lines_read(&p, argv[2]);
	p.count = atol(argv[3]);
	p.rate = atol(argv[4]);
	p.size = sizeof(struct talk);
	p.ask = talk_begin;
	p.go = talk_go;
	if ((p.talks = calloc((size_t)p.count, p.size)) == NULL)
		pace_die(&p, "start");
	silent_open(&p, argc > 6 ? atol(argv[6]) : 0);
	pace_run(&p, atol(argv[5]));
	pace_print(&p);
	printf(" %zu", failures);
	for (i = 0; i < DIGITS; i++)
		printf(" %zu", digits[i]);
	printf("\n");
	return 0;
}
