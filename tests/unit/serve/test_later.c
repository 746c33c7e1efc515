/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deeds that wait, as with a store elsewhere, and whose clients do not. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/tell.h"
#include "lib/fixture.h"
#include "lib/later.h"
#include "serve/answers.h"
#include "serve/control.h"
#include "serve/crowd.h"
#include "serve/greenfile.h"
#include "serve/keeper.h"
#include "serve/offences.h"
#include "share/deed.h"
#include "wire/offence.h"

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static int log_fd[2];
static uv_loop_t loop;
static struct keeper keeper;
static struct statistics count;
static struct offences o;
static struct crowd crowd;
static struct greenfile green;
static struct answers a;
static struct control c;
static struct letter answer; /* the last */
static unsigned told;        /* how many */

static int
begin(void **state)
{
	static char path[FIXTURE_PATH]; /* borrowed */

	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	told = 0;
	fixture_begin(&f);
	fixture_load(&f, "greylist_delay 7s\n");
	memset(&count, 0, sizeof(count));
	memset(&o, 0, sizeof(o));
	memset(&c, 0, sizeof(c));
	assert_int_equal(pipe(log_fd), 0);
	(void)fcntl(log_fd[0], F_SETFL, O_NONBLOCK);
	log_.fd = log_fd[1];
	assert_int_equal(uv_loop_init(&loop), 0);
	keeper = (struct keeper){ .tell = &log_ };
	assert_int_equal(keeper_open(&keeper, f.dir, 64 << 20, time(NULL),
	    &f.e), 0);
	keeper_start(&keeper, &loop);
	assert_int_equal(greenfile_open(&green, fixture_path(&f, path,
	    "green"), 1, time(NULL), &log_, &f.e), 0);
	greenfile_start(&green, &loop);
	o.keeper = &keeper;
	o.count = &count;
	assert_int_equal(offences_open(&o, &f.rules.settings, &f.e), 0);
	offences_set(&o, &f.rules.settings);
	a = (struct answers){ .grey = { .keeper = &keeper, .green = &green,
		.count = &count }, .count = &count, .crowd = &crowd };
	answers_set(&a, &f.rules.settings, &f.img);
	c.keeper = &keeper;
	c.ledger = &o.ledger;
	c.tell = &log_;
	control_init(&c, &loop);
	later_begin(&keeper);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	control_close(&c);
	later_end(&keeper);
	offences_close(&o);
	keeper_stop(&keeper);
	greenfile_stop(&green);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(keeper_close(&keeper, time(NULL), &f.e), 0);
	greenfile_close(&green, time(NULL));
	fixture_end(&f);
	(void)close(log_fd[0]);
	(void)close(log_fd[1]);
	return 0;
}

static void
on_say(void *arg, const struct letter *l)
{
	(void)arg;
	answer = *l;
	told++;
}

static const struct filters_asker who = { on_say, NULL, false };

/* Tell of a trap; held: by a filter that has judged the client. */
static struct deed *
report(const char *ip, bool held)
{
	struct letter l = { .type = LETTER_OFFENCE, .offence = OFFENCE_TRAP,
		.at_s = (uint32_t)time(NULL), .source = "trap", .mark = "m",
		.evidence = "x", .flags = held ? LETTER_HELD : 0 };

	assert_int_equal(ip_parse(&l.ip, ip, &f.e), 0);
	return offences_on_report(&o, &l, &who);
}

/* What is held against an address, of the store alone. */
static unsigned
held(const char *text)
{
	unsigned kinds;
	struct ip ip;

	assert_int_equal(ip_parse(&ip, text, &f.e), 0);
	assert_int_equal(ledger_find(&kinds, &o.ledger, &ip, time(NULL), &f.e),
	    0);
	return kinds;
}

