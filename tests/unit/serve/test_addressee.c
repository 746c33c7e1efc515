/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/addressee.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/fixture.h"
#include "serve/classify.h"
#include "serve/held_ask.h"
#include "serve/rules.h"
#include "serve/statistics.h"
#include "smtp/said.h"
#include "wire/parcel.h"
#include "wire/token.h"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60
#define RULES \
	"dns_timeout 0\n" \
	"pass @rcpt=open@d.example id=open\n" \
	"pass @helo=friend.example id=friend\n" \
	"block @any id=all\n"

static struct fixture f;
static char path[FIXTURE_PATH];
static uv_loop_t loop;
static int log_end[2], door, client[2];
static struct tell log_ = { "prog", -1, 0 };
static struct statistics count;
static struct addressees all;
static struct said said;
static unsigned char more[LETTER_MAX];
static size_t more_len;

/* What became of the client. */
static unsigned refused, let;
static char line[REPLY_LINE_MAX + 1];

void
held_refuse(struct held_one *one, const char *reply, size_t len)
{
	assert_ptr_equal(one, &refused);
	refused++;
	memcpy(line, reply != NULL ? reply : "", len);
	line[len] = '\0';
}

void
held_let(struct held_one *one)
{
	assert_ptr_equal(one, &refused);
	let++;
}

static struct rules *
rules_of(const char *text)
{
	char file[FIXTURE_PATH];
	struct library *l;
	struct err e;

	fixture_text(&f, "rules", text);
	l = library_open(fixture_path(&f, file, "rules"), stderr,
	    FIXTURE_NOW, &e);
	if (l == NULL)
		fail_msg("%s", e.msg);
	return rules_new(l);
}

static int
begin(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct rules *r;
	struct err e;

	(void)state;
	fixture_begin(&f);
	strcpy(at.sun_path, fixture_path(&f, path, "relay"));
	door = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(door, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(door, 1), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, client), 0);
	assert_int_equal(pipe(log_end), 0);
	log_ = (struct tell){ "prog", log_end[1], 0 };
	assert_int_equal(uv_loop_init(&loop), 0);
	memset(&count, 0, sizeof(count));
	memset(&said, 0, sizeof(said));
	all = (struct addressees){ .loop = &loop, .relay = path,
		.tell = &log_, .count = &count };
	assert_non_null(all.classify = classify_new(&loop, &e));
	r = rules_of(RULES);
	assert_int_equal(classify_use(all.classify, r, &e), 0);
	rules_drop(r);
	refused = let = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	classify_free(all.classify);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(all.giving, 0);
	(void)close(door);
	(void)close(client[0]);
	(void)close(client[1]);
	(void)close(log_end[0]);
	(void)close(log_end[1]);
	fixture_end(&f);
	return 0;
}

static void
hear(const char *text)
{
	if (!said_recipient(&said, text, strlen(text)))
		said_hear(&said, text, strlen(text));
}

/* A client that greets, and wants to write to somebody. */
static void *
ask(unsigned flags, const char *helo, const char *rcpt)
{
	struct letter l = { .type = LETTER_SUSPECT, .flags = flags,
		.known = "none", .name = "", .reply = "553 no\r\n" };
	struct held_ask what = { .one = (struct held_one *)&refused,
		.fd = client[0], .said = &said, .rest = "DATA\r\n",
		.rest_len = 6, .more = more, .refused = 2 };
	struct err e;

	assert_int_equal(ip_parse(&l.ip, "192.0.2.7", &e), 0);
	what.more_len = more_len = letter_pack(more, &l);
	hear(helo);
	hear("MAIL FROM:<a@b.example>");
	hear(rcpt);
	return addressees_ask(&all, &what);
}

static void
each_is_judged_by_what_was_said(void **state)
{
	static const struct {
		unsigned flags;
		const char *helo, *rcpt;
		bool let;
	} row[] = {
		{ 0, "EHLO c", "RCPT TO:<x@d.example>", false },
		{ 0, "EHLO c", "RCPT TO:<open@d.example>", true },
		{ 0, "EHLO c", "RCPT TO:<x@d.example>", false },
		{ 0, "EHLO friend.example", "RCPT TO:<x@d.example>", true },
		{ 0, "EHLO c", "RCPT TO:<Postmaster@d.example>", true },
		/* what no rule refused none lets in */
		{ LETTER_FIXED, "EHLO c", "RCPT TO:<open@d.example>", false },
		{ LETTER_FIXED, "EHLO c", "RCPT TO:<abuse@d.example>", true },
	};
	unsigned want = 0;
	void *question;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		question = ask(row[i].flags, row[i].helo, row[i].rcpt);
		if ((question != NULL) != row[i].let)
			fail_msg("row %zu", i);
		want += !row[i].let;
		if (question != NULL) { /* it goes on to the relay */
			assert_true(addressees_ask_end(&all, question));
			(void)close(accept(door, NULL, NULL));
		}
		assert_int_equal(refused, want);
		assert_string_equal(line, "");
	}
	assert_int_equal(let, 0);
}

