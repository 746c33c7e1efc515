/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/handover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/environment.h"
#include "base/err.h"

/* rblsmtpd(1): "-" makes a text final, and an empty one lets in. */
static void
handover_keeps_the_class_of_the_reply(void **state)
{
	static const struct {
		unsigned code;
		const char *text, *want;
	} row[] = { { 553, "no", "RBLSMTPD=-no" },
		{ 451, "no", "RBLSMTPD=no" },
		{ 451, "-no", "RBLSMTPD= -no" },
		{ 553, "-no", "RBLSMTPD=--no" },
		{ 451, "", "RBLSMTPD= " } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct verdict v = { .action = RULE_BLOCK, .rule = "r" };
		struct environment env;
		struct evidence ev;
		struct err e;
		char **all;

		verdict_say(&v, row[i].code, "", row[i].text);
		evidence_init(&ev);
		environment_init(&env);
		assert_int_equal(handover_environment(&env, &v, &ev, &e), 0);
		for (all = environment_build(&env, NULL); *all != NULL; all++)
			if (strncmp(*all, "RBLSMTPD=", 9) == 0)
				break;
		assert_string_equal(*all, row[i].want);
		environment_free(&env);
	}
}

/* dhf.conf(5): %t is what the list says, or else its zone, in both without a
 * customer's key. */
static void
handover_tells_of_the_list_that_decided(void **state)
{
	static const struct {
		const char *listed, *list_text, *want;
	} row[] = { { "zen.example", "see https://x.example/%i",
		    "550 5.7.1 no: see https://x.example/%i\r\n" },
		{ "zen.example", "", "550 5.7.1 no: zen.example\r\n" },
		{ "abcdefgh12345678.zen.example", "",
		    "550 5.7.1 no: KEY.zen.example\r\n" },
		{ "", "", "550 5.7.1 no: unknown\r\n" } };
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct verdict v = { .action = RULE_BLOCK, .code = 550,
			.text = "no: %t", .dsn = "5.7.1" };
		char got[REPLY_LINE_MAX + 1];
		struct evidence ev;
		struct err e;

		evidence_init(&ev);
		(void)strcpy(v.listed, row[i].listed);
		(void)strcpy(v.list_text, row[i].list_text);
		assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
		got[len] = '\0';
		assert_string_equal(got, row[i].want);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(handover_keeps_the_class_of_the_reply),
		cmocka_unit_test(handover_tells_of_the_list_that_decided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
