/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The server in a process of its own, in front of a kernel that is made up. */
#define _DEFAULT_SOURCE /* usleep(3) */
#include "ban/server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "ban/client.h"
#include "base/bind_path.h"
#include "base/err.h"
#include "base/tell.h"
#include "lib/fixture.h"
#include "lib/failing.h"
#include "state/never.h"

#define ENTRIES 3000 /* of a listing: more than a socket holds */

static struct fixture f;
static char path[FIXTURE_PATH], log_path[FIXTURE_PATH];
static pid_t pid;
static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

/* The last octet says what becomes of an address. */
static enum ban_answer
ban(void *arg, struct ban_record *r, struct err *e)
{
	(void)arg;
	switch (r->ip.octet[3]) {
	case 1:
		return BAN_NEW;
	case 2:
		r->seconds = 4711;
		return BAN_STANDS;
	case 3:
		return BAN_FULL;
	default:
		(void)err_temp(e, 0, "made up");
		return BAN_CANNOT;
	}
}

static enum ban_answer
unban(void *arg, struct ban_record *r, struct err *e)
{
	(void)arg;
	(void)e;
	return r->ip.octet[3] == 1 ? BAN_GONE : BAN_NONE;
}

static enum ban_answer
find(void *arg, struct ban_record *r, struct err *e)
{
	(void)arg;
	(void)e;
	r->seconds = 99;
	return r->ip.octet[3] == 1 ? BAN_ENTRY : BAN_NONE;
}

static unsigned told;

/* What the next server is to meet: a kernel that can't list, or stops after so
 * many; a call of the system that fails, or all of them do. */
static struct {
	bool no_list;
	unsigned breaks_at; /* 0: never */
	const char *call;   /* NULL: none */
	unsigned nth;       /* 0: all */
	int error;
} trouble;

static int
list(void *arg, struct err *e)
{
	(void)arg;
	told = 0;
	return trouble.no_list ? err_temp(e, 0, "made up: no list") : 0;
}

static enum ban_answer
next(void *arg, struct ban_record *r, struct err *e)
{
	(void)arg;
	if (trouble.breaks_at != 0 && told == trouble.breaks_at) {
		(void)err_temp(e, 0, "made up: half a list");
		return BAN_CANNOT;
	}
	r->ip = (struct ip){ { 198, 51, (unsigned char)(told >> 8),
		(unsigned char)told }, 32 };
	r->seconds = 1000;
	return told++ < ENTRIES ? BAN_ENTRY : BAN_END;
}

static void
list_end(void *arg)
{
	(void)arg;
}

/* All bans are lost when a file is there. */
static bool
look(void *arg, struct tell *t)
{
	(void)t;
	return remove(arg) == 0;
}

static int
serve(const char *users)
{
	const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
	struct tell log = { .program = "test",
		.fd = open(log_path, O_WRONLY | O_CREAT | O_TRUNC, 0600) };
	char lost[FIXTURE_PATH];
	struct ban_backend backend = { ban, unban, find, list, next, list_end,
		look, NULL, -1, lost };
	struct never never = { 0 };
	static struct ban_server s;
	sigset_t during;
	struct err e;

	fixture_path(&f, lost, "lost");
	(void)signal(SIGTERM, on_signal);
	(void)sigemptyset(&during);
	s.tell = &log;
	s.backend = &backend;
	s.admit.never = &never;
	if (never_add_special(&never, &e) == -1 ||
	    callers_init(&s.callers, users, SERVER_CLIENTS, &e) == -1 ||
	    bind_path(&s.fd, path, SOCK_SEQPACKET, &ours, &e) == BIND_FAILED)
		return 1;
	never_settle(&never);
	ban_server_init(&s);
	if (trouble.nth > 0)
		failing_nth(trouble.call, trouble.nth, trouble.error);
	else if (trouble.call != NULL)
		failing_all(trouble.call, trouble.error);
	if (ban_server_run(&s, &stop, &during, &e) == -1)
		return 2;
	ban_server_end(&s);
	never_free(&never);
	return 0;
}

static void
server_begin(const char *users)
{
	struct err e;
	int fd;

	if ((pid = fork()) == 0)
		_exit(serve(users));
	while ((fd = ban_connect(path, &e)) == -1)
		(void)usleep(1000);
	(void)close(fd);
}

static void
server_end(void)
{
	int status;

	(void)kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* What the server's log has. */
static bool
logged(const char *text)
{
	static char all[65536];
	FILE *in = fopen(log_path, "r");
	size_t n = fread(all, 1, sizeof(all) - 1, in);

	all[n] = '\0';
	(void)fclose(in);
	return strstr(all, text) != NULL;
}

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	fixture_path(&f, path, "socket");
	fixture_path(&f, log_path, "log");
	return 0;
}

