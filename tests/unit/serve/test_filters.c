/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/filters.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"

static uv_loop_t loop;
static struct filters f;
static struct callers callers;
static struct tell log_;
static struct err e;
static const char *no_room;
static int held[8], helds, greys, envelopes, offences, log_end;
static char noted[64];

static struct deed *
on_grey(void *arg, const struct letter *l, const struct filters_asker *who)
{
	struct letter is = { .grey = LETTER_WAIT, .seconds = 60,
		.type = strcmp(l->name, "broken.example") == 0 ?
		    LETTER_CANNOT : LETTER_GREY_IS };

	greys += arg == &helds;
	who->say(who->arg, &is);
	return NULL;
}

static const char *
on_room(void *arg, const struct letter *l)
{
	assert_ptr_equal(arg, &helds);
	assert_string_equal(l->reply, "553 no\r\n");
	return no_room;
}

static void
on_take(void *arg, const struct letter *l, int fd)
{
	assert_ptr_equal(arg, &helds);
	assert_string_equal(l->reply, "553 no\r\n");
	assert_int_not_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	held[helds++] = fd;
}

static struct deed *
on_envelope(void *arg, const struct letter *l, const struct filters_asker *who)
{
	strcpy(noted, l->to);
	envelopes += arg == &helds;
	who->say(who->arg, NULL);
	return NULL;
}

static struct deed *
on_offence(void *arg, const struct letter *l, const struct filters_asker *who)
{
	assert_ptr_equal(arg, &offences);
	assert_int_equal(l->seconds, 600);
	who->say(who->arg, &(struct letter){ .type = LETTER_OFFENCE_IS });
	offences++;
	return NULL;
}

static int
begin(void **state)
{
	int fd[2];

	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(fd), 0);
	log_end = fd[0];
	(void)fcntl(log_end, F_SETFL, O_NONBLOCK);
	log_ = (struct tell){ "prog", fd[1], 0 };
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(callers_init(&callers, "", 8, &e), 0);
	f.tell = &log_;
	f.name = "socket";
	f.callers = &callers;
	f.calls = (struct filters_calls){ .arg = &helds,
		.grey = on_grey, .room = on_room, .take = on_take,
		.envelope = on_envelope };
	assert_int_equal(filters_init(&f, &loop, &e), 0);
	no_room = NULL;
	helds = greys = envelopes = offences = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	filters_close(&f);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(callers.taken, 0);
	while (helds > 0)
		(void)close(held[--helds]);
	return 0;
}

/* A filter that has connected: its end of the connection. */
static int
filter(void)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
	filters_come(&f, fd[1]);
	return fd[0];
}

static void
turn(void)
{
	(void)uv_run(&loop, UV_RUN_NOWAIT);
}

/* Send bytes with descriptors. */
static void
post(int fd, const void *data, size_t len, const int *fds, size_t n)
{
	union {
		struct cmsghdr h;
		char room[CMSG_SPACE(8 * sizeof(int))];
	} control;
	struct iovec v = { (void *)(uintptr_t)data, len };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };

	if (n > 0) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
		CMSG_FIRSTHDR(&m)->cmsg_level = SOL_SOCKET;
		CMSG_FIRSTHDR(&m)->cmsg_type = SCM_RIGHTS;
		CMSG_FIRSTHDR(&m)->cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&m)), fds, n * sizeof(int));
	}
	assert_int_equal(sendmsg(fd, &m, MSG_NOSIGNAL), len);
}

static void
write_letter(int fd, const struct letter *l, const int *fds, size_t n)
{
	unsigned char data[LETTER_MAX];
	size_t len = letter_pack(data, l);

	post(fd, data, len, fds, n);
	turn();
}

/* The type of the letter that has come, 0: none, -1: the session is over. */
static int
heard(int fd, struct letter *out)
{
	static unsigned char data[LETTER_MAX];
	struct letter l = { 0 };
	size_t used;
	ssize_t n = read(fd, data, sizeof(data));

	if (n == 0 || (n == -1 && errno != EAGAIN))
		return -1;
	if (n == -1)
		return 0;
	assert_int_equal(letter_unpack(&l, &used, data, (size_t)n),
	    LETTER_WHOLE);
	assert_int_equal(used, n);
	if (out != NULL)
		*out = l;
	return (int)l.type;
}

static const struct letter grey = { .type = LETTER_GREY,
	.ip = { { 192, 0, 2, 1 }, 32 }, .name = "", .rule = "r" };
