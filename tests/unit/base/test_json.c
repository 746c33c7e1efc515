/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *text;
static struct json j;

static int
begin(void **state)
{
	static size_t len;

	(void)state;
	j = (struct json){ .out = open_memstream(&text, &len) };
	return j.out != NULL ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	free(text);
	return 0;
}

static void
expect(const char *want)
{
	assert_int_equal(fclose(j.out), 0);
	assert_string_equal(text, want);
}

/* RFC 8259, sections 4 and 5. */
static void
json_puts_commas_between_values(void **state)
{
	(void)state;
	json_object(&j, NULL);
	json_string(&j, "a", "x");
	json_number(&j, "b", "-1.5");
	json_bool(&j, "c", true);
	json_bool(&j, "d", false);
	json_null(&j, "e");
	json_array(&j, "f");
	json_string(&j, NULL, "y");
	json_object(&j, NULL);
	json_end(&j, '}');
	json_array(&j, NULL);
	json_end(&j, ']');
	json_null(&j, NULL);
	json_end(&j, ']');
	json_object(&j, "g");
	json_number(&j, "h", "0");
	json_count(&j, "i", UINT64_MAX);
	json_end(&j, '}');
	json_end(&j, '}');
	expect("{\"a\":\"x\",\"b\":-1.5,\"c\":true,\"d\":false,\"e\":null,"
	    "\"f\":[\"y\",{},[],null],\"g\":{\"h\":0,"
	    "\"i\":18446744073709551615}}");
}

/* RFC 8259, section 7. */
static void
json_strings_are_escaped(void **state)
{
	(void)state;
	json_string(&j, "q", "a\"b\\c/d");
	json_string(&j, NULL, "\n\x01\x1f ~\x7f\x80\xff");
	json_string(&j, NULL, "");
	expect("\"q\":\"a\\\"b\\\\c/d\","
	    "\"\\u000a\\u0001\\u001f ~\\u007f\\u0080\\u00ff\",\"\"");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    json_puts_commas_between_values, begin, end),
		cmocka_unit_test_setup_teardown(json_strings_are_escaped,
		    begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
