/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/resolver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "lib/nameserver.h"

#define TIMEOUT_MS 300
#define LOST_MS    1200 /* where another process has to come in between */
#define LONG_MS    60000 /* nobody waits for it, nor for part of it */
#define FD_MAX     64

struct place {
	struct nameserver server;
	struct resolver *resolver;
};

static struct resolver *
resolver_new(const char *servers, unsigned timeout_ms)
{
	struct resolver_options o = { servers, timeout_ms };
	struct resolver *r;
	struct err e;

	if (resolver_open(&r, &o, &e) == -1)
		fail_msg("%s", e.msg);
	return r;
}

static int
place_make(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (nameserver_open(&p->server) == -1)
		return -1;
	p->resolver = resolver_new(p->server.text, TIMEOUT_MS);
	*state = p;
	return 0;
}

/* Give *p more patience, and a server before its own; or NULL. */
static void
place_wait(struct place *p, const struct place *before, unsigned timeout_ms)
{
	char text[64] = "";

	if (before != NULL)
		(void)snprintf(text, sizeof(text), "%s,", before->server.text);
	strcat(text, p->server.text);
	resolver_close(p->resolver);
	p->resolver = resolver_new(text, timeout_ms);
}

static int
place_leave(void **state)
{
	struct place *p = *state;

	resolver_close(p->resolver);
	resolver_close(NULL);
	nameserver_close(&p->server);
	free(p);
	return 0;
}

static bool
server_take(const struct place *p, struct nameserver_question *out)
{
	return nameserver_take(&p->server, out);
}

static void
server_answer(const struct place *p, const struct nameserver_question *q,
    unsigned char code, unsigned char last)
{
	nameserver_answer(&p->server, q, code, last);
}

static void
assert_address(const struct place *p, int question, unsigned char last)
{
	const struct dns_answer *a = resolver_answer(p->resolver, question);

	if (a->state != DNS_FOUND)
		fail_msg("state %d (%s)", (int)a->state, a->why);
	assert_int_equal(a->count, 1);
	assert_int_equal(a->ip[0].octet[0], 127);
	assert_int_equal(a->ip[0].octet[3], last);
}

static enum dns_state
state_of(const struct place *p, int question)
{
	return resolver_answer(p->resolver, question)->state;
}

static void
all_questions_fly_at_once_from_one_socket(void **state)
{
	struct place *p = *state;
	struct nameserver_question q[8];
	char name[16];
	int i, number[8];

	for (i = 0; i < 8; i++) {
		(void)snprintf(name, sizeof(name), "l%d.ex", i);
		number[i] = resolver_ask(p->resolver, name, DNS_A);
	}
	for (i = 0; i < 8; i++) {
		assert_true(server_take(p, &q[i]));
		assert_int_equal(q[i].from.sin_port, q[0].from.sin_port);
		assert_int_equal(state_of(p, number[i]), DNS_WAITING);
	}
	for (i = 7; i > 0; i--)
		server_answer(p, &q[i], 0, (unsigned char)i);
	while (state_of(p, number[1]) == DNS_WAITING)
		assert_int_equal(resolver_wait(p->resolver), RESOLVER_MORE);
	server_answer(p, &q[0], 3, 0);
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_int_equal(state_of(p, number[0]), DNS_ABSENT);
	for (i = 1; i < 8; i++)
		assert_address(p, number[i], (unsigned char)i);
}

static void
the_same_question_is_one(void **state)
{
	struct place *p = *state;
	struct nameserver_question q;
	int one = resolver_ask(p->resolver, "a.ex", DNS_A);

	assert_int_equal(resolver_ask(p->resolver, "A.eX.", DNS_A), one);
	assert_true(server_take(p, &q));
	assert_false(server_take(p, &q));
	assert_int_not_equal(resolver_ask(p->resolver, "a.ex", DNS_TXT), one);
	assert_true(server_take(p, &q));
}

static void
silence_is_unknown_at_the_deadline(void **state)
{
	struct place *p = *state;
	int64_t begin = fd_now_ms(), spent;
	int q = resolver_ask(p->resolver, "a.ex", DNS_PTR);

	assert_int_equal(resolver_wait(p->resolver), RESOLVER_LATE);
	spent = fd_now_ms() - begin;
	assert_in_range(spent, TIMEOUT_MS, TIMEOUT_MS + 100);
	assert_int_equal(state_of(p, q), DNS_UNKNOWN);
	q = resolver_ask(p->resolver, "b.ex", DNS_PTR);
	assert_int_equal(state_of(p, q), DNS_UNKNOWN);
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_true(fd_now_ms() - begin < spent + 100);
}