static const struct letter hand = { .type = LETTER_HAND,
	.ip = { { 192, 0, 2, 1 }, 32 }, .reply = "553 no\r\n" };
static const struct letter envelope = { .type = LETTER_ENVELOPE,
	.ip = { { 192, 0, 2, 1 }, 32 }, .to = "a@b.example" };
static const struct letter offence = { .type = LETTER_OFFENCE,
	.ip = { { 192, 0, 2, 1 }, 32 }, .seconds = 600, .source = "filter",
	.flags = LETTER_BAN | LETTER_HELD };

static int
answer_to(int fd, struct letter l, unsigned char n)
{
	l.ip.octet[3] = n;
	write_letter(fd, &l, NULL, 0);
	return heard(fd, NULL);
}

static void
a_filter_tells_of_its_own_client_alone(void **state)
{
	int fd = filter(), other = filter();
	f.calls.offences_arg = *state = &offences;
	f.calls.offence = on_offence;
	assert_int_equal(answer_to(fd, offence, 1), LETTER_OFFENCE_IS);
	assert_int_equal(answer_to(fd, offence, 1), LETTER_CANNOT); /* once */
	assert_int_equal(answer_to(other, grey, 1), LETTER_GREY_IS);
	assert_int_equal(answer_to(other, offence, 9), LETTER_CANNOT);
	assert_int_equal(answer_to(other, offence, 1), LETTER_CANNOT);
	assert_int_equal(offences, 1);
}

static void
a_question_is_answered(void **state)
{
	struct letter broken = grey, l;
	int fd = filter();

	(void)state;
	write_letter(fd, &grey, NULL, 0);
	assert_int_equal(heard(fd, &l), LETTER_GREY_IS);
	assert_int_equal(l.seconds, 60);
	broken.name = "broken.example";
	write_letter(fd, &broken, NULL, 0);
	assert_int_equal(heard(fd, NULL), LETTER_CANNOT);
	write_letter(fd, &envelope, NULL, 0);
	assert_int_equal(heard(fd, NULL), 0);
	assert_string_equal(noted, "a@b.example");
	(void)close(fd);
	turn();
	assert_null(f.first);
}

/* Cut at every byte, and all in one packet. */
static void
packets_make_no_difference(void **state)
{
	unsigned char data[3 * LETTER_MAX];
	size_t len, i;
	int fd = filter();

	(void)state;
	len = letter_pack(data, &grey);
	len += letter_pack(data + len, &envelope);
	len += letter_pack(data + len, &grey);
	for (i = 0; i < len; i++) {
		post(fd, data + i, 1, NULL, 0);
		turn();
	}
	assert_int_equal(greys, 2);
	assert_int_equal(envelopes, 1);
	post(fd, data, len, NULL, 0);
	turn();
	assert_int_equal(greys, 4);
	assert_int_equal(envelopes, 2);
	assert_int_equal(f.counts.bad, 0);
	(void)close(fd);
}

/* Descriptors of a client: its connection, and a token that has its byte. */
struct client {
	int token[2], end[2];
};

static struct client
client_new(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct client c;

	assert_int_equal(bind(listener, (struct sockaddr *)&a, len), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (void *)&a, &len), 0);
	c.end[0] = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(c.end[0], (struct sockaddr *)&a, len), 0);
	c.end[1] = accept(listener, NULL, NULL);
	(void)close(listener);
	assert_int_equal(pipe(c.token), 0);
	assert_int_equal(write(c.token[1], "x", 1), 1);
	return c;
}

/* Close the filter's descriptors and see that nobody else has the client:
 * its end reads the end of the connection. */
static bool
is_let_go(const struct client *c)
{
	char byte;

	(void)close(c->end[1]);
	return recv(c->end[0], &byte, 1, MSG_DONTWAIT) == 0;
}

static void
client_end(const struct client *c)
{
	(void)close(c->end[0]);
	(void)close(c->token[0]);
	(void)close(c->token[1]);
}

static bool
has_byte(const struct client *c)
{
	char byte;

	(void)fcntl(c->token[0], F_SETFL, O_NONBLOCK);
	return read(c->token[0], &byte, 1) == 1;
}