static int
connected(void)
{
	struct err e;
	int fd = ban_connect(path, &e);

	if (fd == -1)
		fail_msg("%s", e.msg);
	return fd;
}

static enum ban_answer
asked(int fd, enum ban_verb verb, const char *ip, struct ban_record *r)
{
	static uint32_t count;
	const uint32_t number = ++count;
	struct err e;

	*r = (struct ban_record){ .verb = verb, .number = number };
	if (ip != NULL && ip_parse(&r->ip, ip, &e) == -1)
		fail_msg("%s", e.msg);
	if (verb == BAN_ADD) {
		r->kind = 1;
		r->seconds = 3600;
	}
	if (ban_ask(fd, r, &e) == -1)
		fail_msg("%s", e.msg);
	assert_int_equal(r->number, number);
	assert_int_equal(r->verb, verb);
	return r->answer;
}

static void
each_question_has_its_answer(void **state)
{
	struct ban_record r;
	int fd;

	(void)state;
	server_begin("");
	fd = connected();
	assert_int_equal(asked(fd, BAN_ADD, "198.51.100.1", &r), BAN_NEW);
	assert_int_equal(r.seconds, 3600);
	assert_int_equal(asked(fd, BAN_ADD, "198.51.100.2", &r), BAN_STANDS);
	assert_int_equal(r.seconds, 4711);
	assert_int_equal(asked(fd, BAN_ADD, "198.51.100.3", &r), BAN_FULL);
	assert_int_equal(asked(fd, BAN_ADD, "198.51.100.4", &r), BAN_CANNOT);
	assert_int_equal(asked(fd, BAN_ADD, "10.0.0.1", &r), BAN_NEVER);
	assert_int_equal(asked(fd, BAN_DEL, "198.51.100.1", &r), BAN_GONE);
	assert_int_equal(asked(fd, BAN_DEL, "198.51.100.2", &r), BAN_NONE);
	assert_int_equal(asked(fd, BAN_LIST, "198.51.100.1", &r), BAN_ENTRY);
	assert_int_equal(r.seconds, 99);
	assert_int_equal(asked(fd, BAN_LIST, "198.51.100.2", &r), BAN_NONE);
	(void)close(fd);
	server_end();
	assert_true(logged("test: 198.51.100.1: banned for 3600 s: trap, "
	    "says uid "));
	assert_true(logged("test: made up\n"));
}

static void
what_is_no_question_is_refused_and_counted(void **state)
{
	static const unsigned char other[BAN_RECORD] = { 2, 1 };
	unsigned char bytes[256];
	struct ban_record r;
	struct err e;
	size_t len;
	int fd, i;

	(void)state;
	server_begin("");
	fd = connected();
	assert_int_equal(send(fd, other, sizeof(other), 0), BAN_RECORD);
	assert_int_equal(ban_receive(fd, &r, &e), 0);
	assert_int_equal(r.answer, BAN_WRONG);
	memset(bytes, 1, sizeof(bytes));
	for (len = 1; len < sizeof(bytes); len++) {
		assert_int_equal(send(fd, bytes, len, 0), len);
		assert_int_equal(ban_receive(fd, &r, &e), 0);
		assert_int_equal(r.answer, BAN_WRONG);
	}
	assert_int_equal(asked(fd, BAN_ADD, "198.51.100.1", &r), BAN_NEW);
	(void)close(fd);
	for (i = 0; i < 3000 && !logged("256 refused"); i++)
		(void)usleep(1000);
	assert_true(logged("not done: 256 refused\n"));
	server_end();
}

static void
a_listing_is_whole_and_disturbs_nobody(void **state)
{
	struct ban_record r, other;
	struct err e;
	int fd, busy;
	unsigned n = 1;

	(void)state;
	server_begin("");
	fd = connected();
	busy = connected();
	assert_int_equal(asked(fd, BAN_LIST, NULL, &r), BAN_ENTRY);
	/* it fills the socket, and waits for us */
	assert_int_equal(asked(busy, BAN_ADD, "198.51.100.1", &other),
	    BAN_NEW);
	assert_int_equal(asked(busy, BAN_LIST, NULL, &other), BAN_BUSY);
	for (; r.answer == BAN_ENTRY; n++) {
		assert_int_equal(ban_receive(fd, &r, &e), 0);
		assert_int_equal(r.ip.octet[2] * 256 + r.ip.octet[3],
		    r.answer == BAN_ENTRY ? n : 0);
	}
	assert_int_equal(r.answer, BAN_END);
	assert_int_equal(n, ENTRIES + 1);
	assert_int_equal(asked(fd, BAN_DEL, "198.51.100.1", &r), BAN_GONE);
	/* one that is left alone can be had by another */
	assert_int_equal(asked(fd, BAN_LIST, NULL, &r), BAN_ENTRY);
	(void)close(fd);
	while (asked(busy, BAN_LIST, NULL, &r) == BAN_BUSY)
		(void)usleep(1000);
	assert_int_equal(r.answer, BAN_ENTRY);
	(void)close(busy);
	server_end();
}