/* Take what has come to the relay: the token is left. */
static int
receive(struct letter *l, unsigned char in[LETTER_MAX], struct parcel *came)
{
	int fd = accept(door, NULL, NULL);
	size_t used;
	ssize_t n = parcel_receive(came, fd, in, LETTER_MAX);

	assert_true(n > 0);
	assert_int_equal(letter_unpack(l, &used, in, (size_t)n),
	    LETTER_WHOLE);
	return fd;
}

static void
the_relay_learns_all_that_was_said(void **state)
{
	unsigned char in[LETTER_MAX];
	struct parcel came = { .len = 0 };
	struct letter l;
	void *question;
	int fd;

	(void)state;
	question = ask(LETTER_BLOCK, "EHLO client.example",
	    "RCPT TO:<open@d.example> NOTIFY=NEVER");
	fd = receive(&l, in, &came);
	assert_int_equal(l.flags, LETTER_BLOCK | LETTER_EHLO);
	assert_int_equal(l.refused, 2);
	assert_string_equal(l.let, "open");
	assert_string_equal(l.reply, "553 no\r\n");
	assert_string_equal(l.helo, "client.example");
	assert_string_equal(l.mail, "MAIL FROM:<a@b.example>");
	assert_string_equal(l.rcpt, "RCPT TO:<open@d.example> NOTIFY=NEVER");
	assert_int_equal(l.rest.len, 6);
	assert_memory_equal(l.rest.data, "DATA\r\n", 6);
	assert_true(token_take(came.fd[0]));
	(void)close(fd);
	while (let + refused == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_non_null(question);
	assert_int_equal(let, 1);
	assert_int_equal(count.n[STAT_RELAY_FAILED], 0);
	parcel_drop(&came);
}

/* Not the refusal: the recipient may have its mail later. */
static void
without_a_relay_it_is_asked_to_come_back(void **state)
{
	char told[1024] = "";
	int i;

	(void)state;
	assert_non_null(ask(0, "EHLO c", "RCPT TO:<open@d.example>"));
	(void)close(accept(door, NULL, NULL));
	while (let + refused == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_string_equal(line, ADDRESSEE_TROUBLE);
	(void)close(door);
	(void)unlink(path);
	for (i = 0; i < 3; i++)
		assert_null(ask(0, "EHLO c", "RCPT TO:<open@d.example>"));
	assert_int_equal(refused, 4);
	assert_int_equal(let, 0);
	assert_string_equal(line, ADDRESSEE_TROUBLE);
	assert_int_equal(count.n[STAT_RELAY_FAILED], 4);
	assert_true(read(log_end[0], told, sizeof(told) - 1) > 0);
	assert_non_null(strstr(told, "it hung up"));
	assert_ptr_equal(strchr(told, '\n'), told + strlen(told) - 1);
	door = -1;
}

static void
only_so_many_are_on_their_way(void **state)
{
	void *question;

	(void)state;
	all.giving = ADDRESSEES_GIVING - 1;
	question = ask(0, "EHLO c", "RCPT TO:<open@d.example>");
	assert_non_null(question);
	assert_null(ask(0, "EHLO c", "RCPT TO:<open@d.example>"));
	assert_string_equal(line, ADDRESSEE_TROUBLE);
	assert_true(addressees_ask_end(&all, question));
	assert_int_equal(all.giving, ADDRESSEES_GIVING - 1);
	all.giving = 0;
}

/* Whoever gives up after the relay has taken it is told so. */
static void
the_end_leaves_the_client_to_who_has_it(void **state)
{
	unsigned char in[LETTER_MAX];
	struct parcel came = { .len = 0 };
	struct letter l;
	void *question = ask(0, "EHLO c", "RCPT TO:<open@d.example>");

	(void)state;
	(void)close(receive(&l, in, &came));
	assert_true(token_take(came.fd[0]));
	assert_false(addressees_ask_end(&all, question));
	parcel_drop(&came);
}

static void
what_is_no_letter_is_trouble(void **state)
{
	struct held_ask what = { .one = (struct held_one *)&refused,
		.said = &said, .more = "x", .more_len = 1 };

	(void)state;
	assert_null(addressees_ask(&all, &what));
	assert_string_equal(line, ADDRESSEE_TROUBLE);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(each_is_judged_by_what_was_said),
		TEST(the_relay_learns_all_that_was_said),
		TEST(without_a_relay_it_is_asked_to_come_back),
		TEST(only_so_many_are_on_their_way),
		TEST(the_end_leaves_the_client_to_who_has_it),
		TEST(what_is_no_letter_is_trouble),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
