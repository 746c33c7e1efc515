/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/answers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
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
#include "serve/crowd.h"
#include "serve/greenfile.h"
#include "serve/held_ask.h"
#include "serve/keeper.h"

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct keeper keeper;
static struct greenfile green;
static struct statistics count;
static struct held_pool *pool;
static struct crowd crowd;
static struct answers a;
static struct filters_calls calls;
static struct letter asked; /* what was known of who named a recipient */
static char path[FIXTURE_PATH];

static void
on_end(void *arg, const struct held_end *what)
{
	answers_on_end(arg, what);
}

/* One that has named a recipient. */
static void *
on_ask(void *arg, const struct held_ask *what)
{
	static unsigned char more[LETTER_MAX];
	size_t used;

	assert_ptr_equal(arg, &a);
	memcpy(more, what->more, what->more_len);
	assert_int_equal(letter_unpack(&asked, &used, more, what->more_len),
	    LETTER_WHOLE);
	held_let(what->one);
	return NULL;
}

static void
on_empty(void *arg)
{
	(void)arg;
	held_free(pool);
	pool = NULL;
}

static int
begin(void **state)
{
	const struct held_limits limits = { 3, 2, 0, 1 };
	const struct held_calls held = { .arg = &a, .ask = on_ask,
		.on_end = on_end,
		.on_empty = on_empty };

	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	memset(&count, 0, sizeof(count));
	fixture_load(&f, "greylist_delay 7s\ngreylist_net4 24\n"
	    "greylist_proof identity\n");
	assert_int_equal(uv_loop_init(&loop), 0);
	keeper = (struct keeper){ .tell = &log_ };
	assert_int_equal(keeper_open(&keeper, f.dir, 1 << 20, time(NULL),
	    &f.e), 0);
	keeper_start(&keeper, &loop);
	assert_int_equal(greenfile_open(&green, fixture_path(&f, path,
	    "green"), 1, time(NULL), &log_, &f.e), 0);
	greenfile_start(&green, &loop);
	assert_int_equal(held_init(&pool, &loop, &limits, &held, &f.e), 0);
	a = (struct answers){ .grey = { .keeper = &keeper, .green = &green,
		.count = &count }, .pool = pool, .count = &count,
		.crowd = &crowd };
	answers_set(&a, &f.rules.settings, &f.img);
	calls = answers_to_filters(&a);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	if (pool != NULL)
		held_stop(pool);
	keeper_stop(&keeper);
	greenfile_stop(&green);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(keeper_close(&keeper, time(NULL), &f.e), 0);
	greenfile_close(&green, time(NULL));
	fixture_end(&f);
	return 0;
}

static void
on_say(void *arg, const struct letter *answer)
{
	struct letter *out = arg;

	*out = *answer;
}

/* Nothing is to be said, which the type tells. */
static void
on_none(void *arg, const struct letter *answer)
{
	struct letter *out = arg;

	assert_null(answer);
	out->type = LETTER_ENVELOPE;
}

static struct letter
ask(const char *ip, const char *domain)
{
	struct letter l = { .type = LETTER_GREY, .name = domain };
	struct letter answer = { .type = LETTER_CANNOT };
	const struct filters_asker who = { on_say, &answer, false };

	assert_int_equal(ip_parse(&l.ip, ip, &f.e), 0);
	assert_null(calls.grey(calls.arg, &l, &who));
	return answer;
}

static void
the_greylist_answers_as_it_is_set(void **state)
{
	struct letter l;

	(void)state;
	l = ask("192.0.2.1", "");
	assert_int_equal(l.type, LETTER_GREY_IS);
	assert_int_equal(l.grey, LETTER_WAIT);
	assert_int_equal(l.seconds, 7);
	assert_int_equal(green.keep_s, 36 * 86400);
	fixture_load(&f, "greylist_delay 0\ngreylist_net4 24\n"
	    "greylist_proof identity\n");
	answers_set(&a, &f.rules.settings, &f.img);
	l = ask("192.0.2.99", ""); /* of the same network */
	assert_int_equal(l.grey, LETTER_GREEN);
	assert_int_equal(green.green.len, 1);
	assert_int_equal(green.green.net[0].bits, 24);
	assert_int_equal(count.n[STAT_GREY_WAIT], 1);
	assert_int_equal(count.n[STAT_GREY_GREEN], 1);
	assert_int_equal(count.n[STAT_GREY_NEW], 1);
	(void)ask("192.0.2.1", "");
	assert_int_equal(count.n[STAT_GREY_NEW], 1);
	assert_true(keeper.due);
}

/* The filter tells the name alone; whoever writes a letter can't say that
 * customers of one provider are one. */