static struct deed *
grey(const char *ip)
{
	struct letter l = { .type = LETTER_GREY, .name = "mx.example" };
	struct filters_calls calls = answers_to_filters(&a);

	assert_int_equal(ip_parse(&l.ip, ip, &f.e), 0);
	return calls.grey(calls.arg, &l, &who);
}

/* Somebody asks at the control socket. */
static int
client(const char *line)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(fd[1], F_SETFL, O_NONBLOCK);
	assert_int_equal(send(fd[0], line, strlen(line), 0), strlen(line));
	control_come(&c, fd[1]);
	return fd[0];
}

/* What was read of a descriptor, until the next call. */
static const char *
heard(int fd)
{
	static char text[4096];
	ssize_t n;

	(void)uv_run(&loop, UV_RUN_NOWAIT);
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
who_told_hears_when_it_is_noted(void **state)
{
	(void)state;
	assert_non_null(report("198.51.100.7", false));
	assert_int_equal(told, 0);
	later_go(true); /* the look, and the note */
	assert_int_equal(told, 1);
	assert_int_equal(answer.type, LETTER_OFFENCE_IS);
	assert_int_equal(answer.held, LETTER_KEPT);
	assert_int_equal(held("198.51.100.7"), 1u << OFFENCE_TRAP);
	assert_non_null(report("198.51.100.8", false));
	later_go(false);
	assert_int_equal(answer.type, LETTER_CANNOT);
	assert_string_equal(answer.reason, "store");
}

static void
who_tells_and_goes_has_told(void **state)
{
	(void)state;
	deed_cancel(report("198.51.100.7", false));
	assert_int_equal(later_waiting(), 1);
	later_go(true);
	assert_int_equal(told, 0);
	assert_int_equal(count.n[STAT_OFFENCES], 1);
	assert_int_equal(held("198.51.100.7"), 1u << OFFENCE_TRAP);
	deed_cancel(report("198.51.100.8", true));
	later_go(false);
	assert_int_equal(told, 0);
}

static void
who_asks_and_goes_is_missed_by_nobody(void **state)
{
	struct letter l = { .type = LETTER_OFFENCES };
	struct deed *d;

	(void)state;
	assert_int_equal(ip_parse(&l.ip, "198.51.100.7", &f.e), 0);
	d = offences_on_ask(&o, &l, &who);
	assert_non_null(d);
	deed_cancel(d);
	deed_cancel(grey("198.51.100.7"));
	assert_int_equal(later_waiting(), 0);
	assert_int_equal(told, 0);
}

/* A filter tells of a mail and ends. */
static void
who_names_a_mail_and_goes_has_named_it(void **state)
{
	struct letter l = { .type = LETTER_ENVELOPE, .name = "",
		.sender = "a@x.example", .to = "b@y.example" };
	struct filters_calls calls = answers_to_filters(&a);

	(void)state;
	a.grey.list.delay_s = 0;
	assert_int_equal(ip_parse(&l.ip, "198.51.100.7", &f.e), 0);
	deed_cancel(calls.envelope(calls.arg, &l, &who));
	assert_int_equal(later_waiting(), 1);
	later_go(true);
	deed_cancel(calls.envelope(calls.arg, &l, &who));
	later_go(true);
	assert_int_equal(told, 0);
	assert_int_equal(count.n[STAT_GREY_NEW], 1);
	assert_non_null(grey("198.51.100.7"));
	later_go(true);
	assert_int_equal(answer.grey, LETTER_GREEN);
}

static void
the_greylist_answers_when_it_can(void **state)
{
	(void)state;
	assert_non_null(grey("198.51.100.7"));
	later_go(true);
	assert_int_equal(told, 1);
	assert_int_equal(answer.type, LETTER_GREY_IS);
	assert_int_equal(answer.grey, LETTER_WAIT);
	assert_non_null(grey("198.51.100.7"));
	later_go(false);
	assert_int_equal(answer.type, LETTER_CANNOT);
	assert_int_equal(count.n[STAT_GREY_FAILED], 1);
}

static void
notes_that_nobody_waits_for_are_done(void **state)
{
	const struct envelope heard_ = { .has_recipient = true,
		.sender = "a@a.example", .recipient = "b@b.example" };
	struct ip ip;
	const struct held_end gone = { .ip = &ip, .domain = "", .note = true,
		.envelope = &heard_ };

	(void)state;
	assert_int_equal(ip_parse(&ip, "198.51.100.7", &f.e), 0);
	answers_on_end(&a, &gone);
	offences_pregreet(&o, &ip);
	assert_int_equal(later_waiting(), 2);
	later_go(true);
	assert_int_equal(count.n[STAT_ENVELOPES], 1);
	assert_int_equal(count.n[STAT_OFFENCES], 1);
}

static void
the_administrator_is_answered_when_it_is_known(void **state)
{
	int fd;

	(void)state;
	(void)report("198.51.100.7", true);
	later_go(true);
	fd = client("state 198.51.100.7\n");
	assert_string_equal(heard(fd), "");
	assert_int_equal(later_waiting(), 1);
	later_go(true);
	assert_non_null(strstr(heard(fd), "198.51.100.7"));
	(void)close(fd);
	fd = client("state 198.51.100.7\n");
	later_go(false);
	assert_non_null(strstr(heard(fd), ". temp "));
	(void)close(fd);
}

static void
what_he_wants_to_know_ends_with_his_session(void **state)
{
	int fd;

	(void)state;
	(void)report("198.51.100.7", true);
	later_go(true);
	fd = client("state 198.51.100.7\n");
	assert_int_equal(later_waiting(), 1);
	later_run();
	control_close(&c);
	assert_int_equal(later_waiting(), 0);
	(void)close(fd);
}

static void
what_he_wants_to_be_forgotten_is_all_the_same(void **state)
{
	int fd;

	(void)state;
	(void)report("198.51.100.7", true);
	(void)report("198.51.100.8", true);
	later_go(true);
	fd = client("forget 198.51.100.8\n");
	later_go(true);
	assert_non_null(strstr(heard(fd), ". ok"));
	(void)close(fd);
	assert_int_equal(held("198.51.100.8"), 0);
	(void)heard(log_fd[0]);
	fd = client("forget 198.51.100.7\n");
	control_close(&c);
	assert_int_equal(later_waiting(), 1);
	later_go(true);
	assert_int_equal(held("198.51.100.7"), 0);
	(void)close(fd);
}

static void
lines_are_loaded_one_after_the_other(void **state)
{
	static const char line[] = "load\ndhfd-dump 1\n"
	    "grey\t192.0.2.7\twait\tfirst=9\texpires=9999999999\n"
	    "grey\t192.0.2.8\twait\tfirst=9\texpires=9999999999\n";
	const char *got;
	unsigned turns = 0;
	int fd = client(line);

	(void)state;
	(void)shutdown(fd, SHUT_WR);
	for (; later_waiting() > 0; turns++)
		later_go(true);
	got = heard(fd);
	if (strncmp(got, ". ok", 4) != 0)
		fail_msg("%s", got);
	assert_true(turns > 0);
	(void)close(fd);
	fd = client(line);
	assert_int_equal(later_waiting(), 1);
	control_close(&c);
	assert_int_equal(later_waiting(), 0);
	(void)close(fd);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(who_told_hears_when_it_is_noted),
		TEST(who_tells_and_goes_has_told),
		TEST(who_asks_and_goes_is_missed_by_nobody),
		TEST(who_names_a_mail_and_goes_has_named_it),
		TEST(the_greylist_answers_when_it_can),
		TEST(notes_that_nobody_waits_for_are_done),
		TEST(the_administrator_is_answered_when_it_is_known),
		TEST(what_he_wants_to_know_ends_with_his_session),
		TEST(what_he_wants_to_be_forgotten_is_all_the_same),
		TEST(lines_are_loaded_one_after_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
