/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy PORT REQUESTS CONNECTIONS RATE SECONDS [SILENT] - ask a policy server
 * of Postfix's, and time it
 *
 * Asks 127.0.0.1:PORT for so many seconds what stands in the file REQUESTS,
 * each with its empty line, in turn, over CONNECTIONS that stay open.  RATE 0:
 * each asks again when it is answered; else RATE requests a second are due, as
 * pace.h says.  SILENT connections that say nothing are opened first, and held.
 * The time begins when the server has taken all of them and has answered once
 * on each of the others: a start in which 10,000 come at once is no pace.
 *
 * Prints what pace_print does, and how many were let in, refused for good, and
 * for now.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "pace.h"

#define REQUESTS_MAX 100000
#define PATIENCE_S   60 /* for the first answer */

struct talk {
	struct pace_talk pace;
	char got[2048];
	size_t len;
};

static const char *request[REQUESTS_MAX];
static size_t requests, asked, kinds[3];

static void
requests_read(const struct pace *p, const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 64 << 20), *end;
	size_t len;

	if (file == NULL || text == NULL)
		pace_die(p, path);
	len = fread(text, 1, (64 << 20) - 1, file);
	(void)fclose(file);
	while (requests < REQUESTS_MAX && len > 0 &&
	    (end = strstr(text, "\n\n")) != NULL) {
		request[requests++] = strndup(text, (size_t)(end - text) + 2);
		text = end + 2;
	}
	if (requests == 0)
		pace_die(p, "no requests");
}

static int
connection(const struct pace *p)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd == -1 || connect(fd, (const struct sockaddr *)&p->server,
	    sizeof(p->server)) == -1)
		pace_die(p, "connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	    sizeof(patience));
	return fd;
}

static void
ask(struct pace *p, void *talk)
{
	const char *text = request[asked++ % requests];
	struct talk *t = talk;

	t->len = 0;
	if (send(t->pace.fd, text, strlen(text), MSG_NOSIGNAL) !=
	    (ssize_t)strlen(text))
		pace_die(p, "send");
}

/* Read what is there. */
static void
go(struct pace *p, void *talk)
{
	struct talk *t = talk;
	ssize_t n = recv(t->pace.fd, t->got + t->len,
	    sizeof(t->got) - 1 - t->len, 0);

	if (n == 0)
		errno = ECONNRESET;
	if (n <= 0)
		pace_die(p, "an answer");
	t->len += (size_t)n;
	t->got[t->len] = '\0';
	if (t->len < 2 || strcmp(t->got + t->len - 2, "\n\n") != 0)
		return;
	kinds[strncmp(t->got, "action=5", 8) == 0 ? 1 :
	    strncmp(t->got, "action=4", 8) == 0 ||
	    strncmp(t->got, "action=DEFER", 12) == 0 ? 2 : 0]++;
	pace_answered(p, &t->pace);
}

static void
connect_all(struct pace *p, long silent)
{
	struct talk *t = p->talks;
	long i;

	for (i = 0; i < silent; i++)
		(void)connection(p);
	for (i = 0; i < p->count; i++) {
		t[i].pace.fd = connection(p);
		t[i].pace.due_ns = t[i].pace.begun_ns = pace_now();
		ask(p, &t[i]);
		while (t[i].pace.due_ns != 0)
			go(p, &t[i]);
		pace_watch(p, &t[i].pace, 0);
	}
	memset(kinds, 0, sizeof(kinds));
}

int
main(int argc, char **argv)
{
	struct pace p;

	if (argc < 6) {
		(void)fprintf(stderr, "usage: policy PORT REQUESTS "
		    "CONNECTIONS RATE SECONDS [SILENT]\n");
		return 100;
	}
	pace_init(&p, "policy", argv[1]);
	requests_read(&p, argv[2]);
	p.count = atol(argv[3]);
	p.rate = atol(argv[4]);
	p.size = sizeof(struct talk);
	p.ask = ask;
	p.go = go;
	if ((p.talks = calloc((size_t)p.count, p.size)) == NULL)
		pace_die(&p, "start");
	connect_all(&p, argc > 6 ? atol(argv[6]) : 0);
	pace_run(&p, atol(argv[5]));
	pace_print(&p);
	printf(" %zu %zu %zu\n", kinds[0], kinds[1], kinds[2]);
	return 0;
}
