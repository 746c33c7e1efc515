/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "imported.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

void
imported_load(struct fixture *f, const char *format, const char *list,
    const char *words)
{
	char rules[128];

	fixture_text(f, "list", list);
	(void)snprintf(rules, sizeof(rules),
	    "import %s list %s\ngrey @any id=end\n", format, words);
	fixture_load(f, rules);
}

void
imported_check(struct fixture *f, const struct imported_row *row,
    size_t count)
{
	struct verdict v;
	const char *got;

	for (; count-- > 0; row++) {
		fixture_ask(f, &v, row->ip, row->host);
		got = strcmp(v.rule, "end") == 0 ? "end" :
		    rule_action_word(v.action);
		if (strcmp(got, row->action) != 0 || v.code != row->code)
			fail_msg("%s %s -> %s %u by %s", row->ip, row->host,
			    got, v.code, v.rule);
		if (row->text != NULL)
			assert_string_equal(v.text, row->text);
	}
}
