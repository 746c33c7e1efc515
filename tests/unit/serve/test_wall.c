/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The test has both ends of each connection: what it writes is there when the
 * loop runs, and what the wall says when the loop has run. */
#define _GNU_SOURCE /* accept4(2) */
#include "serve/wall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/nameserver.h"
#include "policy/verdict.h"
#include "serve/classify.h"
#include "serve/rules.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LINE_MS 300
#define RULES \
	"pass @ip=192.0.2.1\n" \
	"block @ip=192.0.2.2\n" \
	"block @ip=192.0.2.3 code=559\n" \
	"grey @ip=192.0.2.4\n" \
	"grey @ip=192.0.2.5\n" \
	"defer @ip=192.0.2.6\n"

static struct fixture f;
static struct nameserver server; /* silent */
static uv_loop_t loop;
static struct classify *c;
static struct wall *w;
static int door; /* where clients come in */

static struct deed *
on_refused(void *arg, struct classify_client *k, struct verdict *v,
    const struct judge *j)
{
	assert_ptr_equal(arg, &door);
	assert_int_not_equal(v->action, RULE_PASS);
	classify_go_on(k, NULL,
	    strcmp(j->ev->ip_text, "192.0.2.5") == 0 ? 30 : 0);
	return NULL;
}

static void
use(unsigned timeout_ms)
{
	char path[FIXTURE_PATH], text[1024];
	struct library *l;
	struct rules *r;
	struct err e;

	(void)snprintf(text, sizeof(text), "dns_servers %s\n"
	    "dns_timeout %ums\n%s", server.text, timeout_ms, RULES);
	fixture_text(&f, "rules", text);
	l = library_open(fixture_path(&f, path, "rules"), stderr, FIXTURE_NOW,
	    &e);
	if (l == NULL)
		fail_msg("%s", e.msg);
	r = rules_new(l);
	assert_int_equal(classify_use(c, r, &e), 0);
	rules_drop(r);
}

static int
begin(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct wall_options o = { .clients = 3, .line_ms = LINE_MS };
	const struct classify_state known = { .refused = on_refused,
		.arg = &door };
	struct err e;

	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	door = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(door, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    listen(door, 10) == -1 || nameserver_open(&server) == -1 ||
	    uv_loop_init(&loop) != 0 ||
	    admit_parse(&o.from, "127.0.0.1", &e) == -1 ||
	    (c = classify_new(&loop, &e)) == NULL ||
	    (w = wall_new(&loop, c, &o, &e)) == NULL)
		return -1;
	classify_use_state(c, &known);
	use(0);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	wall_free(w);
	wall_free(NULL);
	classify_free(c);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	nameserver_close(&server);
	(void)close(door);
	fixture_end(&f);
	return 0;
}

/* A client connects.  Returns its end. */
static int
come(void)
{
	struct sockaddr_in a;
	socklen_t len = sizeof(a);
	int client = socket(AF_INET, SOCK_STREAM, 0), ours;
	struct ip peer;
	struct err e;

	if (getsockname(door, (struct sockaddr *)&a, &len) == -1 ||
	    connect(client, (struct sockaddr *)&a, sizeof(a)) == -1)
		fail_msg("connect");
	assert_int_equal(ip_parse(&peer, "127.0.0.1", &e), 0);
	ours = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	assert_int_not_equal(ours, -1);
	wall_come(w, ours, &peer);
	return client;
}

static void
says(int client, const char *text, size_t len)
{
	(void)send(client, text, len, MSG_NOSIGNAL);
}