static void
a_client_is_handed_over(void **state)
{
	char byte;
	size_t n;

	(void)state;
	for (n = 2; n <= 3; n++) { /* one descriptor of it, or two */
		struct client c = client_new();
		int fds[] = { c.token[0], c.end[1], dup(c.end[1]) };
		int fd = filter();

		write_letter(fd, &hand, fds, n);
		(void)close(fds[2]);
		assert_int_equal(heard(fd, NULL), LETTER_TAKEN);
		assert_int_equal(helds, 1);
		assert_false(has_byte(&c));
		assert_false(is_let_go(&c));
		(void)close(held[--helds]); /* nobody else has it */
		assert_int_equal(recv(c.end[0], &byte, 1, MSG_DONTWAIT), 0);
		(void)close(fd);
		turn();
		client_end(&c);
	}
}

/* In all these the filter keeps the client: no copy of a descriptor stays, and
 * the byte is there. */
static void
a_client_that_is_not_taken_is_let_go(void **state)
{
	static const char *const why[] = { "full", "late", "no token",
		"two connections", "no descriptors" };
	unsigned i;

	(void)state;
	for (i = 0; i < 5; i++) {
		struct client c = client_new(), other = client_new();
		int fds[] = { c.token[0], c.end[1], other.end[1] };
		int fd = filter();
		struct letter l;

		no_room = i == 0 ? "full" : NULL;
		if (i == 1)
			assert_true(has_byte(&c));
		if (i == 2)
			fds[0] = c.token[1];
		write_letter(fd, &hand, fds, i == 3 ? 3 : i == 4 ? 1 : 2);
		assert_int_equal(heard(fd, &l), LETTER_CANNOT);
		assert_string_equal(l.reason, why[i]);
		assert_int_equal(helds, 0);
		assert_int_equal(has_byte(&c), i != 1);
		assert_true(is_let_go(&c));
		(void)close(fd);
		turn();
		client_end(&c);
		client_end(&other);
	}
	assert_int_equal(f.counts.late, 1);
}

/* A client that was let go by the filter in the middle of the letter. */
static void
a_letter_that_stops_lets_the_client_go(void **state)
{
	unsigned char data[LETTER_MAX];
	size_t len = letter_pack(data, &hand), i;

	(void)state;
	for (i = 1; i < len; i++) {
		struct client c = client_new();
		int fds[] = { c.token[0], c.end[1] };
		int fd = filter();

		post(fd, data, i, fds, 2);
		turn();
		(void)close(fd);
		turn();
		assert_true(has_byte(&c));
		assert_true(is_let_go(&c));
		client_end(&c);
	}
	assert_int_equal(helds, 0);
	assert_null(f.first);
}

/* The letter byte by byte, its descriptors with the first, and behind another
 * letter in one packet. */
static void
descriptors_come_with_their_letter(void **state)
{
	unsigned char data[2 * LETTER_MAX];
	struct client c = client_new();
	int fds[] = { c.token[0], c.end[1] };
	size_t len = letter_pack(data, &hand), i;
	int fd = filter();

	(void)state;
	for (i = 0; i < len; i++) {
		post(fd, data + i, 1, fds, i == 0 ? 2 : 0);
		turn();
	}
	assert_int_equal(heard(fd, NULL), LETTER_TAKEN);
	client_end(&c);
	c = client_new();
	fds[0] = c.token[0];
	fds[1] = c.end[1];
	len = letter_pack(data, &envelope);
	len += letter_pack(data + len, &hand);
	post(fd, data, len, fds, 2);
	turn();
	assert_int_equal(heard(fd, NULL), LETTER_TAKEN);
	assert_int_equal(helds, 2);
	client_end(&c);
	(void)close(fd);
}

static void
whoever_writes_nonsense_is_shut_out(void **state)
{
	static const char byte[] = "\1";
	unsigned char data[LETTER_MAX];
	struct client c = client_new();
	int fds[] = { c.token[0], c.end[1], c.end[1], c.end[1], c.end[1] };
	size_t len, i;
	int fd;

	(void)state;
	fd = filter();
	post(fd, "\1\1\377\377", 4, NULL, 0); /* longer than any */
	turn();
	assert_int_equal(heard(fd, NULL), -1);
	for (i = 0; i < 3; i++) { /* of no version that will ever be */
		fd = filter();
		post(fd, i == 0 ? "GET / HTTP/1.0\r\n\r\n" : i == 1 ?
		    "\r\n\r\n" : "\377\377\377\377", 4, NULL, 0);
		turn();
		assert_int_equal(heard(fd, NULL), -1);
		assert_int_equal(f.counts.bad, i + 2);
	}
	assert_int_equal(f.counts.others, 0);
	fd = filter();
	write_letter(fd, &(struct letter){ .type = LETTER_TAKEN }, NULL, 0);
	assert_int_equal(heard(fd, NULL), -1);
	fd = filter();
	len = letter_pack(data, &grey);
	data[1] = 99; /* no such type */
	post(fd, data, len, NULL, 0);
	turn();
	assert_int_equal(heard(fd, NULL), -1);
	fd = filter();
	write_letter(fd, &grey, fds, 1); /* comes with nothing */
	assert_int_equal(heard(fd, NULL), LETTER_GREY_IS);
	assert_int_equal(heard(fd, NULL), -1);
	for (i = 4; i <= 5; i++) { /* too many, and cut by the kernel */
		fd = filter();
		post(fd, byte, 1, fds, i);
		turn();
		assert_int_equal(heard(fd, NULL), -1);
	}
	assert_int_equal(f.counts.bad, 9);
	assert_true(has_byte(&c));
	assert_true(is_let_go(&c));
	assert_null(f.first);
}

