/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static const char rules[] = "suffix_list psl\ngrey @class=dynamic\n";
static const char suffixes[] = "// ===BEGIN ICANN DOMAINS===\nexample\n"
    "com.br\nbr\nuk\nco.uk\n// ===END ICANN DOMAINS===\n";

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	fixture_text(&f, "psl", suffixes);
	fixture_load(&f, rules);
	return 0;
}

static const char *
domain(const struct evidence *ev)
{
	static char out[HOST_MAX + 1];

	memset(out, 'x', sizeof(out));
	if (identity_domain(out, ev, &f.img, &f.e) == -1)
		fail_msg("%s", f.e.msg);
	return out;
}

static void
named(struct evidence *ev, const char *host)
{
	evidence_init(ev);
	assert_int_equal(evidence_ip(ev, "198.51.100.20", &f.e), 0);
	evidence_host(ev, host);
}

/* An end-user line's domain is its provider's. */
static void
identity_domain_is_that_of_somebody_s_own_name(void **state)
{
	static const char *const row[][2] = {
		{ "mail.friend.example", "friend.example" },
		{ "out-7.mx.friend.com.br", "friend.com.br" },
		{ "friend.co.uk", "friend.co.uk" },
		{ "fileserver.friend.example", "friend.example" },
		{ "dsl-198-51-100-20.isp.example", "" },
		{ "static-198-51-100-20.isp.example", "" },
		{ "vps20.rent.example", "" },
		{ "localhost", "" }, { "uk", "" }, { "a..b", "" }, { "-", "" },
		{ "?", "" },
	};
	struct evidence ev;
	char first[HOST_MAX + 1];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		named(&ev, row[i][0]);
		if (strcmp(domain(&ev), row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], domain(&ev));
		/* a filter of before tells the domain instead of the name */
		strcpy(first, domain(&ev));
		named(&ev, first);
		assert_string_equal(domain(&ev), first);
	}
}

static void
identity_domain_wants_a_name_that_leads_back(void **state)
{
	struct evidence ev;

	(void)state;
	named(&ev, "mail.friend.example");
	assert_string_equal(identity_name(&ev), "mail.friend.example");
	ev.unproven = true;
	assert_string_equal(domain(&ev), "");
	assert_string_equal(identity_name(&ev), "");
	ev.unproven = false;
	ev.doubtful = true;
	assert_string_equal(domain(&ev), "");
	assert_string_equal(identity_name(&ev), "");
	named(&ev, "a..b");
	assert_string_equal(identity_name(&ev), "");
	named(&ev, "-");
	assert_string_equal(identity_name(&ev), "");
}

/* By rule of thumb "com.br" might be somebody's. */
static void
identity_domain_wants_the_list_of_suffixes(void **state)
{
	static const char *const with[] = {
		"daemon /run/x\ngrey @any\n",
		"listen filter /run/x\ngrey @any\n",
		"daemon /run/x\ndefault_action grey\npass @port=1\n",
		"daemon /run/x\nscore_grey 2\nscore 1 @any\n",
	};
	struct evidence ev;
	char text[200];
	size_t i;

	(void)state;
	named(&ev, "mail.friend.example");
	fixture_load(&f, "grey @any\n");
	assert_string_equal(domain(&ev), "");
	for (i = 0; i < COUNT(with); i++) {
		assert_true(snprintf(text, sizeof(text), "suffix_list psl\n%s",
		    with[i]) > 0);
		fixture_load(&f, text);
		if (strcmp(domain(&ev), "friend.example") != 0)
			fail_msg("%s", with[i]);
	}
	fixture_load(&f, "suffix_list psl\ndaemon /run/x\nblock @any\n");
	assert_string_equal(domain(&ev), "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    identity_domain_is_that_of_somebody_s_own_name),
		cmocka_unit_test(identity_domain_wants_a_name_that_leads_back),
		cmocka_unit_test(identity_domain_wants_the_list_of_suffixes),
	};

	return cmocka_run_group_tests(tests, begin, fixture_teardown);
}