static void
a_domain_is_found_in_the_name(void **state)
{
	static const struct {
		const char *ip, *name;
		bool known; /* by who has been here before */
	} row[] = {
		{ "192.0.2.1", "mx1.friend.example", false },
		{ "198.51.100.1", "mx2.friend.example", true },
		{ "198.51.101.1", "friend.example", true }, /* of before */
		{ "198.51.102.1", "FRIEND.example.", true },
		{ "198.51.103.1", "mx.example", false },
		{ "198.51.104.1", "dsl-198-51-104-1.friend.example", false },
		{ "198.51.105.1", "friend.example..", false },
		{ "198.51.106.1", "friend.example x", false },
		{ "198.51.107.1", "", false },
		{ "192.0.2.1", "", true },
	};
	struct letter l;
	size_t i;

	(void)state;
	fixture_text(&f, "psl", "// ===BEGIN ICANN DOMAINS===\nexample\n"
	    "// ===END ICANN DOMAINS===\n");
	fixture_load(&f, "suffix_list psl\ngreylist_delay 0\n"
	    "greylist_proof identity\n"
	    "block @class=dynamic\n");
	answers_set(&a, &f.rules.settings, &f.img);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		l = ask(row[i].ip, row[i].name);
		assert_int_equal(l.type, LETTER_GREY_IS);
		if ((l.grey == LETTER_GREEN) != row[i].known)
			fail_msg("row %zu", i);
	}
}

/* Tell of a mail, as a filter does. */
static void
bring(const char *ip, const char *sender, const char *to)
{
	struct letter l = { .type = LETTER_ENVELOPE, .name = "",
		.sender = sender, .to = to };
	struct letter answer = { .type = LETTER_CANNOT };
	const struct filters_asker who = { on_none, &answer, false };

	assert_int_equal(ip_parse(&l.ip, ip, &f.e), 0);
	assert_null(calls.envelope(calls.arg, &l, &who));
	assert_int_equal(answer.type, LETTER_ENVELOPE);
}

/* A client that was held for so long is gone, and named a mail. */
static void
leave(const char *ip, const char *sender, const char *to, int64_t held_ms)
{
	struct envelope heard = { .has_recipient = true };
	struct ip from;
	const struct held_end gone = { .ip = &from, .domain = "", .note = true,
		.envelope = &heard, .held_ms = held_ms };

	assert_int_equal(ip_parse(&from, ip, &f.e), 0);
	strcpy(heard.sender, sender);
	strcpy(heard.recipient, to);
	answers_on_end(&a, &gone);
}

/* Without a delay the next time is again. */
static void
a_mail_that_comes_again_lets_in(void **state)
{
	(void)state;
	fixture_load(&f, "greylist_delay 0\n");
	answers_set(&a, &f.rules.settings, &f.img);
	assert_int_equal(ask("192.0.2.1", "").grey, LETTER_WAIT);
	bring("192.0.2.1", "a@x.example", "b@y.example");
	assert_int_equal(ask("192.0.2.1", "").grey, LETTER_WAIT);
	bring("192.0.2.1", "c@x.example", "b@y.example");
	assert_int_equal(ask("192.0.2.1", "").grey, LETTER_WAIT);
	assert_int_equal(count.n[STAT_GREY_NEW], 0);
	bring("192.0.2.1", "A@x.example", "b+c@y.example");
	assert_int_equal(count.n[STAT_GREY_NEW], 1);
	assert_int_equal(green.green.len, 1);
	assert_int_equal(count.n[STAT_GREY_GREEN], 0); /* nobody asked */
	assert_int_equal(ask("192.0.2.1", "").grey, LETTER_GREEN);
	assert_int_equal(count.n[STAT_GREY_NEW], 1);
	assert_int_equal(count.n[STAT_GREY_WAIT], 3);
	assert_int_equal(count.n[STAT_ENVELOPES], 3);
}

/* Who was held for half a minute has waited that long already. */
static void
a_mail_of_a_held_client_is_one_of_when_it_came(void **state)
{
	(void)state;
	fixture_load(&f, "greylist_delay 30s\n");
	answers_set(&a, &f.rules.settings, &f.img);
	leave("192.0.2.1", "a@x.example", "b@y.example", 31000);
	leave("192.0.2.1", "b@x.example", "b@y.example", 0);
	assert_int_equal(ask("192.0.2.1", "").grey, LETTER_WAIT);
	leave("192.0.2.1", "a@x.example", "b@y.example", 0);
	assert_int_equal(ask("192.0.2.1", "").grey, LETTER_GREEN);
	assert_int_equal(count.n[STAT_ENVELOPES], 3);
}

static void
a_client_that_nobody_hears_is_known_alone(void **state)
{
	struct letter l = { .type = LETTER_GREY, .name = "" };
	struct letter answer = { .type = LETTER_CANNOT };
	const struct filters_asker who = { on_say, &answer, true };

	(void)state;
	fixture_load(&f, "greylist_delay 0\n");
	answers_set(&a, &f.rules.settings, &f.img);
	assert_int_equal(ip_parse(&l.ip, "192.0.2.1", &f.e), 0);
	assert_null(calls.grey(calls.arg, &l, &who));
	assert_int_equal(answer.grey, LETTER_WAIT);
	assert_null(calls.grey(calls.arg, &l, &who));
	assert_int_equal(answer.grey, LETTER_GREEN);
}

/* One end of a connection, the other in *client. */
static int
connection(int *client)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd;

	assert_int_equal(bind(listener, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &len),
	    0);
	*client = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(*client, (struct sockaddr *)&at, len), 0);
	fd = accept(listener, NULL, NULL);
	(void)close(listener);
	return fd;
}

