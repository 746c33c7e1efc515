/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/judging.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
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
static struct image_frames frames;
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
	c.frames = &frames;
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

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup(&f), \
	fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(each_recipient_is_judged_by_itself),
		TEST(a_fixed_verdict_holds_but_for_the_exempt),
		TEST(without_rules_all_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
