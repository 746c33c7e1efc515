/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The test has both ends of each connection, as that of the wall has. */
#define _GNU_SOURCE /* accept4(2) */
#include "serve/postfix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/nameserver.h"
#include "lib/receipts.h"
#include "policy/verdict.h"
#include "serve/classify.h"
#include "serve/rules.h"

#define REQUEST_MS 300
#define ASKS(ip) "request=smtpd_access_policy\nprotocol_state=RCPT\n" \
	"client_address=" ip "\nclient_name=a.example\n\n"
#define UNNAMED "request=smtpd_access_policy\nclient_address=192.0.2.1\n\n"
#define YES "action=DUNNO\n\n"
#define NO "action=553 5.7.1 no\n\n"

static struct fixture f;
static struct nameserver server; /* silent */
static uv_loop_t loop;
static struct classify *c;
static struct postfix *p;
static struct tell log_ = { .program = "dhfd" };
static int door; /* where clients come in */

static struct deed *
on_refused(void *arg, struct classify_client *k, struct verdict *v,
    const struct judge *j)
{
	(void)j;
	assert_ptr_equal(arg, &door);
	classify_go_on(k, v->action == RULE_GREY ? NULL : "crowd",
	    v->action == RULE_GREY ? 30 : 0);
	return NULL;
}

static void
use(void)
{
	char path[FIXTURE_PATH], text[512];
	struct library *l;
	struct rules *r;
	struct err e;

	(void)snprintf(text, sizeof(text), "dns_servers %s\n"
	    "dns_timeout 200ms\nreply_text no\n"
	    "block @ip=192.0.2.2\ngrey @ip=192.0.2.3 id=g\n", server.text);
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
	struct postfix_options o = { .clients = 3, .request_ms = REQUEST_MS,
		.tell = &log_ };
	const struct classify_state known = { .refused = on_refused,
		.arg = &door };
	struct err e;

	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	log_.fd = open("/dev/null", O_WRONLY);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	door = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(door, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    listen(door, 10) == -1 || nameserver_open(&server) == -1 ||
	    uv_loop_init(&loop) != 0 ||
	    admit_parse(&o.from, "127.0.0.1", &e) == -1 ||
	    (c = classify_new(&loop, &e)) == NULL ||
	    (p = postfix_new(&loop, c, &o, &e)) == NULL)
		return -1;
	classify_use_state(c, &known);
	use();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	postfix_free(p);
	postfix_free(NULL);
	classify_free(c);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	nameserver_close(&server);
	(void)close(door);
	(void)close(log_.fd);
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
	struct ip from;
	struct err e;

	if (getsockname(door, (struct sockaddr *)&a, &len) == -1 ||
	    connect(client, (struct sockaddr *)&a, sizeof(a)) == -1)
		fail_msg("connect");
	ours = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	assert_int_not_equal(ours, -1);
	assert_int_equal(ip_parse(&from, "127.0.0.1", &e), 0);
	postfix_come(p, ours, &from);
	return client;
}

static void
says(int client, const char *text)
{
	(void)send(client, text, strlen(text), MSG_NOSIGNAL);
}

static void
run(void)
{
	int i;

	for (i = 0; i < 3; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
}

/* What the client hears now; "closed" if that is all there will ever be. */
static const char *
hears(int client)
{
	static char got[65536];
	ssize_t n;

	run();
	n = recv(client, got, sizeof(got) - 1, MSG_DONTWAIT);
	if (n == 0)
		return "closed";
	got[n > 0 ? n : 0] = '\0';
	return got;
}

static const char *
hears_in_time(int client)
{
	const char *got;

	while (*(got = hears(client)) == '\0')
		(void)uv_run(&loop, UV_RUN_ONCE);
	return got;
}

static void
a_connection_asks_again_and_again(void **state)
{
	int k = come(), i;

	(void)state;
	for (i = 0; i < 3; i++) {
		says(k, ASKS("192.0.2.1"));
		assert_string_equal(hears(k), YES);
		says(k, ASKS("192.0.2.2"));
		assert_string_equal(hears(k), NO);
	}
	says(k, ASKS("192.0.2.3"));
	assert_string_equal(receipts_hide(hears(k)),
	    "action=DEFER_IF_PERMIT 4.7.1 [W] try again in 30 s (rule g)\n\n");
	says(k, ASKS("nobody"));
	assert_string_equal(receipts_hide(hears(k)),
	    "action=451 4.3.0 [W] temporary failure, try again later\n\n");
	assert_int_equal(postfix_counts(p)->passed, 3);
	assert_int_equal(postfix_counts(p)->refused, 3);
	assert_int_equal(postfix_counts(p)->deferred, 2);
	assert_int_equal(postfix_counts(p)->clients, 1);
	(void)close(k);
	run();
	assert_int_equal(postfix_counts(p)->clients, 0);
}

static void
requests_are_answered_in_their_order(void **state)
{
	int k = come();

	(void)state;
	says(k, ASKS("192.0.2.2") UNNAMED ASKS("192.0.2.1")
	    "request=smtpd_acc");
	assert_string_equal(hears(k), NO);
	assert_string_equal(hears(k), "");
	assert_string_equal(receipts_hide(hears_in_time(k)), /* no names */
	    "action=451 4.7.1 [W] try again later, rule "
	    "default_unresolved_action\n\n" YES);
	says(k, "ess_policy\nclient_address=192.0.2.2\nclient_name=x.example\n"
	    "\n");
	assert_string_equal(hears(k), NO);
	says(k, UNNAMED);
	run();
	(void)close(k); /* and is judged */
}

static void
what_is_no_request_ends_the_connection(void **state)
{
	static const char *const text[] = { "\n", "request=junk\n\n",
		"client_address=192.0.2.1\n\n", ASKS("192.0.2.2") "\n" };
	static char much[65537];
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		k = come();
		says(k, text[i]);
		if (i == 3)
			assert_string_equal(hears(k), NO);
		assert_string_equal(hears(k), "closed");
		(void)close(k);
	}
	assert_int_equal(postfix_counts(p)->wrong, 4);
	memset(much, 'a', sizeof(much) - 1);
	k = come();
	says(k, much);
	while (postfix_counts(p)->wrong == 4)
		run();
	assert_int_equal(postfix_counts(p)->clients, 0);
	(void)close(k);
}

