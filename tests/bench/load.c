/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load PORT CONNECTIONS - two clients that connect to 127.0.0.1 one
 * connection after the other and read each to its end
 *
 * They call from 127.0.1.0 to 127.0.1.255 in turn, so that tcpserver's
 * rules (tcprules(1)) can give each connection another name and address.
 * Prints the seconds that it took; every connection has to begin with "220".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 2

static _Noreturn void
die(const char *what)
{
	(void)fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(111);
}

static struct sockaddr_in
loopback(uint32_t low, unsigned port)
{
	struct sockaddr_in a;

	memset(&a, 0, sizeof(a));
	a.sin_family = AF_INET;
	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = htonl(0x7f000000u | low);
	return a;
}

/* One connection: connect, read to the end. */
static void
call(unsigned port, uint32_t from)
{
	struct sockaddr_in us = loopback(0x100 | (from & 0xff), 0);
	struct sockaddr_in them = loopback(1, port);
	char text[64];
	size_t have = 0;
	ssize_t n;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd == -1 || bind(fd, (struct sockaddr *)&us, sizeof(us)) == -1 ||
	    connect(fd, (struct sockaddr *)&them, sizeof(them)) == -1)
		die("connect");
	while (have < sizeof(text) &&
	    (n = read(fd, text + have, sizeof(text) - have)) > 0)
		have += (size_t)n;
	if (have < 3 || memcmp(text, "220", 3) != 0) {
		errno = EPROTO;
		die("greeting");
	}
	(void)close(fd);
}

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char *argv[])
{
	unsigned port, total, client, i;
	double began;
	int status, bad = 0;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: load port connections\n");
		return 100;
	}
	port = (unsigned)strtoul(argv[1], NULL, 10);
	total = (unsigned)strtoul(argv[2], NULL, 10);
	began = seconds();
	for (client = 0; client < CLIENTS; client++)
		switch (fork()) {
		case -1:
			die("fork");
		case 0:
			for (i = client; i < total; i += CLIENTS)
				call(port, i);
			_exit(0);
		}
	while (wait(&status) != -1)
		bad |= status;
	if (bad != 0)
		return 111;
	(void)printf("%.6f\n", seconds() - began);
	return 0;
}