/* Questions one behind the other, and not one answer read: until the server
 * reads no more of them, or as many as there are time for. */
static void
who_does_not_read_his_answers_holds_up_himself(void **state)
{
	unsigned char in[BAN_RECORD];
	struct ban_record r = { .verb = BAN_LIST };
	struct err e;
	int fd, other;
	unsigned sent, got;

	(void)state;
	server_begin("");
	fd = connected();
	other = connected();
	assert_int_equal(ip_parse(&r.ip, "198.51.100.1", &e), 0);
	ban_pack(in, &r);
	for (sent = 0; poll(&(struct pollfd){ .fd = fd, .events = POLLOUT },
	    1, 300) == 1 && send(fd, in, sizeof(in), MSG_DONTWAIT) != -1;
	    sent++)
		assert_true(sent < 1000000);
	assert_int_equal(asked(other, BAN_ADD, "198.51.100.1", &r), BAN_NEW);
	for (got = 0; got < sent; got++) {
		assert_int_equal(ban_receive(fd, &r, &e), 0);
		assert_int_equal(r.answer, BAN_ENTRY);
	}
	(void)close(fd);
	(void)close(other);
	server_end();
}

static void
strangers_are_left_and_told_of(void **state)
{
	struct ban_record r = { .verb = BAN_LIST };
	char want[64];
	struct err e;
	int fd, i;

	(void)state;
	server_begin("54321");
	fd = connected();
	assert_int_equal(ban_ask(fd, &r, &e), -1);
	(void)close(fd);
	(void)snprintf(want, sizeof(want),
	    "connections refused: uid %lu may not ask",
	    (unsigned long)getuid());
	for (i = 0; i < 3000 && !logged(want); i++)
		(void)usleep(1000);
	assert_true(logged(want));
	server_end();
}

/* 24 of 32 places are one user's; when they are free again they can be had. */
static void
places_are_shared_and_come_free(void **state)
{
	int fd[SERVER_CLIENTS], round;
	struct ban_record r;
	struct err e;
	unsigned i, n;

	(void)state;
	server_begin("");
	for (round = 0; round < 3; round++) {
		for (i = n = 0; i < SERVER_CLIENTS; i++) {
			fd[i] = connected();
			r = (struct ban_record){ .verb = BAN_LIST };
			(void)ip_parse(&r.ip, "198.51.100.1", &e);
			n += ban_ask(fd[i], &r, &e) == 0;
		}
		assert_int_equal(n, 24);
		for (i = 0; i < SERVER_CLIENTS; i++)
			(void)close(fd[i]);
		(void)usleep(20000);
	}
	server_end();
}

static void
all_are_left_when_the_bans_are_lost(void **state)
{
	struct ban_record r;
	struct err e;
	int fd;

	(void)state;
	server_begin("");
	fd = connected();
	assert_int_equal(asked(fd, BAN_ADD, "198.51.100.1", &r), BAN_NEW);
	fixture_text(&f, "lost", "");
	assert_int_equal(ban_receive(fd, &r, &e), -1);
	assert_non_null(strstr(e.msg, "has left us"));
	(void)close(fd);
	fd = connected();
	assert_int_equal(asked(fd, BAN_ADD, "198.51.100.1", &r), BAN_NEW);
	(void)close(fd);
	server_end();
}

static void
a_list_that_cannot_be_had_is_told_of(void **state)
{
	struct ban_record r;
	struct err e;
	int fd;

	(void)state;
	trouble.no_list = true;
	server_begin("");
	fd = connected();
	assert_int_equal(asked(fd, BAN_LIST, NULL, &r), BAN_CANNOT);
	(void)close(fd);
	server_end();
	assert_true(logged("test: made up: no list\n"));
	trouble.no_list = false;
	trouble.breaks_at = 3;
	server_begin("");
	fd = connected();
	assert_int_equal(asked(fd, BAN_LIST, NULL, &r), BAN_ENTRY);
	assert_int_equal(ban_receive(fd, &r, &e), 0);
	assert_int_equal(ban_receive(fd, &r, &e), 0);
	assert_int_equal(r.answer, BAN_ENTRY);
	assert_int_equal(ban_receive(fd, &r, &e), 0);
	assert_int_equal(r.answer, BAN_CANNOT);
	/* the place of who lists is free again */
	assert_int_equal(asked(fd, BAN_LIST, NULL, &r), BAN_ENTRY);
	(void)close(fd);
	server_end();
	assert_true(logged("test: made up: half a list\n"));
	trouble.breaks_at = 0;
}