static void
half_a_request_is_not_waited_for(void **state)
{
	int k = come(), idle = come();

	(void)state;
	says(idle, ASKS("192.0.2.1"));
	assert_string_equal(hears(idle), YES);
	says(k, "request=smtpd_access_policy\n");
	assert_string_equal(hears(k), "");
	assert_string_equal(hears_in_time(k), "closed");
	assert_int_equal(postfix_counts(p)->late, 1);
	says(idle, ASKS("192.0.2.1"));
	assert_string_equal(hears(idle), YES);
	(void)close(k);
	(void)close(idle);
}

/* Each request has its own time, so who goes on asking is not late. */
static void
a_stream_of_requests_is_never_late(void **state)
{
	uint64_t until = uv_hrtime() + 3 * REQUEST_MS * UINT64_C(1000000);
	int k = come();

	(void)state;
	says(k, "request=smtpd_access");
	while (uv_hrtime() < until) {
		says(k, "_policy\nclient_address=192.0.2.1\nclient_name=a.b\n"
		    "\nrequest=smtpd_access");
		assert_string_equal(hears_in_time(k), YES);
	}
	(void)close(k);
}

static void
who_asked_nothing_for_longest_gives_way(void **state)
{
	int k[4], i;

	(void)state;
	for (i = 0; i < 3; i++)
		k[i] = come();
	says(k[0], ASKS("192.0.2.1"));
	assert_string_equal(hears(k[0]), YES);
	k[3] = come();
	assert_string_equal(hears(k[1]), "closed");
	for (i = 0; i < 4; i += i == 0 ? 2 : 1) {
		says(k[i], ASKS("192.0.2.2"));
		assert_string_equal(hears(k[i]), NO);
	}
	for (i = 0; i < 4; i++)
		(void)close(k[i]);
}

static void
strangers_are_not_heard(void **state)
{
	struct postfix_options o = { .clients = 3, .tell = &log_ };
	int k;

	(void)state;
	assert_int_equal(admit_parse(&o.from, "192.0.2.0/24", &f.e), 0);
	postfix_set(p, &o);
	k = come();
	says(k, ASKS("192.0.2.1"));
	assert_string_equal(hears(k), "closed");
	assert_int_equal(postfix_counts(p)->strangers, 1);
	(void)close(k);
}

/* Answers to one who takes none wait, and no more requests are read. */
static void
answers_that_nobody_takes_wait(void **state)
{
	static char many[400 * sizeof(ASKS("192.0.2.2"))];
	size_t asked = 0, told = 0, i;
	int k = come();

	(void)state;
	for (i = 0; i < 400; i++)
		(void)strcat(many, ASKS("192.0.2.2"));
	for (i = 0; i < 2000; i++) {
		ssize_t n = send(k, many, strlen(many), MSG_DONTWAIT);

		if (n != (ssize_t)strlen(many))
			break;
		asked += 400;
		run();
	}
	assert_true(postfix_counts(p)->refused < asked);
	for (i = 0; i < 1000000 && told / strlen(NO) < asked; i++) {
		told += strlen(hears(k));
	}
	assert_true(told / strlen(NO) >= asked);
	(void)close(k);
}

