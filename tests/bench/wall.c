/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wall PORT CLIENTS AT_ONCE RATE SECONDS [SILENT] - ask dynawall, and time it
 *
 * Asks 127.0.0.1:PORT for so many seconds about the addresses in CLIENTS, the
 * first word of each line, in turn, each over a connection of its own.  RATE 0:
 * AT_ONCE connections are under way at any time; else a connection begins
 * RATE times a second, however long the answers take, and waits its turn where
 * AT_ONCE are under way: that time counts, too.  Between them it sleeps: one
 * that looked for them all the time would have a processor for itself, and the
 * daemon none on which it is not waited for.  SILENT connections that say
 * nothing are opened first, and held.
 *
 * Prints: answers a second, the milliseconds within which half of them came, 99
 * of 100, and all, how many were none, and how often each digit came.  Last,
 * the milliseconds by which 99 of 100 began too late, which is of this program
 * alone, and is in the others.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINES_MAX   100000
#define LINE_SIZE   64
#define ANSWERS_MAX 10000000
#define DIGITS      6
#define NS          1000000000LL

struct talk {
	int fd;          /* -1: none */
	int64_t from_ns; /* when it should have begun */
	int64_t begun_ns; /* when it has */
	char digit;
};

static char line[LINES_MAX][LINE_SIZE];
static size_t lines, asked;
static float *took_ms, *late_ms;
static size_t answers, failures, digits[DIGITS];
static struct sockaddr_in server;
static int poller;

static void
die(const char *what)
{
	(void)fprintf(stderr, "wall: %s: %s\n", what, strerror(errno));
	exit(111);
}

static int64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

static void
lines_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char word[LINE_SIZE - 1];

	if (file == NULL)
		die(path);
	while (lines < LINES_MAX && fscanf(file, "%62s%*[^\n]", word) == 1)
		(void)snprintf(line[lines++], LINE_SIZE, "%s\n", word);
	(void)fclose(file);
	if (lines == 0)
		die("no clients");
}

/* From 127.0.1.0 to 127.0.1.255 in turn: an address has some 14,000 ports to
 * connect from, each of which rests for a second. */
static int
connection(void)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
	static unsigned last;

	from.sin_addr.s_addr = htonl(0x7f000100u | (last++ & 0xff));
	if (fd == -1 || setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT,
	    &on, sizeof(on)) == -1 ||
	    bind(fd, (struct sockaddr *)&from, sizeof(from)) == -1)
		die("socket");
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) == -1 &&
	    errno != EINPROGRESS) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static void
talk_begin(struct talk *t, int64_t from_ns)
{
	const char *l = line[asked++ % lines];
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = t };

	t->from_ns = from_ns;
	t->begun_ns = now_ns();
	t->digit = '\0';
	t->fd = connection();
	if (t->fd == -1) {
		failures++;
		return;
	}
	/* on loopback the connection is there at once */
	if (send(t->fd, l, strlen(l), MSG_NOSIGNAL) != (ssize_t)strlen(l))
		e.events |= EPOLLOUT;
	else
		(void)shutdown(t->fd, SHUT_WR);
	if (epoll_ctl(poller, EPOLL_CTL_ADD, t->fd, &e) == -1)
		die("epoll_ctl");
}

static void
talk_end(struct talk *t)
{
	if (t->digit < '0' || t->digit >= '0' + DIGITS) {
		failures++;
	} else if (answers < ANSWERS_MAX) {
		digits[t->digit - '0']++;
		late_ms[answers] = (float)(t->begun_ns - t->from_ns) / 1e6f;
		took_ms[answers++] = (float)(now_ns() - t->from_ns) / 1e6f;
	}
	(void)close(t->fd);
	t->fd = -1;
}

/* Read what is there; one digit and then the end is right. */
static void
talk_go(struct talk *t)
{
	char got[8];
	ssize_t n = recv(t->fd, got, sizeof(got), 0);

	if (n == -1 && errno == EAGAIN)
		return;
	if (n > 0) {
		t->digit = n == 1 && t->digit == '\0' ? got[0] : '?';
		n = recv(t->fd, got, sizeof(got), 0);
		if (n == -1 && errno == EAGAIN)
			return;
		if (n > 0)
			t->digit = '?';
	}
	talk_end(t);
}

/* Hold connections that say nothing. */
static void
silent_open(long count)
{
	long i;

	for (i = 0; i < count; i++) {
		if (connection() == -1)
			die("connect");
		if (i % 100 == 99)
			(void)usleep(1000); /* or the queue is full */
	}
}

/* Wait for answers, or until another question is due. */
static int
wait_until(struct epoll_event *e, int most, int64_t due)
{
	int64_t left = due - now_ns();
	struct timespec t = { 0, 0 };

	if (left > 0)
		t = (struct timespec){ left / NS, left % NS };
	return epoll_pwait2(poller, e, most, &t, NULL);
}

static void
run(struct talk *talk, long at_once, long rate, int64_t until)
{
	struct epoll_event e[256];
	int64_t from = now_ns(), now = from, due;
	long begun = 0, i;
	int n, k;

	while (now < until) {
		for (i = 0; i < at_once; i++) {
			due = rate == 0 ? now : from + begun * NS / rate;
			if (due > now)
				break;
			if (talk[i].fd != -1)
				continue;
			talk_begin(&talk[i], due);
			begun++;
		}
		n = wait_until(e, 256, rate == 0 ? now + NS / 10 :
		    from + begun * NS / rate);
		for (k = 0; k < n; k++)
			talk_go(e[k].data.ptr);
		now = now_ns();
	}
}

static int
by_time(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int
main(int argc, char **argv)
{
	long at_once, rate, seconds, i;
	struct rlimit files;
	struct talk *talk;
	int64_t from;

	if (argc < 6) {
		(void)fprintf(stderr, "usage: wall PORT CLIENTS AT_ONCE RATE "
		    "SECONDS [SILENT]\n");
		return 100;
	}
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	server.sin_family = AF_INET;
	server.sin_port = htons((uint16_t)atoi(argv[1]));
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	lines_read(argv[2]);
	at_once = atol(argv[3]);
	rate = atol(argv[4]);
	seconds = atol(argv[5]);
	talk = calloc((size_t)at_once, sizeof(*talk));
	took_ms = malloc(ANSWERS_MAX * sizeof(*took_ms));
	late_ms = malloc(ANSWERS_MAX * sizeof(*late_ms));
	poller = epoll_create1(0);
	if (talk == NULL || took_ms == NULL || late_ms == NULL ||
	    poller == -1)
		die("start");
	for (i = 0; i < at_once; i++)
		talk[i].fd = -1;
	silent_open(argc > 6 ? atol(argv[6]) : 0);
	from = now_ns();
	run(talk, at_once, rate, from + seconds * NS);
	if (answers == 0)
		die("no answers");
	qsort(took_ms, answers, sizeof(*took_ms), by_time);
	qsort(late_ms, answers, sizeof(*late_ms), by_time);
	printf("%.0f %.3f %.3f %.3f %zu", (double)answers /
	    ((double)(now_ns() - from) / 1e9), took_ms[answers / 2],
	    took_ms[answers * 99 / 100], took_ms[answers - 1], failures);
	for (i = 0; i < DIGITS; i++)
		printf(" %zu", digits[i]);
	printf(" %.3f\n", late_ms[answers * 99 / 100]);
	return 0;
}
