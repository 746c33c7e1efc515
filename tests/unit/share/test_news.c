/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/news.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/shared.h"
#include "lib/standstill.h"

#define PLACE "redis://127.0.0.1:%1/0"

static char heard[4096]; /* addresses, a blank behind each */
static unsigned reads;
static bool failed, more;

static void
on_changed(void *arg, const struct ip *ip)
{
	char text[IP_TEXT_SIZE];

	(void)arg;
	ip_format(ip, text);
	(void)strcat(strcat(heard, text), " ");
}

static void
on_read(void *arg, bool has_failed, bool has_more)
{
	(void)arg;
	reads++;
	failed = has_failed;
	more = has_more;
}

static struct share_news *
reader(struct shared *s)
{
	static const struct share_news_calls calls = { on_changed, on_read,
		NULL };
	struct share_news *n = share_news_new(s->share, &calls);

	assert_non_null(n);
	heard[0] = '\0';
	reads = 0;
	return n;
}

static bool
has_read(void *unused)
{
	(void)unused;
	return reads > 0;
}

static void
read_on(struct shared *s, struct share_news *n)
{
	reads = 0;
	heard[0] = '\0';
	assert_true(share_news_go(n));
	redis_run(&s->loop, has_read, NULL);
}

static void
tell(struct shared *s, const char *text)
{
	struct err e;
	struct ip ip;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	share_news_tell(s->share, &ip);
	redis_rest(&s->loop);
}

static void
each_change_is_heard_once_and_in_order(void **state)
{
	struct shared *s = *state;
	struct share_news *n;

	shared_open(s, PLACE);
	tell(s, "198.51.100.1");
	tell(s, "2001:db8::1");
	n = reader(s);
	read_on(s, n);
	assert_false(failed);
	assert_false(more);
	assert_string_equal(heard, "198.51.100.1 2001:db8::1 ");
	tell(s, "198.51.100.2");
	read_on(s, n);
	assert_string_equal(heard, "198.51.100.2 ");
	read_on(s, n);
	assert_string_equal(heard, "");
	share_news_again(n);
	read_on(s, n);
	assert_string_equal(heard, "198.51.100.1 2001:db8::1 198.51.100.2 ");
	share_news_free(n);
	share_news_free(NULL);
	/* the most that are kept, and how long, stand in what was asked */
	assert_int_equal(redis_count(&s->server[0], "EVALSHA 0123456789abcdef"
	    "0123456789abcdef0123456n 1 dhf1.news 198.51.100.1 2592000000 "
	    "131072\n"), 1);
}

static void
one_question_at_a_time_is_enough(void **state)
{
	struct shared *s = *state;
	struct share_news *n;

	shared_open(s, PLACE);
	n = reader(s);
	assert_true(share_news_go(n));
	assert_false(share_news_go(n));
	/* to begin with nothing while an answer is under way: it is read, and
	 * there is more */
	share_news_again(n);
	redis_run(&s->loop, has_read, NULL);
	assert_true(more);
	read_on(s, n);
	assert_false(more);
	/* who is gone hears nothing */
	assert_true(share_news_go(n));
	share_news_free(n);
	reads = 0;
	redis_rest(&s->loop);
	assert_int_equal(reads, 0);
}

static const char *answer;

static bool
answers_so(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "ZRANGEBYSCORE") != 0)
		return false;
	redis_say(r, "%s", answer);
	return true;
}

static void
what_is_no_address_is_passed_over(void **state)
{
	struct shared *s = *state;
	struct share_news *n;

	shared_open(s, PLACE);
	s->server[0].odd = answers_so;
	n = reader(s);
	answer = "*8\r\n$6\r\nnobody\r\n$1\r\n1\r\n:1\r\n$1\r\n2\r\n"
	    "$9\r\n192.0.2.1\r\n:3\r\n$9\r\n192.0.2.2\r\n$1\r\n4\r\n";
	read_on(s, n);
	assert_false(failed);
	assert_string_equal(heard, "192.0.2.2 ");
	answer = "*1\r\n$9\r\n192.0.2.3\r\n"; /* without its time */
	read_on(s, n);
	assert_string_equal(heard, "");
	assert_int_equal(redis_count(&s->server[0],
	    "ZRANGEBYSCORE dhf1.news (4 "), 1);
	answer = "+OK\r\n";
	read_on(s, n);
	assert_true(failed);
	answer = "-ERR\r\n";
	read_on(s, n);
	assert_true(failed);
	/* now the server is away: nobody can be asked, or told */
	assert_false(share_news_go(n));
	tell(s, "198.51.100.1");
	share_news_free(n);
	assert_string_equal(s->server[0].news[0], "");
}

static void
a_full_answer_has_more_behind_it(void **state)
{
	static char all[NEWS_AT_ONCE * 40 + 16];
	struct shared *s = *state;
	struct share_news *n;
	size_t at;
	int i;

	shared_open(s, PLACE);
	at = (size_t)snprintf(all, sizeof(all), "*%d\r\n", 2 * NEWS_AT_ONCE);
	for (i = 0; i < NEWS_AT_ONCE; i++)
		at += (size_t)snprintf(all + at, sizeof(all) - at,
		    "$3\r\n::%d\r\n$1\r\n1\r\n", i % 10);
	s->server[0].odd = answers_so;
	answer = "*0\r\n";
	n = reader(s);
	read_on(s, n);
	assert_false(more);
	answer = all;
	read_on(s, n);
	assert_true(more);
	share_news_free(n);
}

static bool
tell_once(void *arg)
{
	struct shared *s = arg;
	struct ip ip = { { 198, 51, 100, 1 }, 32 };

	share_news_tell(s->share, &ip);
	return failing_end();
}

static void
without_memory_nobody_is_told(void **state)
{
	static const struct share_news_calls calls = { on_changed, on_read,
		NULL };
	struct shared *s = *state;
	struct share_news *n;

	shared_open(s, PLACE);
	assert_int_equal(failing_each(FAILING_MEMORY, ENOMEM, tell_once, s),
	    3); /* the text, the question, and who waits for it */
	redis_rest(&s->loop);
	assert_string_equal(s->server[0].news[0], "198.51.100.1");
	assert_string_equal(s->server[0].news[1], "");
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(share_news_new(s->share, &calls));
	n = reader(s);
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_false(share_news_go(n));
	assert_true(failing_end());
	read_on(s, n);
	assert_string_equal(heard, "198.51.100.1 ");
	share_news_free(n);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, shared_setup, shared_teardown)
	static const struct CMUnitTest tests[] = {
		TEST(each_change_is_heard_once_and_in_order),
		TEST(one_question_at_a_time_is_enough),
		TEST(what_is_no_address_is_passed_over),
		TEST(a_full_answer_has_more_behind_it),
		TEST(without_memory_nobody_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