static void
run(void)
{
	int i;

	for (i = 0; i < 3; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
}

/* What the client hears to the end of the connection, "" if that is not there
 * yet.  Closed then. */
static const char *
hears(int client)
{
	static char got[16];
	ssize_t n = recv(client, got, sizeof(got), MSG_DONTWAIT);
	char more;

	got[n > 0 ? n : 0] = '\0';
	if (n == -1 || recv(client, &more, 1, MSG_DONTWAIT) != 0)
		return "";
	(void)close(client);
	return got;
}

/* The same as soon as it is there. */
static const char *
hears_in_time(int client)
{
	const char *got;

	while (*(got = hears(client)) == '\0')
		(void)uv_run(&loop, UV_RUN_ONCE);
	return got;
}

static void
each_line_has_its_digit(void **state)
{
	static const struct {
		const char *line, *digit;
	} row[] = {
		{ "192.0.2.1\n", "0" },
		{ "192.0.2.1\r\n", "0" },
		{ "192.0.2.2\n", "1" },
		{ "192.0.2.2 a@example.org\n", "1" },
		{ "192.0.2.3\n", "3" },
		{ "192.0.2.4\n", "0" },
		{ "192.0.2.5\n", "4" },
		{ "192.0.2.6\n", "4" },
		{ "192.0.2.7\n", "4" }, /* nobody knows its name */
		{ "not.an.ip\n", "5" },
		{ "\n", "5" },
		{ "192.0.2.1 a\001b\n", "5" },
		{ "GET / HTTP/1.0\r\n", "5" },
	};
	size_t i;
	int client;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		client = come();
		says(client, row[i].line, strlen(row[i].line));
		run();
		assert_string_equal(hears(client), row[i].digit);
	}
	assert_int_equal(wall_counts(w)->digit[1], 2);
	assert_int_equal(wall_counts(w)->wrong, 4);
	assert_int_equal(wall_counts(w)->clients, 0);
}

/* In two pieces, with or without an end behind, and with more behind it. */
static void
pieces_make_no_difference(void **state)
{
	static const char text[] = "192.0.2.2\n192.0.2.1\n";
	const size_t line = strlen("192.0.2.2\n");
	size_t len, at;
	int client;

	(void)state;
	for (len = line - 1; len < sizeof(text); len++)
		for (at = 0; at <= len; at++) {
			client = come();
			says(client, text, at);
			run();
			says(client, text + at, len - at);
			if (len < line || at % 2 == 0)
				(void)shutdown(client, SHUT_WR);
			run();
			assert_string_equal(hears_in_time(client), "1");
		}
}

static void
who_says_nothing_and_goes_is_answered(void **state)
{
	int client = come();

	(void)state;
	(void)shutdown(client, SHUT_WR);
	run();
	assert_string_equal(hears(client), "5");
}

static void
a_line_without_an_end_is_cut(void **state)
{
	static char text[4096];
	int client = come();
	size_t i;

	(void)state;
	memset(text, '1', sizeof(text));
	for (i = 0; i < 17; i++) {
		says(client, text, sizeof(text));
		run();
	}
	/* The digit is there, and the rest does not break it off. */
	assert_string_equal(hears(client), "5");
	assert_int_equal(wall_counts(w)->wrong, 1);
}

static void
who_takes_too_long_is_answered(void **state)
{
	uint64_t from = uv_hrtime();
	int half = come(), none = come();

	(void)state;
	says(half, "192.0.2", 7);
	assert_string_equal(hears_in_time(half), "5");
	assert_true((uv_hrtime() - from) / 1000000 >= LINE_MS / 2);
	assert_string_equal(hears_in_time(none), "5");
	assert_int_equal(wall_counts(w)->late, 2);
}

static void
who_has_been_silent_for_longest_makes_room(void **state)
{
	int silent[3], i, client;

	(void)state;
	for (i = 0; i < 3; i++)
		silent[i] = come();
	assert_int_equal(wall_counts(w)->clients, 3);
	client = come();
	says(client, "192.0.2.1\n", 10);
	run();
	assert_string_equal(hears(silent[0]), "5");
	assert_string_equal(hears(client), "0");
	says(silent[1], "192.0.2.1\n", 10);
	run();
	assert_string_equal(hears(silent[1]), "0");
	(void)close(silent[2]);
	run();
	assert_int_equal(wall_counts(w)->clients, 0);
}

static void
strangers_are_told_nothing(void **state)
{
	struct wall_options o = { .clients = 3 };
	struct err e;
	int client;

	(void)state;
	assert_int_equal(admit_parse(&o.from, "192.0.2.0/24", &e), 0);
	wall_set(w, &o);
	client = come();
	says(client, "192.0.2.2\n", 10);
	run();
	assert_string_equal(hears_in_time(client), "5");
	assert_int_equal(wall_counts(w)->strangers, 1);
}

