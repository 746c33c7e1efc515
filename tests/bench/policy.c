/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy PORT REQUESTS CONNECTIONS RATE SECONDS [SILENT] - ask a policy server
 * of Postfix's, and time it
 *
 * Asks 127.0.0.1:PORT for so many seconds what stands in the file REQUESTS,
 * each with its empty line, in turn, over CONNECTIONS that stay open.  RATE 0:
 * each asks again when it is answered; else RATE requests a second are due,
 * however long the answers take, and wait their turn: that time counts, too.
 * SILENT connections that say nothing are opened first, and held.
 *
 * Prints: answers a second, the milliseconds within which half of them came, 99
 * of 100, and all, how many let in, refused for good, and for now.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REQUESTS_MAX 100000
#define ANSWERS_MAX 10000000
#define NS          1000000000LL

struct talk {
	int fd;
	int64_t from_ns; /* when its request was due; 0: it has none */
	char got[2048];
	size_t len;
};

static const char *request[REQUESTS_MAX];
static size_t requests, asked, answers, kinds[3];
static float *took_ms;
static struct sockaddr_in server;
static int poller;

static void
die(const char *what)
{
	(void)fprintf(stderr, "policy: %s: %s\n", what, strerror(errno));
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
requests_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 64 << 20), *end;
	size_t len;

	if (file == NULL || text == NULL)
		die(path);
	len = fread(text, 1, (64 << 20) - 1, file);
	(void)fclose(file);
	while (requests < REQUESTS_MAX && len > 0 &&
	    (end = strstr(text, "\n\n")) != NULL) {
		request[requests++] = strndup(text, (size_t)(end - text) + 2);
		text = end + 2;
	}
	if (requests == 0)
		die("no requests");
}

static int
connection(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd == -1 || connect(fd, (struct sockaddr *)&server,
	    sizeof(server)) == -1)
		die("connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

static void
ask(struct talk *t, int64_t due_ns)
{
	const char *text = request[asked++ % requests];

	t->from_ns = due_ns;
	t->len = 0;
	if (send(t->fd, text, strlen(text), MSG_NOSIGNAL) !=
	    (ssize_t)strlen(text))
		die("send");
}

/* Read what is there; true if that is the answer. */
static int
is_answered(struct talk *t)
{
	ssize_t n = recv(t->fd, t->got + t->len, sizeof(t->got) - 1 - t->len,
	    0);

	if (n <= 0)
		die("recv");
	t->len += (size_t)n;
	t->got[t->len] = '\0';
	if (t->len < 2 || strcmp(t->got + t->len - 2, "\n\n") != 0)
		return 0;
	kinds[strncmp(t->got, "action=5", 8) == 0 ? 1 :
	    strncmp(t->got, "action=4", 8) == 0 ||
	    strncmp(t->got, "action=DEFER", 12) == 0 ? 2 : 0]++;
	if (answers < ANSWERS_MAX)
		took_ms[answers++] = (float)(now_ns() - t->from_ns) / 1e6f;
	t->from_ns = 0;
	return 1;
}

/* Wait for answers, or until a request is due. */
static int
wait_until(struct epoll_event *e, int64_t due)
{
	int64_t left = due - now_ns();
	struct timespec t = { 0, 0 };

	if (left > 0)
		t = (struct timespec){ left / NS, left % NS };
	return epoll_pwait2(poller, e, 256, &t, NULL);
}

static void
run(struct talk *talk, long count, long rate, int64_t until)
{
	struct epoll_event e[256];
	int64_t from = now_ns(), now = from, due;
	long begun = 0, i, free_at = 0;
	int n, k;

	for (; now < until; now = now_ns()) {
		for (i = 0; i < count; i++) {
			struct talk *t = &talk[(free_at + i) % count];

			due = rate == 0 ? now : from + begun * NS / rate;
			if (due > now)
				break;
			if (t->from_ns != 0)
				continue;
			ask(t, due);
			begun++;
		}
		free_at = (free_at + i) % count;
		n = wait_until(e, rate == 0 ? now + NS / 10 :
		    from + begun * NS / rate);
		for (k = 0; k < n; k++)
			if (is_answered(e[k].data.ptr) && rate == 0) {
				ask(e[k].data.ptr, now_ns());
				begun++;
			}
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
	struct epoll_event e = { .events = EPOLLIN };
	long count, seconds, i;
	struct rlimit files;
	struct talk *talk;
	int64_t from;

	if (argc < 6) {
		(void)fprintf(stderr, "usage: policy PORT REQUESTS "
		    "CONNECTIONS RATE SECONDS [SILENT]\n");
		return 100;
	}
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	server.sin_family = AF_INET;
	server.sin_port = htons((uint16_t)atoi(argv[1]));
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	requests_read(argv[2]);
	count = atol(argv[3]);
	seconds = atol(argv[5]);
	talk = calloc((size_t)count, sizeof(*talk));
	took_ms = malloc(ANSWERS_MAX * sizeof(*took_ms));
	poller = epoll_create1(0);
	if (talk == NULL || took_ms == NULL || poller == -1)
		die("start");
	for (i = 0; argc > 6 && i < atol(argv[6]); i++)
		(void)connection();
	for (i = 0; i < count; i++) {
		talk[i].fd = connection();
		e.data.ptr = &talk[i];
		if (epoll_ctl(poller, EPOLL_CTL_ADD, talk[i].fd, &e) == -1)
			die("epoll_ctl");
	}
	from = now_ns();
	run(talk, count, atol(argv[4]), from + seconds * NS);
	if (answers == 0)
		die("no answers");
	qsort(took_ms, answers, sizeof(*took_ms), by_time);
	printf("%.0f %.3f %.3f %.3f %zu %zu %zu\n", (double)answers /
	    ((double)(now_ns() - from) / 1e9), took_ms[answers / 2],
	    took_ms[answers * 99 / 100], took_ms[answers - 1], kinds[0],
	    kinds[1], kinds[2]);
	return 0;
}
