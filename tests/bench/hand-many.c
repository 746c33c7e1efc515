/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand-many PATH CLIENTS - give a dhfd so many refused clients, and be them
 *
 * Hands them over at the socket PATH as a filter does, each with an address
 * of its own; each names a sender and a recipient and hears its refusal.  Then
 * prints "held", and waits for a line.  By then the daemon has been told to
 * stop: prints how many milliseconds later the last one had heard its 421.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define SAYS                                                             \
	"EHLO client.example\r\nMAIL FROM:<somebody@client.example>\r\n" \
	"RCPT TO:<postmaster@here.example>\r\n"
#define NO                                                             \
	"553 5.7.1 mail from dynamic addresses is not accepted here, " \
	"please use your provider's server (rule 123)\r\n"
#define STOP "421 4.3.2 shutting down, try again later\r\n"

/* Of a letter: version and type, and the texts behind the numbers. */
#define HEAD 4
#define ADDRESS 17
#define TEXTS "\0" NO "\0mx.here.example\0dyn-host-filter"
#define HAND_LEN (HEAD + ADDRESS + 8 + sizeof(TEXTS))

static _Noreturn void
die(const char *what)
{
	(void)fprintf(stderr, "hand-many: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int
daemon_at(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (strlen(path) >= sizeof(to.sun_path))
		die(path);
	strcpy(to.sun_path, path);
	if (fd == -1 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1)
		die(path);
	return fd;
}

/* A connection over TCP: the client's end, and the server's in *server. */
static int
client(int *server)
{
	static struct sockaddr_in at = { .sin_family = AF_INET };
	static int listener = -1;
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (listener == -1) {
		at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		listener = socket(AF_INET, SOCK_STREAM, 0);
		if (bind(listener, (struct sockaddr *)&at, len) == -1 ||
		    listen(listener, 8) == -1 ||
		    getsockname(listener, (struct sockaddr *)&at, &len) == -1)
			die("listen");
	}
	if (fd == -1 || connect(fd, (struct sockaddr *)&at, len) == -1 ||
	    (*server = accept(listener, NULL, NULL)) == -1)
		die("connect");
	return fd;
}

static void
put32(unsigned char *out, uint32_t n)
{
	out[0] = (unsigned char)n;
	out[1] = (unsigned char)(n >> 8);
	out[2] = (unsigned char)(n >> 16);
	out[3] = (unsigned char)(n >> 24);
}

/* A letter of type HAND about client number n: blocked, 30 s. */
static void
letter(unsigned char out[HAND_LEN], unsigned n)
{
	memset(out, 0, HAND_LEN);
	out[0] = 1;
	out[1] = 3;
	out[2] = (unsigned char)(HAND_LEN - HEAD);
	out[3] = (HAND_LEN - HEAD) >> 8;
	out[HEAD] = 4;
	out[HEAD + 1] = 10;
	out[HEAD + 2] = (unsigned char)(n >> 16);
	out[HEAD + 3] = (unsigned char)(n >> 8);
	out[HEAD + 4] = (unsigned char)n;
	put32(out + HEAD + ADDRESS, 2);
	put32(out + HEAD + ADDRESS + 4, 30000);
	memcpy(out + HEAD + ADDRESS + 8, TEXTS, sizeof(TEXTS));
}

/* Hand the server's end of client number n over. */
static void
hand(int daemon, unsigned n, int server)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control = { .head = { .cmsg_level = SOL_SOCKET,
	    .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(2 * sizeof(int)) } };
	unsigned char data[HAND_LEN], answer[HEAD];
	struct iovec io = { data, sizeof(data) };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room) };
	int token[2], fd[2];

	letter(data, n);
	if (pipe(token) == -1 || write(token[1], "", 1) != 1)
		die("pipe");
	fd[0] = token[0];
	fd[1] = server;
	memcpy(CMSG_DATA(&control.head), fd, sizeof(fd));
	if (sendmsg(daemon, &m, 0) != (ssize_t)sizeof(data) ||
	    recv(daemon, answer, HEAD, MSG_WAITALL) != HEAD)
		die("hand over");
	if (answer[1] != 4) {
		(void)fprintf(stderr, "hand-many: client %u is not taken\n", n);
		exit(1);
	}
	(void)close(token[0]);
	(void)close(token[1]);
	(void)close(server);
}

/* Read until the last line is there; with over to the end. */
static void
expect(int fd, const char *last, int over)
{
	char text[2048];
	size_t len = 0, want = strlen(last);
	ssize_t n = 1;

	while (n > 0 && (over || len < want ||
	    memcmp(text + len - want, last, want) != 0)) {
		n = read(fd, text + len, sizeof(text) - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (len < want || memcmp(text + len - want, last, want) != 0)
		die("a client has heard something else");
}

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int
main(int argc, char **argv)
{
	unsigned count = argc == 3 ? (unsigned)atoi(argv[2]) : 0, i;
	int *fd = calloc(count + 1, sizeof(*fd)), daemon, server;
	struct rlimit files;
	int64_t since_ms;

	if (count == 0 || fd == NULL)
		return 100;
	(void)getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);
	daemon = daemon_at(argv[1]);
	for (i = 0; i < count; i++) {
		fd[i] = client(&server);
		if (write(fd[i], SAYS, sizeof(SAYS) - 1) == -1)
			die("write");
		hand(daemon, i, server);
	}
	for (i = 0; i < count; i++)
		expect(fd[i], NO, 0);
	printf("held\n");
	(void)fflush(stdout);
	if (getchar() == EOF)
		return 1;
	since_ms = now_ms();
	for (i = 0; i < count; i++)
		expect(fd[i], STOP, 1);
	printf("%lld\n", (long long)(now_ms() - since_ms));
	return 0;
}