/* Answered, so that it goes on alone at once; told once, not a line each. */
static void
another_version_is_told_once(void **state)
{
	unsigned char data[LETTER_MAX];
	size_t len = letter_pack(data, &grey);
	char said[1000] = "";
	struct letter l;
	int fd, i;

	(void)state;
	data[0] = LETTER_VERSION + 1;
	for (i = 0; i < 3; i++) {
		fd = filter();
		post(fd, data, len, NULL, 0);
		turn();
		assert_int_equal(heard(fd, &l), LETTER_CANNOT);
		assert_string_equal(l.reason, "version");
		assert_int_equal(heard(fd, NULL), -1);
		(void)close(fd);
	}
	assert_true(read(log_end, said, sizeof(said) - 1) > 0);
	assert_ptr_equal(strchr(said, '\n'), strrchr(said, '\n'));
	assert_int_equal(f.counts.others, 3);
}

static void
places_are_limited_and_strangers_have_none(void **state)
{
	char said[1000] = "";
	int fd[8], i;

	(void)state;
	for (i = 0; i < 7; i++)
		fd[i] = filter();
	assert_int_equal(heard(fd[5], NULL), 0);
	assert_int_equal(heard(fd[6], NULL), -1); /* 6 of 8 for one user */
	assert_int_equal(f.counts.full, 1);
	assert_true(read(log_end, said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "socket: 6 of 8 places are taken"));
	for (i = 0; i < 3; i++) /* which is told once for now */
		assert_int_equal(heard(filter(), NULL), -1);
	assert_int_equal(f.counts.full, 4);
	assert_int_equal(read(log_end, said, sizeof(said)), -1);
	for (i = 0; i < 7; i++)
		(void)close(fd[i]);
	turn();
	callers.alloweds = 1;
	callers.allowed[0] = getuid() + 1;
	assert_int_equal(heard(filter(), NULL), -1);
	assert_int_equal(f.counts.strangers, 1);
}

/* Go on until the daemon has hung up; it has said nothing. */
static void
wait_for_end(int fd)
{
	int is;

	while ((is = heard(fd, NULL)) == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(is, -1);
}

/* A letter that is begun and does not go on, a filter that says nothing more,
 * and one that says nothing at all. */
static void
a_letter_has_its_time(void **state)
{
	int fd = filter(), quiet = filter(), silent = filter();

	(void)state;
	write_letter(quiet, &grey, NULL, 0);
	assert_int_equal(heard(quiet, NULL), LETTER_GREY_IS);
	f.silent_ms = 500;
	wait_for_end(silent);
	assert_int_equal(heard(quiet, NULL), 0);
	assert_int_equal(heard(fd, NULL), -1);
	f.silent_ms = FILTERS_SILENT_MS;
	fd = filter();
	post(fd, "\1", 1, NULL, 0);
	turn();
	f.part_ms = 500;
	wait_for_end(fd);
	assert_int_equal(heard(quiet, NULL), 0);
	f.idle_ms = 500;
	while (f.first != NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(heard(quiet, NULL), -1);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(a_question_is_answered),
		TEST(a_filter_tells_of_its_own_client_alone),
		TEST(packets_make_no_difference),
		TEST(a_client_is_handed_over),
		TEST(a_client_that_is_not_taken_is_let_go),
		TEST(a_letter_that_stops_lets_the_client_go),
		TEST(descriptors_come_with_their_letter),
		TEST(whoever_writes_nonsense_is_shut_out),
		TEST(another_version_is_told_once),
		TEST(places_are_limited_and_strangers_have_none),
		TEST(a_letter_has_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