/* Even if its verdict is still under way. */
static void
clients_may_go_at_any_time(void **state)
{
	struct linger reset = { 1, 0 };
	int client;

	(void)state;
	use(100);
	client = come();
	says(client, "192.0.2.7\n", 10);
	run();
	(void)setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	(void)close(client);
	client = come();
	says(client, "192.0.2.7\n", 10);
	assert_string_equal(hears_in_time(client), "4");
	while (wall_counts(w)->clients > 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
}

static void
whoever_is_there_at_the_end_is_answered(void **state)
{
	int judged, half;

	use(10000);
	judged = come();
	says(judged, "192.0.2.7\n", 10);
	half = come();
	says(half, "192", 3);
	run();
	wall_free(w);
	w = NULL;
	assert_string_equal(hears(judged), "5");
	assert_string_equal(hears(half), "5");
	(void)state;
}

static void
who_cannot_be_served_hears_of_trouble(void **state)
{
	static const struct {
		const char *name;
		int error;
		const char *digit;
	} row[] = {
		{ FAILING_MEMORY, ENOMEM, "5" },
		{ "uv_poll_init", UV_ENOMEM, "5" },
		{ "recv", EINTR, "0" },
	};
	size_t i;
	int client;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		failing_nth(row[i].name, 1, row[i].error);
		client = come();
		assert_true(failing_end());
		says(client, "192.0.2.1\n", 10);
		run();
		assert_string_equal(hears_in_time(client), row[i].digit);
	}
	assert_int_equal(wall_counts(w)->clients, 0);
}

static void
who_is_reset_is_gone(void **state)
{
	int client;

	(void)state;
	failing_nth("recv", 1, ECONNRESET);
	client = come();
	assert_true(failing_end());
	assert_int_equal(wall_counts(w)->clients, 0);
	(void)close(client);
}

/* Who is being judged is not sent away for others. */
static void
when_all_are_judged_nobody_has_room(void **state)
{
	int judged[3], i, client;

	(void)state;
	use(10000);
	for (i = 0; i < 3; i++) {
		judged[i] = come();
		says(judged[i], "192.0.2.7\n", 10);
		run();
	}
	client = come();
	says(client, "192.0.2.1\n", 10);
	run();
	assert_string_equal(hears_in_time(client), "5");
	for (i = 0; i < 3; i++)
		(void)close(judged[i]);
}

/* Who was answered, and goes on talking, makes room first, and goes at last. */
static void
who_was_answered_makes_room_first(void **state)
{
	int talker[3], silent, i;

	(void)state;
	for (i = 0; i < 2; i++) {
		talker[i] = come();
		says(talker[i], "192.0.2.1\nand more", 18);
		run();
	}
	silent = come();
	assert_int_equal(wall_counts(w)->clients, 3);
	talker[2] = come(); /* in the place of the first */
	says(talker[2], "192.0.2.1\n", 10);
	run();
	assert_int_equal(wall_counts(w)->late, 0);
	assert_string_equal(hears_in_time(talker[2]), "0");
	while (wall_counts(w)->clients > 0) /* they take too long */
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(wall_counts(w)->late, 1);
	assert_string_equal(hears_in_time(silent), "5");
	(void)close(talker[0]);
	(void)close(talker[1]);
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(each_line_has_its_digit),
		t(pieces_make_no_difference),
		t(who_says_nothing_and_goes_is_answered),
		t(a_line_without_an_end_is_cut),
		t(who_takes_too_long_is_answered),
		t(who_has_been_silent_for_longest_makes_room),
		t(strangers_are_told_nothing),
		t(clients_may_go_at_any_time),
		t(whoever_is_there_at_the_end_is_answered),
		t(who_cannot_be_served_hears_of_trouble),
		t(who_is_reset_is_gone),
		t(when_all_are_judged_nobody_has_room),
		t(who_was_answered_makes_room_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