/* In a child: wait for a question at one server, then answer another. */
static pid_t
answer_when_asked(const struct place *asked, const struct place *p,
    const struct nameserver_question *question)
{
	struct nameserver_question again;
	pid_t child = fork();

	if (child == 0) {
		socklen_t len = sizeof(again.from);
		ssize_t n;

		(void)alarm(LOST_MS / 1000 + 1); /* it may never come */
		n = recvfrom(asked->server.fd, again.data,
		    sizeof(again.data), 0, (struct sockaddr *)&again.from,
		    &len);
		again.len = n > 0 ? (size_t)n : 0;
		server_answer(p, question != NULL ? question : &again, 0, 5);
		_exit(n > 0 && again.len == 12 + 6 + 4 ? 0 : 1);
	}
	return child;
}

/* a.ex has the address that the child answered. */
static void
assert_answered(const struct place *p, int question, pid_t child)
{
	int status;

	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_address(p, question, 5);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* With one server, that is before the deadline. */
static void
a_lost_question_is_asked_again(void **state)
{
	struct place *p = *state;
	struct nameserver_question lost;
	int number;

	place_wait(p, NULL, LOST_MS);
	number = resolver_ask(p->resolver, "a.ex", DNS_A);
	assert_true(server_take(p, &lost));
	assert_answered(p, number, answer_when_asked(p, p, NULL));
}

static void
an_answer_to_the_first_time_counts_after_the_second(void **state)
{
	struct place *p = *state;
	struct nameserver_question first;
	int number;

	place_wait(p, NULL, LOST_MS);
	number = resolver_ask(p->resolver, "a.ex", DNS_A);
	assert_true(server_take(p, &first));
	assert_answered(p, number, answer_when_asked(p, p, &first));
}

static void
so_does_one_of_the_first_server_after_the_second(void **state)
{
	struct place *one = *state, *two;
	struct nameserver_question first, none;
	void *other = NULL;
	int number;

	assert_int_equal(place_make(&other), 0);
	two = other;
	place_wait(two, one, LOST_MS);
	number = resolver_ask(two->resolver, "a.ex", DNS_A);
	assert_true(server_take(one, &first));
	assert_false(server_take(two, &none));
	assert_answered(two, number, answer_when_asked(two, one, &first));
	(void)place_leave(&other);
}

/* At once, and not when the server's time is over. */
static void
a_server_that_fails_gives_way_to_the_next(void **state)
{
	static const unsigned char code[] = { 2, 4, 5 };
	struct place *one = *state, *two;
	struct nameserver_question first;
	void *other = NULL;
	pid_t child;
	size_t i;
	int number;

	assert_int_equal(place_make(&other), 0);
	two = other;
	for (i = 0; i < sizeof(code); i++) {
		place_wait(two, one, LONG_MS);
		number = resolver_ask(two->resolver, "a.ex", DNS_A);
		assert_true(server_take(one, &first));
		child = answer_when_asked(two, two, NULL);
		server_answer(one, &first, code[i], 0);
		assert_answered(two, number, child);
		assert_false(server_take(one, &first));
	}
	(void)place_leave(&other);
}

static void
so_does_one_that_is_not_there(void **state)
{
	struct place *gone = *state, *two;
	void *other = NULL;
	pid_t child;
	int number;

	assert_int_equal(place_make(&other), 0);
	two = other;
	place_wait(two, gone, LONG_MS);
	nameserver_close(&gone->server);
	number = resolver_ask(two->resolver, "a.ex", DNS_A);
	child = answer_when_asked(two, two, NULL);
	assert_answered(two, number, child);
	assert_int_equal(nameserver_open(&gone->server), 0);
	(void)place_leave(&other);
}

static void
failures_are_unknown_before_the_deadline(void **state)
{
	static const unsigned char code[] = { 1, 2, 4, 5, 9 };
	struct place *p = *state;
	int64_t begin = fd_now_ms();
	struct nameserver_question q;
	pid_t child = fork();
	size_t i;
	int number;

	while (child == 0) {
		socklen_t len = sizeof(q.from);

		q.len = (size_t)recvfrom(p->server.fd, q.data,
		    sizeof(q.data), 0, (struct sockaddr *)&q.from, &len);
		server_answer(p, &q, (unsigned char)(q.data[13] - 'a'), 0);
	}
	for (i = 0; i < sizeof(code); i++) {
		const char name[] = { (char)('a' + code[i]), '\0' };

		number = resolver_ask(p->resolver, name, DNS_A);
		while (resolver_wait(p->resolver) == RESOLVER_MORE)
			;
		assert_int_equal(state_of(p, number), DNS_UNKNOWN);
	}
	assert_true(fd_now_ms() - begin < TIMEOUT_MS);
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
}

static void
answers_of_an_earlier_session_are_not_counted(void **state)
{
	struct place *p = *state;
	struct nameserver_question old, new;
	int number, i;

	place_wait(p, NULL, LOST_MS); /* for a busy machine */
	for (i = 0; i < 10000; i++) {
		(void)resolver_ask(p->resolver, "a.ex", DNS_A);
		assert_true(server_take(p, &old));
		resolver_reset(p->resolver);
		number = resolver_ask(p->resolver, "a.ex", DNS_A);
		assert_true(server_take(p, &new));
		server_answer(p, &old, 0, 9);
		old.from = new.from;
		if (memcmp(old.data, new.data, 2) != 0)
			server_answer(p, &old, 0, 9);
		server_answer(p, &new, 0, 2);
		assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
		assert_address(p, number, 2);
		resolver_reset(p->resolver);
	}
}

static void
an_answer_to_another_question_is_not_ours(void **state)
{
	struct place *p = *state;
	struct nameserver_question q;
	int number = resolver_ask(p->resolver, "a.ex", DNS_A);

	assert_true(server_take(p, &q));
	q.data[13] = 'b'; /* name */
	server_answer(p, &q, 0, 9);
	q.data[13] = 'a';
	q.data[0] ^= 1; /* id */
	server_answer(p, &q, 0, 9);
	q.data[0] ^= 1;
	server_answer(p, &q, 0, 2);
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_address(p, number, 2);
}

/* c-ares since 1.28 writes the message anew, without the record: no address. */
static void
a_record_that_the_header_does_not_count_is_no_no(void **state)
{
	static const unsigned char record[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0,
		0, 0, 4, 127, 0, 0, 2 };
	struct place *p = *state;
	struct nameserver_question q;
	int number = resolver_ask(p->resolver, "a.ex", DNS_A);

	assert_true(server_take(p, &q));
	q.data[2] |= 0x80;
	memcpy(q.data + q.len, record, sizeof(record));
	(void)sendto(p->server.fd, q.data, q.len + sizeof(record), 0,
	    (struct sockaddr *)&q.from, sizeof(q.from));
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_int_equal(state_of(p, number), DNS_UNKNOWN);
}

/* Whoever knows the port alone changes nothing, nor makes a server work. */
static void
what_is_no_message_is_as_if_it_had_not_come(void **state)
{
	static const char *const junk[] = { "x", "garbage that has no question",
		"\1\2\x81\x80\1\1\1\1\1\1\1\1\1" };
	struct place *p = *state;
	struct nameserver_question q, again;
	int number = resolver_ask(p->resolver, "a.ex", DNS_A);
	size_t i;

	assert_true(server_take(p, &q));
	for (i = 0; i < 9; i++)
		(void)sendto(p->server.fd, junk[i % 3], strlen(junk[i % 3]), 0,
		    (struct sockaddr *)&q.from, sizeof(q.from));
	server_answer(p, &q, 0, 2);
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_address(p, number, 2);
	assert_false(server_take(p, &again));
}

/* c-ares since 1.31 has a cache, whose answers nobody saw come. */
static void
a_new_decision_asks_anew(void **state)
{
	struct place *p = *state;
	struct nameserver_question q;
	unsigned char i;

	for (i = 1; i < 4; i++) {
		int number = resolver_ask(p->resolver, "a.ex", DNS_A);

		assert_true(server_take(p, &q));
		server_answer(p, &q, 0, i);
		assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
		assert_address(p, number, i);
		resolver_reset(p->resolver);
	}
}

static void
what_is_no_name_is_not_asked(void **state)
{
	static const char *const name[] = { "", ".", "a..ex", ".a", "a..",
		"a b", "a\\046b", "a*", "\303\244.ex", "a/b.ex" };
	struct place *p = *state;
	char text[260];
	struct nameserver_question q;
	size_t i;

	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		assert_int_equal(state_of(p, resolver_ask(p->resolver,
		    name[i], DNS_A)), DNS_UNKNOWN);
	memset(text, 'a', sizeof(text)); /* a label of 64, and of 63 */
	text[64] = '\0';
	assert_int_equal(state_of(p, resolver_ask(p->resolver, text, DNS_A)),
	    DNS_UNKNOWN);
	assert_false(server_take(p, &q));
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	(void)resolver_ask(p->resolver, text + 1, DNS_A);
	assert_true(server_take(p, &q));
	text[64] = 'a';
	text[63] = text[127] = text[191] = '.';
	text[254] = '\0'; /* 254 bytes, and 253: RFC 1035 section 2.3.4 */
	assert_int_equal(state_of(p, resolver_ask(p->resolver, text, DNS_A)),
	    DNS_UNKNOWN);
	assert_false(server_take(p, &q));
	text[253] = '\0';
	(void)resolver_ask(p->resolver, text, DNS_A);
	assert_true(server_take(p, &q));
	assert_int_equal(q.len, 12 + 255 + 4);
}

static void
questions_beyond_the_limit_are_unknown(void **state)
{
	struct place *p = *state;
	struct nameserver_question q;
	char name[16];
	int i, number = -1;

	for (i = 0; i <= QUESTIONS_MAX; i++) {
		if (number != -1)
			assert_int_equal(state_of(p, number), DNS_WAITING);
		(void)snprintf(name, sizeof(name), "n%d", i);
		number = resolver_ask(p->resolver, name, DNS_A);
	}
	assert_int_equal(state_of(p, number), DNS_UNKNOWN);
	resolver_reset(p->resolver);
	while (server_take(p, &q))
		;
	number = resolver_ask(p->resolver, "again", DNS_A);
	assert_int_equal(state_of(p, number), DNS_WAITING);
}

/* How many descriptors are open; each beyond 2 that is new must be
 * close-on-exec. */
static int
descriptors_count(const bool old[FD_MAX])
{
	int fd, flags, count = 0;

	for (fd = 0; fd < FD_MAX; fd++) {
		flags = fcntl(fd, F_GETFD);
		if (flags == -1 || old[fd])
			continue;
		count++;
		assert_true(fd > 2);
		assert_true((flags & FD_CLOEXEC) != 0);
	}
	return count;
}

static void
sockets_come_with_a_question_and_go_with_the_answer(void **state)
{
	struct place *p = *state;
	bool old[FD_MAX];
	struct nameserver_question q;
	int fd, saved = dup(0);

	assert_true(saved > 2);
	(void)close(0); /* the lowest free one is 0 now */
	for (fd = 0; fd < FD_MAX; fd++)
		old[fd] = fcntl(fd, F_GETFD) != -1;
	(void)resolver_ask(p->resolver, "a.ex", DNS_A);
	assert_int_equal(descriptors_count(old), 1);
	assert_true(server_take(p, &q));
	server_answer(p, &q, 0, 2);
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_int_equal(descriptors_count(old), 0);
	assert_int_equal(dup2(saved, 0), 0);
	(void)close(saved);
}

/* c-ares reads RES_OPTIONS and LOCALDOMAIN (ares_init), and would follow
 * HOSTALIASES in a search. */
static void
the_environment_changes_nothing(void **state)
{
	char aliases[] = "/tmp/aliases.XXXXXX";
	struct place *p = *state;
	struct nameserver_question q, again;
	int fd = mkstemp(aliases);

	assert_int_equal(write(fd, "host evil.example\n", 18), 18);
	(void)close(fd);
	(void)setenv("HOSTALIASES", aliases, 1);
	(void)setenv("LOCALDOMAIN", "evil.example", 1);
	(void)setenv("RES_OPTIONS", "ndots:9 retrans:1 rotate use-vc", 1);
	resolver_close(p->resolver);
	nameserver_close(&p->server);
	free(p);
	assert_int_equal(place_make(state), 0);
	p = *state;
	(void)resolver_ask(p->resolver, "host", DNS_A);
	assert_true(server_take(p, &q));
	assert_int_equal(q.len, 12 + 6 + 4);
	assert_memory_equal(q.data + 12, "\4host", 6);
	server_answer(p, &q, 3, 0);
	assert_int_equal(resolver_wait(p->resolver), RESOLVER_DONE);
	assert_false(server_take(p, &again));
	(void)unlink(aliases);
}

#define PLACE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, place_make, place_leave)

int
main(void)
{
	const struct CMUnitTest test[] = {
		PLACE_TEST(all_questions_fly_at_once_from_one_socket),
		PLACE_TEST(the_same_question_is_one),
		PLACE_TEST(silence_is_unknown_at_the_deadline),
		PLACE_TEST(a_lost_question_is_asked_again),
		PLACE_TEST(an_answer_to_the_first_time_counts_after_the_second),
		PLACE_TEST(so_does_one_of_the_first_server_after_the_second),
		PLACE_TEST(a_server_that_fails_gives_way_to_the_next),
		PLACE_TEST(so_does_one_that_is_not_there),
		PLACE_TEST(failures_are_unknown_before_the_deadline),
		PLACE_TEST(answers_of_an_earlier_session_are_not_counted),
		PLACE_TEST(an_answer_to_another_question_is_not_ours),
		PLACE_TEST(a_record_that_the_header_does_not_count_is_no_no),
		PLACE_TEST(what_is_no_message_is_as_if_it_had_not_come),
		PLACE_TEST(a_new_decision_asks_anew),
		PLACE_TEST(what_is_no_name_is_not_asked),
		PLACE_TEST(questions_beyond_the_limit_are_unknown),
		PLACE_TEST(sockets_come_with_a_question_and_go_with_the_answer),
		PLACE_TEST(the_environment_changes_nothing),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
