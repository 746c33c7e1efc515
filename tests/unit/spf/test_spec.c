/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf/spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* RFC 7208 section 7.1: domain-spec, macro-string, toplabel. */
static void
spf_is_domain_spec_follows_the_grammar(void **state)
{
	static const struct {
		const char *text;
		bool spec, string, macro;
	} row[] = {
		{ "a.example", true, true, false },
		{ "a.example.", true, true, false },
		{ "foo:bar/baz.example.com", true, true, false },
		{ "a.b-c", true, true, false },
		{ "a.1b", true, true, false },
		{ "", false, true, false },
		{ "example", false, true, false },
		{ "example.", false, true, false },
		{ "111.222.33.44", false, true, false },
		{ "a.-b", false, true, false },
		{ "a.b-", false, true, false },
		{ "a.b_c", false, true, false },
		{ "a b.example", false, false, false },
		{ "a.ex\303\244mple", false, false, false },
		{ "a\001.example", false, false, false },
		{ "%{i}._spf.example", true, true, true },
		{ "_spf.%{d}", true, true, true },
		{ "%{d2r.-+,/_=}", true, true, true },
		{ "%{D}", true, true, true },
		{ "%{d}.example", true, true, true },
		{ "%{d}example", false, true, true },
		{ "a.%%", false, true, true },
		{ "a%_b%-c%%.example", true, true, true },
		{ "%", false, false, false },
		{ "a.example%", false, false, false },
		{ "%{", false, false, false },
		{ "%{d", false, false, false },
		{ "%{d0}", false, false, false },
		{ "%{x}", false, false, false },
		{ "%{c}.example", false, false, false },
		{ "%{dr2}", false, false, false },
		{ "%a.example", false, false, false },
	};
	bool macro;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const char *t = row[i].text;

		if (spf_is_domain_spec(t, strlen(t), &macro) != row[i].spec)
			fail_msg("domain-spec \"%s\"", t);
		if (row[i].spec && macro != row[i].macro)
			fail_msg("macro in \"%s\"", t);
		if (spf_is_macro_string(t, strlen(t), &macro) !=
		    row[i].string)
			fail_msg("macro-string \"%s\"", t);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(spf_is_domain_spec_follows_the_grammar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
