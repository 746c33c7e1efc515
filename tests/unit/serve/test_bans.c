/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bans with a store whose answers take their time. */
#include "serve/bans.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ban/record.h"
#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/later.h"
#include "serve/keeper.h"
#include "serve/statistics.h"
#include "state/ledger.h"

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct keeper keeper;
static struct statistics count;
static struct never never;
static struct ledger ledger;
static struct bans b;
static char path[FIXTURE_PATH];
static int helper; /* where it listens */
static struct ip address = { { 198, 51, 100, 7 }, 32 };

static int
begin(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	fixture_begin(&f);
	memset(&count, 0, sizeof(count));
	(void)fixture_path(&f, path, "band");
	assert_true(strlen(path) < sizeof(at.sun_path));
	memcpy(at.sun_path, path, strlen(path) + 1);
	helper = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	assert_int_equal(bind(helper, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(helper, 8), 0);
	assert_int_equal(uv_loop_init(&loop), 0);
	keeper = (struct keeper){ .tell = &log_ };
	assert_int_equal(keeper_open(&keeper, f.dir, 64 << 20, time(NULL),
	    &f.e), 0);
	keeper_start(&keeper, &loop);
	never_settle(&never);
	ledger = (struct ledger){ .store = keeper.store, .never = &never,
		.ttl_s = 3600, .ttl_max_s = 3600, .net4 = 24 };
	later_begin(&keeper);
	b = (struct bans){ .loop = &loop, .tell = &log_, .ledger = &ledger,
		.keeper = &keeper, .count = &count, .path = path };
	bans_start(&b);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	bans_stop(&b);
	assert_int_equal(later_waiting(), 0);
	later_end(&keeper);
	keeper_stop(&keeper);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(keeper_close(&keeper, time(NULL), &f.e), 0);
	never_free(&never);
	(void)close(helper);
	fixture_end(&f);
	return 0;
}

/* The next question, which has come or will. */
static struct ban_record
question(int fd)
{
	unsigned char in[BAN_RECORD];
	struct ban_record r;

	while (recv(fd, in, sizeof(in), MSG_DONTWAIT) != sizeof(in))
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(ban_unpack(&r, in, sizeof(in)), BAN_WHOLE);
	return r;
}

static void
answer(int fd, struct ban_record r, enum ban_answer with)
{
	unsigned char out[BAN_RECORD];

	r.answer = with;
	ban_pack(out, &r);
	assert_int_equal(send(fd, out, sizeof(out), MSG_NOSIGNAL),
	    sizeof(out));
}

/* The helper takes the daemon, and greets it. */
static int
greet(void)
{
	int fd = accept(helper, NULL, NULL);

	assert_true(fd != -1);
	answer(fd, question(fd), BAN_NONE);
	while (b.hello)
		(void)uv_run(&loop, UV_RUN_ONCE);
	return fd;
}

static void
until_waiting(void)
{
	while (later_waiting() == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
}

static void
what_the_ledger_has_is_said_when_it_is_known(void **state)
{
	const struct ledger_report r = { .ip = address, .source = "s",
		.evidence = "e", .mark = "", .at_s = time(NULL), .ban = true };
	struct ban_record q;
	int64_t until_s;
	int fd = greet();

	(void)state;
	assert_int_equal(ledger_note(&until_s, &ledger, &r, time(NULL),
	    &f.e), LEDGER_KEPT);
	bans_changed(&b, &address);
	bans_changed(&b, &address);
	assert_int_equal(later_waiting(), 1);
	later_go(true);
	q = question(fd);
	assert_int_equal(q.verb, BAN_ADD);
	assert_int_equal(ip_compare(&q.ip, &address), 0);
	answer(fd, q, BAN_NEW);
	while (count.n[STAT_BANS] == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	(void)close(fd);
}

static void
a_helper_that_hangs_up_meanwhile_hears_of_it_later(void **state)
{
	struct ban_record q;
	int fd = greet();

	(void)state;
	bans_changed(&b, &address);
	assert_int_equal(later_waiting(), 1);
	(void)close(fd);
	while (b.link != NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(later_waiting(), 0);
	while (b.link == NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	fd = greet();
	until_waiting();
	later_go(true);
	q = question(fd);
	assert_int_equal(q.verb, BAN_DEL);
	assert_int_equal(ip_compare(&q.ip, &address), 0);
	(void)close(fd);
}

static void
nothing_is_waited_for_at_the_end(void **state)
{
	int fd = greet();

	(void)state;
	bans_changed(&b, &address);
	assert_int_equal(later_waiting(), 1);
	bans_stop(&b);
	assert_int_equal(later_waiting(), 0);
	(void)close(fd);
}

/* Have an address said, up to the question. */
static struct ban_record
say(int fd)
{
	bans_changed(&b, &address);
	until_waiting();
	later_go(true);
	return question(fd);
}

static void
a_helper_that_is_full_is_asked_again(void **state)
{
	static const enum ban_answer with[] = { BAN_FULL, BAN_CANNOT };
	struct ban_record q;
	int fd = greet();
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		q = say(fd);
		answer(fd, q, with[i]);
		while (count.n[STAT_BANS_FAILED] < i + 1)
			(void)uv_run(&loop, UV_RUN_ONCE);
		assert_true(b.due.again);
	}
	bans_changed_all(&b);
	assert_true(b.due.again);
	(void)close(fd);
}

static void
an_answer_to_another_question_is_none(void **state)
{
	struct ban_record q;
	int fd = greet(), i;

	(void)state;
	q = say(fd);
	q.number++;
	answer(fd, q, BAN_NEW);
	for (i = 0; i < 3; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	assert_int_equal(count.n[STAT_BANS], 0);
	q.number--;
	answer(fd, q, BAN_NEVER);
	while (count.n[STAT_BANS_NEVER] == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	answer(fd, q, BAN_NEW); /* nobody has asked */
	for (i = 0; i < 3; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	assert_int_equal(count.n[STAT_BANS], 0);
	(void)close(fd);
}

static void
a_store_that_fails_is_asked_again(void **state)
{
	int fd = greet();

	(void)state;
	bans_changed(&b, &address);
	assert_int_equal(later_waiting(), 1);
	bans_changed_all(&b); /* while another is under way */
	later_go(false);
	assert_true(b.due.again);
	assert_non_null(b.link);
	(void)close(fd);
}

static void
what_fails_is_tried_again(void **state)
{
	struct ban_record q;
	int fd = greet();

	(void)state;
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	bans_changed(&b, &address);
	assert_true(failing_end());
	assert_int_equal(later_waiting(), 0);
	until_waiting();
	failing_nth("send", 1, EPIPE);
	later_go(true);
	assert_true(failing_end());
	assert_null(b.link);
	(void)close(fd);
	while (b.link == NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	failing_nth("recv", 1, EINTR);
	fd = greet();
	(void)failing_end();
	until_waiting();
	failing_nth("send", 1, EINTR);
	later_go(true);
	assert_true(failing_end());
	q = question(fd);
	assert_int_equal(ip_compare(&q.ip, &address), 0);
	(void)close(fd);
}

static void
a_helper_that_does_not_greet_is_waited_for_longer(void **state)
{
	int fd = accept(helper, NULL, NULL);

	(void)state;
	assert_true(fd != -1);
	(void)question(fd);
	b.retry_ms = BANS_RETRY_MAX_MS / 2;
	(void)close(fd);
	while (b.link != NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(b.retry_ms, BANS_RETRY_MAX_MS);
	assert_true(b.away_told);
}

/* What cannot be watched, or asked, is tried again. */
static void
a_helper_that_cannot_be_asked_is_away(void **state)
{
	static const char *const name[] = { "uv_poll_init", "send",
		FAILING_MEMORY };
	int fd = accept(helper, NULL, NULL);
	size_t i;

	(void)state;
	assert_true(fd != -1);
	(void)close(fd);
	for (i = 0; i < 3; i++) {
		while (b.link != NULL)
			(void)uv_run(&loop, UV_RUN_ONCE);
		b.retry_ms = 1;
		failing_nth(name[i], 1, i == 0 ? UV_ENOMEM : EPIPE);
		while (!failing_end()) {
			failing_nth(name[i], 1, i == 0 ? UV_ENOMEM : EPIPE);
			(void)uv_run(&loop, UV_RUN_ONCE);
		}
		assert_null(b.link);
	}
	assert_true(b.away_told);
}

static void
a_helper_of_another_version_is_told_of(void **state)
{
	static const char other[BAN_RECORD + 1] = "?";
	int fd = greet();

	(void)state;
	assert_int_equal(send(fd, other, sizeof(other), 0), sizeof(other));
	while (b.link != NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_true(b.away_told);
	(void)close(fd);
}

/* A site that has none. */
static void
without_a_helper_nothing_is_done(void **state)
{
	struct bans none = { .loop = &loop, .tell = &log_, .ledger = &ledger,
		.keeper = &keeper, .count = &count, .path = "" };

	(void)state;
	bans_start(&none);
	bans_changed(&none, &address);
	bans_changed_all(&none);
	assert_int_equal(none.due.len, 0);
	bans_stop(&none);
	assert_int_equal(later_waiting(), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(what_the_ledger_has_is_said_when_it_is_known),
		TEST(a_helper_that_hangs_up_meanwhile_hears_of_it_later),
		TEST(nothing_is_waited_for_at_the_end),
		TEST(a_helper_that_is_full_is_asked_again),
		TEST(an_answer_to_another_question_is_none),
		TEST(a_store_that_fails_is_asked_again),
		TEST(what_fails_is_tried_again),
		TEST(a_helper_that_does_not_greet_is_waited_for_longer),
		TEST(a_helper_that_cannot_be_asked_is_away),
		TEST(a_helper_of_another_version_is_told_of),
		TEST(without_a_helper_nothing_is_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
