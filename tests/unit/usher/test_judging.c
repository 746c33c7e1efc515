/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/judging.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define RULES \
	"dns_timeout 0\n" \
	"pass @rcpt=open@d.example id=open\n" \
	"pass @sender=friend@e.example id=friend\n" \
	"grey @rcpt=grey@d.example id=grey\n" \
	"block @any id=all\n"

static struct fixture f;
static struct image_frame frame;
static struct connection c;
static struct connection_options opt;
static char path[FIXTURE_PATH];

/* Judge by rules, "": there is no image. */
static struct judging
judge_by(const char *text)
{
	struct judging j = { .c = &c };
	struct err e;

	memset(&c, 0, sizeof(c));
	c.opt = &opt;
	c.frame = &frame;
	c.image.fd = -1;
	opt.image = fixture_path(&f, path, "db");
	(void)unlink(path);
	if (*text != '\0') {
		assert_int_equal(fixture_compile(&f, text), 0);
		fixture_write(&f, "db", f.image.data, f.image.len);
	}
	assert_int_equal(ip_parse(&j.session.ip, "192.0.2.7", &e), 0);
	j.session.nameless = true;
	return j;
}

static bool
lets(struct judging *j, const char *sender, const char *rcpt, bool later)
{
	const struct recipient_ask ask = { "c", sender, rcpt };
	bool is_later, let = judging_lets(j, &ask, &is_later);

	assert_int_equal(is_later, later);
	return let;
}

static void
each_recipient_is_judged_by_itself(void **state)
{
	struct judging j = judge_by(RULES);

	(void)state;
	assert_int_equal(judging_open(&j), 0);
	assert_int_not_equal(c.db, 0);
	assert_false(lets(&j, "a@b", "x@d.example", false));
	assert_true(lets(&j, "a@b", "open@d.example", false));
	assert_string_equal(j.verdict.rule, "open");
	assert_false(lets(&j, "a@b", "x@d.example", false));
	assert_true(lets(&j, "friend@e.example", "x@d.example", false));
	assert_string_equal(j.verdict.rule, "friend");
	assert_true(lets(&j, "", "postmaster", false));
	assert_string_equal(j.verdict.rule, "exempt_rcpt");
	assert_false(lets(&j, "", "x@d.example", false));
	/* nobody knows whether that one has waited */
	assert_true(lets(&j, "a@b", "grey@d.example", false));
	await_end(&c.await);
	image_close(&c.image);
}

/* Whom no rule refused none lets in. */
static void
a_fixed_verdict_holds_but_for_the_exempt(void **state)
{
	struct judging j = judge_by(RULES);

	(void)state;
	j.fixed = true;
	assert_int_equal(judging_open(&j), 0);
	assert_false(lets(&j, "a@b", "open@d.example", false));
	assert_true(lets(&j, "a@b", "abuse@d.example", false));
	image_close(&c.image);
}

/* A fault of ours is no refusal. */
static void
without_rules_all_come_back(void **state)
{
	struct judging j = judge_by("");

	(void)state;
	assert_int_equal(judging_open(&j), -1);
	assert_false(lets(&j, "a@b", "open@d.example", true));
	assert_false(lets(&j, "a@b", "postmaster@d.example", true));
}

/* A daemon that hangs up behind each answer, "wait", as it does for who is
 * silent for long. */
static _Noreturn void
be_daemon(int listener)
{
	unsigned char came[LETTER_MAX], answer[LETTER_MAX];
	const struct letter wait = { .type = LETTER_GREY_IS,
		.grey = LETTER_WAIT, .seconds = 60 };
	const size_t answer_len = letter_pack(answer, &wait);
	struct letter l = { .type = LETTER_ENVELOPE };
	size_t len, used;
	ssize_t n;
	int fd;

	(void)alarm(60);
	for (;;) {
		fd = accept(listener, NULL, NULL);
		for (len = 0, l.type = LETTER_ENVELOPE;
		    l.type != LETTER_GREY;) {
			if (letter_unpack(&l, &used, came, len) ==
			    LETTER_WHOLE) {
				len -= used;
				memmove(came, came + used, len);
				continue;
			}
			n = recv(fd, came + len, sizeof(came) - len, 0);
			if (n <= 0)
				break;
			len += (size_t)n;
		}
		(void)send(fd, answer, answer_len, MSG_NOSIGNAL);
		(void)close(fd);
	}
}

/* Judge by rules of which a daemon at this path is asked. */
static struct judging
judge_with(const char *path_of_daemon)
{
	char text[FIXTURE_PATH + 128];

	(void)snprintf(text, sizeof(text), "dns_timeout 0\ndaemon %s\n"
	    "daemon_timeout 10s\ngrey @any id=grey\n", path_of_daemon);
	return judge_by(text);
}

static void
the_daemon_may_hang_up_between_recipients(void **state)
{
	char at_path[FIXTURE_PATH];
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct judging j = judge_with(fixture_path(&f, at_path, "socket"));
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), i, refused = 0;
	pid_t child;

	(void)state;
	strcpy(at.sun_path, at_path);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)),
	    0);
	assert_int_equal(listen(listener, 1), 0);
	child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0)
		be_daemon(listener);
	(void)close(listener);
	for (i = 0; i < 3; i++)
		refused += !lets(&j, "a@b", "x@d.example", false);
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
	assert_int_equal(refused, 3);
	image_close(&c.image);
}

/* Whoever was to wait can't come in by waiting for the daemon's end. */
static void
without_the_daemon_who_was_to_wait_waits(void **state)
{
	char nobody[FIXTURE_PATH];
	struct judging j = judge_with(fixture_path(&f, nobody, "nobody"));

	(void)state;
	assert_true(lets(&j, "a@b", "x@d.example", false));
	assert_string_equal(c.state, "nostate");
	j.waits = true;
	assert_false(lets(&j, "a@b", "x@d.example", false));
	image_close(&c.image);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup(&f), \
	fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(each_recipient_is_judged_by_itself),
		TEST(a_fixed_verdict_holds_but_for_the_exempt),
		TEST(without_rules_all_come_back),
		TEST(the_daemon_may_hang_up_between_recipients),
		TEST(without_the_daemon_who_was_to_wait_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
