/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/refusal.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/ends.h"
#include "smtp/envelope.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HELLO "220 mx.example tester\r\n"
#define NO ENDS_NO
#define OK "250 mx.example\r\n"
#define BYE "221 mx.example\r\n"
#define MANY "421 4.7.0 too many commands, closing\r\n"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60

static void
transcript_is_the_same_for_every_chunking(void **state)
{
	static const char in[] =
	    "EHLO c\r\nMAIL FROM:<a@b>\nrcpt to:<c@d>\r\nDATA\r\nQUIT\r\n"
	    "NOOP\r\n";
	static const char want[] = HELLO OK OK NO NO BYE;
	struct envelope heard;
	struct ends s;
	struct refusal r;
	size_t chunk, at, n;

	(void)state;
	for (chunk = 1; chunk <= sizeof(in) - 1; chunk++) {
		ends_connect(&s, SOCK_SEQPACKET); /* keeps chunks apart */
		for (at = 0; at < sizeof(in) - 1; at += n) {
			n = sizeof(in) - 1 - at;
			n = n < chunk ? n : chunk;
			ends_say(&s, in + at, n);
		}
		r = ends_refusal(s.fd[1], s.fd[1]);
		memset(&heard, 0, sizeof(heard));
		r.envelope = &heard;
		assert_int_equal(refusal_dialogue(&r), REFUSAL_QUIT);
		ends_hear(&s);
		assert_string_equal(s.got, want);
		assert_int_equal(r.commands, 5);
		assert_string_equal(heard.sender, "a@b");
		assert_string_equal(heard.recipient, "c@d");
		assert_true(r.pregreet);
	}
}

static void
end_of_input_is_quiet(void **state)
{
	static const struct {
		const char *in, *want;
		unsigned commands;
	} row[] = { { "", HELLO, 0 }, { "QUIT", HELLO, 0 },
		{ "NOOP\r\nRCPT\r\n", HELLO OK NO, 2 } };
	struct ends s;
	struct refusal r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		ends_connect(&s, SOCK_STREAM);
		ends_say(&s, row[i].in, strlen(row[i].in));
		assert_int_equal(shutdown(s.fd[0], SHUT_WR), 0);
		r = ends_refusal(s.fd[1], s.fd[1]);
		assert_int_equal(refusal_dialogue(&r), REFUSAL_EOF);
		ends_hear(&s);
		assert_string_equal(s.got, row[i].want);
		assert_int_equal(r.commands, row[i].commands);
		assert_int_equal(r.pregreet, row[i].in[0] != '\0');
	}
}

static void
a_client_that_has_left_kills_nobody(void **state)
{
	struct refusal r;
	struct ends s;
	int out[2];

	(void)state;
	ends_connect(&s, SOCK_STREAM);
	(void)close(s.fd[0]);
	r = ends_refusal(s.fd[1], s.fd[1]);
	assert_int_equal(refusal_dialogue(&r), REFUSAL_LOST);
	assert_int_equal(refusal_banner(&r), REFUSAL_LOST);
	assert_int_equal(pipe(out), 0);
	(void)close(out[0]);
	r.out = out[1];
	assert_int_equal(refusal_dialogue(&r), REFUSAL_LOST);
	(void)close(out[1]);
	assert_int_equal(refusal_dialogue(&r), REFUSAL_LOST);
	assert_int_equal(pipe(out), 0); /* nothing to read from */
	(void)close(s.fd[1]);
	r.out = out[1];
	assert_int_equal(refusal_dialogue(&r), REFUSAL_LOST);
	(void)close(out[0]);
	(void)close(out[1]);
}

/* A TCP connection over loopback, at a port the kernel chose. */
static void
connect_tcp(struct ends *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int l = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(l, (struct sockaddr *)&a, len), 0);
	assert_int_equal(listen(l, 1), 0);
	assert_int_equal(getsockname(l, (struct sockaddr *)&a, &len), 0);
	s->fd[0] = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(s->fd[0], (struct sockaddr *)&a, len), 0);
	s->fd[1] = accept(l, NULL, NULL);
	assert_int_not_equal(s->fd[1], -1);
	(void)close(l);
}

static void
the_last_reply_outlives_unread_input(void **state)
{
	char in[6000], want[1024] = HELLO;
	struct refusal r;
	struct ends s;
	size_t i;

	(void)state;
	connect_tcp(&s);
	for (i = 0; i < sizeof(in); i += 6)
		memcpy(in + i, "NOOP\r\n", 6);
	ends_say(&s, in, sizeof(in));
	for (i = 0; i < 20; i++)
		strcat(want, OK);
	strcat(want, MANY);
	r = ends_refusal(s.fd[1], s.fd[1]);
	r.limit_ms = 300;
	assert_int_equal(refusal_dialogue(&r), REFUSAL_LIMIT);
	assert_int_equal(r.commands, 20);
	ends_hear(&s);
	assert_string_equal(s.got, want);
}

static void
two_pipes_serve_as_well_as_a_socket(void **state)
{
	struct refusal r;
	int in[2], out[2];
	char got[512];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(write(in[1], "RCPT\nQUIT\n", 10), 10);
	r = ends_refusal(in[0], out[1]);
	assert_int_equal(refusal_dialogue(&r), REFUSAL_QUIT);
	assert_true(r.pregreet);
	n = read(out[0], got, sizeof(got) - 1);
	assert_true(n > 0);
	got[n] = '\0';
	assert_string_equal(got, HELLO NO BYE);
	(void)close(in[0]);
	(void)close(in[1]);
	(void)close(out[0]);
	(void)close(out[1]);
}

/* What refusal_pregreet says of fd[0] before and after the peer talks and
 * hangs up; and the byte is still there. */
static void
check_pregreet(int fd[2], bool talks)
{
	char c = 0;

	assert_false(refusal_pregreet(fd[0]));
	if (talks)
		assert_int_equal(write(fd[1], "x", 1), 1);
	assert_int_equal(refusal_pregreet(fd[0]), talks);
	(void)close(fd[1]);
	assert_int_equal(refusal_pregreet(fd[0]), talks);
	assert_int_equal(read(fd[0], &c, 1), talks ? 1 : 0);
	assert_int_equal(c, talks ? 'x' : 0);
	assert_false(refusal_pregreet(fd[0]));
	(void)close(fd[0]);
}

static void
pregreet_is_data_and_stays_unread(void **state)
{
	int fd[2], i;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
		check_pregreet(fd, i == 1);
		assert_int_equal(pipe(fd), 0);
		check_pregreet(fd, i == 1);
	}
}

static void
pregreet_asks_sockets_and_pipes_only(void **state)
{
	int fd = open("/dev/null", O_RDONLY);

	(void)state;
	assert_false(refusal_pregreet(fd));
	(void)close(fd);
	assert_false(refusal_pregreet(fd));
	fd = open("/dev/zero", O_RDONLY);
	assert_false(refusal_pregreet(fd));
	(void)close(fd);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(transcript_is_the_same_for_every_chunking),
		cmocka_unit_test(end_of_input_is_quiet),
		cmocka_unit_test(a_client_that_has_left_kills_nobody),
		cmocka_unit_test(the_last_reply_outlives_unread_input),
		cmocka_unit_test(two_pipes_serve_as_well_as_a_socket),
		cmocka_unit_test(pregreet_is_data_and_stays_unread),
		cmocka_unit_test(pregreet_asks_sockets_and_pipes_only),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