/* A call that fails for a moment costs nobody anything. */
static void
a_moment_s_trouble_is_got_over(void **state)
{
	static const struct {
		const char *call;
		unsigned nth; /* the log is the first to send something */
		int error;
	} row[] = {
		{ "ppoll", 1, EINTR }, { "ppoll", 1, ENOMEM },
		{ "accept4", 1, EMFILE }, { "recv", 1, EINTR },
		{ "recv", 1, EAGAIN }, { "send", 2, EINTR },
		{ "send", 2, ENOBUFS }, { "send", 2, EAGAIN },
	};
	struct ban_record r;
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		trouble.call = row[i].call;
		trouble.nth = row[i].nth;
		trouble.error = row[i].error;
		server_begin("");
		fd = connected();
		assert_int_equal(asked(fd, BAN_ADD, "198.51.100.1", &r),
		    BAN_NEW);
		assert_int_equal(asked(fd, BAN_ADD, "198.51.100.2", &r),
		    BAN_STANDS);
		(void)close(fd);
		server_end();
	}
}

static void
without_descriptors_it_rests(void **state)
{
	long before_ms = fixture_took_ms();

	(void)state;
	trouble.call = "accept4";
	trouble.nth = 0;
	trouble.error = EMFILE;
	server_begin("");
	while (!logged("test: no client can be let in: "))
		(void)usleep(100000);
	server_end();
	assert_true(fixture_took_ms() - before_ms < 500);
}

/* The first that comes is server_begin's own, which asks nothing. */
static void
a_client_that_breaks_is_left(void **state)
{
	static const struct {
		const char *call;
		unsigned nth;
		int error;
	} row[] = {
		{ "recv", 2, ECONNRESET }, { "send", 1, EPIPE },
		{ "getsockopt", 2, ENOPROTOOPT },
	};
	struct ban_record r;
	struct err e;
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		trouble.call = row[i].call;
		trouble.nth = row[i].nth;
		trouble.error = row[i].error;
		server_begin("");
		fd = connected();
		r = (struct ban_record){ .verb = BAN_LIST, .number = 7 };
		assert_int_equal(ip_parse(&r.ip, "198.51.100.1", &e), 0);
		assert_int_equal(ban_ask(fd, &r, &e), -1);
		(void)close(fd);
		fd = connected();
		assert_int_equal(asked(fd, BAN_ADD, "198.51.100.1", &r),
		    BAN_NEW);
		(void)close(fd);
		server_end();
	}
	trouble.call = NULL;
}

/* A helper that can't wait ends, so that whoever looks after it begins it
 * anew. */
static void
a_server_that_cannot_wait_ends(void **state)
{
	static const int error[] = { EINVAL, ENOMEM };
	size_t i;
	int status;

	(void)state;
	for (i = 0; i < sizeof(error) / sizeof(error[0]); i++) {
		trouble.call = "ppoll";
		trouble.nth = 0;
		trouble.error = error[i];
		if ((pid = fork()) == 0)
			_exit(serve(""));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 2);
	}
	trouble.call = NULL;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_question_has_its_answer),
		cmocka_unit_test(what_is_no_question_is_refused_and_counted),
		cmocka_unit_test(a_listing_is_whole_and_disturbs_nobody),
		cmocka_unit_test(
		    who_does_not_read_his_answers_holds_up_himself),
		cmocka_unit_test(strangers_are_left_and_told_of),
		cmocka_unit_test(places_are_shared_and_come_free),
		cmocka_unit_test(all_are_left_when_the_bans_are_lost),
		cmocka_unit_test(a_list_that_cannot_be_had_is_told_of),
		cmocka_unit_test(a_moment_s_trouble_is_got_over),
		cmocka_unit_test(without_descriptors_it_rests),
		cmocka_unit_test(a_client_that_breaks_is_left),
		cmocka_unit_test(a_server_that_cannot_wait_ends),
	};

	return cmocka_run_group_tests(tests, begin, fixture_teardown);
}