/* A letter is trusted for nothing: what is no refusal would be said as it is,
 * or be longer than there is room for. */
static void
a_client_comes_with_a_refusal(void **state)
{
	static char long_reply[REPLY_LINE_MAX + 2];
	static const struct {
		const char *reply;
		unsigned limit_ms;
		bool taken;
	} row[] = {
		{ "553 5.7.1 no\r\n", 30000, true },
		{ "451 no\r\n", 1, true },
		{ "250 ok\r\n", 1, false },
		{ "", 1, false }, { "553 no", 1, false },
		{ "553 no\n", 1, false },
		{ "553-no\r\n553 no\r\n", 1, false },
		{ long_reply, 1, false },
		{ "553 no\r\n", 0, false },
		{ "553 no\r\n", 30001, false },
	};
	struct letter l = { .type = LETTER_HAND };
	size_t i;

	(void)state;
	assert_int_equal(ip_parse(&l.ip, "192.0.2.1", &f.e), 0);
	memset(long_reply, '5', sizeof(long_reply) - 1);
	memcpy(long_reply + sizeof(long_reply) - 3, "\r\n", 2);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		l.reply = row[i].reply;
		l.limit_ms = row[i].limit_ms;
		if ((calls.room(calls.arg, &l) == NULL) != row[i].taken)
			fail_msg("row %zu", i);
	}
}

/* Its rules have to be ours, and somebody there for whom it may write to. */
static void
a_suspect_is_taken_where_it_can_be_judged(void **state)
{
	struct letter l = { .type = LETTER_SUSPECT, .reply = "553 no\r\n",
		.limit_ms = 10000, .db = f.img.head.id };

	(void)state;
	assert_int_equal(ip_parse(&l.ip, "192.0.2.1", &f.e), 0);
	assert_string_equal(calls.room(calls.arg, &l), "no relay");
	a.relays = true;
	assert_null(calls.room(calls.arg, &l));
	l.db++;
	assert_string_equal(calls.room(calls.arg, &l), "other rules");
	l.type = LETTER_HAND;
	assert_null(calls.room(calls.arg, &l));
}

/* What it brings is kept for who judges. */
static void
a_suspect_is_asked_about(void **state)
{
	struct letter l = { .type = LETTER_SUSPECT, .reply = "553 no\r\n",
		.ip = { { 192, 0, 2, 1 }, 32 }, .limit_ms = 10000,
		.host = "here.example", .rule = "the rule" };
	static const char mail[] = "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n";
	int client, fd = connection(&client);

	(void)state;
	calls.take(calls.arg, &l, fd);
	assert_int_equal(send(client, mail, sizeof(mail) - 1, 0),
	    sizeof(mail) - 1);
	while (asked.type == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(asked.type, LETTER_SUSPECT);
	assert_string_equal(asked.rule, "the rule");
	assert_int_equal(count.n[STAT_RELAY_TAKEN], 1);
	(void)close(client);
}

/* Two of one address, three in all: who is one too many is told 421.  Only
 * while it ends are clients left to the filter. */
static void
there_is_room_for_some(void **state)
{
	struct letter l = { .type = LETTER_HAND, .reply = "553 no\r\n",
		.host = "here.example", .program = "prog", .name = "",
		.limit_ms = 10000 };
	static const struct {
		unsigned char last; /* octet of the address */
		unsigned held;      /* then */
	} row[] = { { 1, 1 }, { 1, 2 }, { 1, 2 }, { 2, 3 }, { 3, 3 } };
	char said[200] = "";
	int client[5], i;

	(void)state;
	for (i = 0; i < 5; i++) {
		l.ip = (struct ip){ { 192, 0, 2, row[i].last }, 32 };
		assert_null(calls.room(calls.arg, &l));
		calls.take(calls.arg, &l, connection(&client[i]));
		assert_int_equal(held_count(pool).clients, row[i].held);
	}
	assert_int_equal(count.n[STAT_TAKEN], 5);
	assert_int_equal(count.n[STAT_TAKEN_ADDRESS], 1);
	assert_int_equal(count.n[STAT_TAKEN_FULL], 1);
	assert_true(read(client[2], said, sizeof(said) - 1) > 0);
	assert_memory_equal(said, "421 ", 4);
	assert_true(read(client[4], said, sizeof(said) - 1) > 0);
	assert_memory_equal(said, "421 ", 4);
	held_stop(pool);
	if (pool != NULL)
		assert_non_null(calls.room(calls.arg, &l));
	for (i = 0; i < 5; i++)
		(void)close(client[i]);
	while (pool != NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(the_greylist_answers_as_it_is_set),
		TEST(a_domain_is_found_in_the_name),
		TEST(a_mail_that_comes_again_lets_in),
		TEST(a_mail_of_a_held_client_is_one_of_when_it_came),
		TEST(a_client_that_nobody_hears_is_known_alone),
		TEST(a_client_comes_with_a_refusal),
		TEST(a_suspect_is_taken_where_it_can_be_judged),
		TEST(a_suspect_is_asked_about),
		TEST(there_is_room_for_some),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