static void
who_cannot_be_served_is_closed(void **state)
{
	static const struct {
		const char *name;
		unsigned nth;
		int error;
	} row[] = {
		{ FAILING_MEMORY, 1, ENOMEM }, { "uv_poll_init", 1, UV_ENOMEM },
		{ "recv", 1, ECONNRESET },
	};
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		failing_nth(row[i].name, row[i].nth, row[i].error);
		k = come();
		assert_true(failing_end());
		assert_string_equal(hears(k), "closed");
		assert_int_equal(postfix_counts(p)->clients, 0);
		(void)close(k);
	}
	k = come();
	says(k, "request=smtpd_acc");
	failing_nth(FAILING_MEMORY, 1, ENOMEM); /* for half a request */
	run();
	assert_true(failing_end());
	assert_string_equal(hears(k), "closed");
	(void)close(k);
	k = come();
	says(k, ASKS("192.0.2.1"));
	failing_all("send", EPIPE);
	run();
	assert_true(failing_end());
	assert_string_equal(hears(k), "closed");
	(void)close(k);
}

static void
who_has_asked_half_gives_way_but_not_who_is_judged(void **state)
{
	int k[4], i;

	(void)state;
	for (i = 0; i < 3; i++) {
		k[i] = come();
		says(k[i], "request=");
		run();
	}
	k[3] = come();
	assert_string_equal(hears(k[0]), "closed");
	(void)close(k[0]);
	for (i = 1; i < 4; i++) {
		says(k[i], i == 3 ? UNNAMED : "smtpd_access_policy\n"
		    "client_address=192.0.2.1\n\n");
		run();
	}
	k[0] = come();
	assert_string_equal(hears(k[0]), "closed");
	assert_int_equal(postfix_counts(p)->late, 2);
	for (i = 0; i < 4; i++)
		(void)close(k[i]);
	while (postfix_counts(p)->clients > 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
}

/* One who goes while he is judged has no answer, and costs nobody. */
static void
who_is_gone_when_the_answer_comes_is_dropped(void **state)
{
	int k = come();

	(void)state;
	says(k, UNNAMED);
	run();
	failing_all("send", EPIPE);
	while (postfix_counts(p)->clients > 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_true(failing_end());
	assert_int_equal(postfix_counts(p)->deferred, 1);
	(void)close(k);
}

static int proxied;

static void
on_header(void *arg, const struct ip *from)
{
	assert_ptr_equal(arg, &proxied);
	proxied += from->bits == 32;
}

static void
a_proxy_header_is_no_request(void **state)
{
	static const char header[] = "PROXY TCP4 198.51.100.7 10.0.0.1 1 25"
	    "\r\n";
	struct postfix_options o = { .clients = 3, .tell = &log_,
		.request_ms = REQUEST_MS };
	int i, k;

	(void)state;
	assert_int_equal(admit_parse(&o.from, "127.0.0.1", &f.e), 0);
	for (i = 0; i < 2; i++) {
		k = come();
		says(k, header);
		assert_string_equal(hears(k), "closed");
		assert_int_equal(postfix_counts(p)->wrong, i + 1);
		assert_int_equal(proxied, i);
		(void)close(k);
		o.header = on_header;
		o.arg = &proxied;
		postfix_set(p, &o);
	}
}

/* All that Postfix tells, as far as it makes sense. */
static void
whatever_else_is_told_is_taken_or_left(void **state)
{
	static char much[4096];
	static const char *const more[] = { "protocol_state=ELSE\n",
		"server_port=587\n", "client_port=4711\n", "helo_name=\n",
		"protocol_name=ESMTP\n", "sasl_username=u\n", much };
	char text[8192];
	size_t i;
	int k = come();

	(void)state;
	memset(much, 'x', sizeof(much) - 2);
	memcpy(much, "instance=", 9);
	much[sizeof(much) - 2] = '\n';
	for (i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		(void)snprintf(text, sizeof(text), "request="
		    "smtpd_access_policy\nclient_address=192.0.2.2\n"
		    "client_name=a.example\n%s\n", more[i]);
		says(k, text);
		assert_string_equal(hears_in_time(k), NO);
	}
	(void)close(k);
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(a_connection_asks_again_and_again),
		t(requests_are_answered_in_their_order),
		t(what_is_no_request_ends_the_connection),
		t(half_a_request_is_not_waited_for),
		t(a_stream_of_requests_is_never_late),
		t(who_asked_nothing_for_longest_gives_way),
		t(strangers_are_not_heard),
		t(answers_that_nobody_takes_wait),
		t(who_cannot_be_served_is_closed),
		t(who_has_asked_half_gives_way_but_not_who_is_judged),
		t(who_is_gone_when_the_answer_comes_is_dropped),
		t(a_proxy_header_is_no_request),
		t(whatever_else_is_told_is_taken_or_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
