/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The members of text as "name=text;", numbers with a "#" before the text,
 * other values as "?"; "!" at what is wrong. */
static const char *
members(char out[512], const char *text)
{
	static char copy[512];
	struct json_reader r;
	struct json_member m;
	struct err e = { .class = ERR_NONE };
	size_t len = 0;
	int rc = -1;

	(void)snprintf(copy, sizeof(copy), "%s", text);
	out[0] = '\0';
	if (json_read(&r, copy, &e) == 0)
		while ((rc = json_read_member(&r, &m, &e)) == 1)
			len += (size_t)snprintf(out + len, 512 - len,
			    "%s=%s%.*s;", m.name, m.kind == JSON_STRING ? "" :
			    m.kind == JSON_NUMBER ? "#" : "?", (int)m.len,
			    m.text);
	if (rc == -1) {
		assert_int_equal(e.class, ERR_PERM);
		(void)snprintf(out + len, 512 - len, "!");
	}
	return out;
}

/* RFC 8259; bytes above 127 are UTF-8 (RFC 3629). */
static void
json_read_takes_what_the_grammar_allows(void **state)
{
	static const char *const row[][2] = {
		{ "{}", "" },
		{ " { } \r\n", "" },
		{ "{\"cidr\":\"192.0.2.0/24\",\"sblid\":\"SBL1\"}",
		    "cidr=192.0.2.0/24;sblid=SBL1;" },
		{ "{ \"a\" : 1 , \"b\" : -0.5e+10 }", "a=#1;b=#-0.5e+10;" },
		{ "{\"\":\"\"}", "=;" },
		{ "{\"a\":[1,{\"b\":[]},{}],\"c\":true,\"d\":null}",
		    "a=?;c=?;d=?;" },
		{ "{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
		    "a=\"\\/\b\f\n\r\t;" },
		{ "{\"a\":\"1\\u002f2 \\u00e9\\u20ac\\ud83d\\ude00\"}",
		    "a=1/2 \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80;" },
		{ "{\"a\":\"\xc3\xa9\",\"a\":0}", "a=\xc3\xa9;a=#0;" },
		{ "{\"a\":1E5}", "a=#1E5;" },
	};
	char out[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_string_equal(members(out, row[i][0]), row[i][1]);
}

static void
json_read_refuses_all_else(void **state)
{
	static const char *const row[][2] = {
		{ "", "!" }, { "[]", "!" }, { "\"a\"", "!" }, { "{", "!" },
		{ "{}}", "!" }, { "{},", "!" }, { "{} x", "!" },
		{ "{,}", "!" }, { "{a:1}", "!" }, { "{'a':1}", "!" },
		{ "{\"a\"}", "!" }, { "{\"a\":}", "!" }, { "{\"a\" 1}", "!" },
		{ "{\"a\":1,}", "a=#1;!" }, { "{\"a\":1 \"b\":2}", "a=#1;!" },
		{ "{\"a\":1", "a=#1;!" }, { "{\"a\":01}", "a=#0;!" },
		{ "{\"a\":+1}", "!" }, { "{\"a\":.5}", "!" },
		{ "{\"a\":1.}", "!" }, { "{\"a\":1e}", "!" },
		{ "{\"a\":-}", "!" }, { "{\"a\":0x10}", "a=#0;!" },
		{ "{\"a\":NaN}", "!" }, { "{\"a\":True}", "!" },
		{ "{\"a\":\"b}", "!" }, { "{\"a\":\"\t\"}", "!" },
		{ "{\"a\":\"\\x41\"}", "!" }, { "{\"a\":\"\\u12g4\"}", "!" },
		{ "{\"a\":\"\\u0000\"}", "!" }, { "{\"a\":\"\\", "!" },
		{ "{\"a\":\"\\ud83d\"}", "!" }, { "{\"a\":\"\\ude00\"}", "!" },
		{ "{\"a\":\"\\ud83d\\u0041\"}", "!" }, { "{\"a\":[1,]}", "!" },
		{ "{\"a\":[1 2]}", "!" }, { "{\"a\":[}", "!" },
		{ "{\"a\":{\"b\"}}", "!" }, { "{\"a\":{\"b\":1]}", "!" },
		{ "{\"a\":[\"b", "!" },
	};
	char out[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (strcmp(members(out, row[i][0]), row[i][1]) != 0)
			fail_msg("%s -> %s", row[i][0], out);
}

/* The object itself is the first level. */
static void
json_read_goes_32_deep(void **state)
{
	char text[256], out[512];
	int deep, i;

	(void)state;
	for (deep = 31; deep <= 32; deep++) {
		char *p = text + sprintf(text, "{\"a\":");

		for (i = 0; i < deep; i++)
			*p++ = '[';
		for (i = 0; i < deep; i++)
			*p++ = ']';
		(void)strcpy(p, "}");
		assert_string_equal(members(out, text), deep == 31 ? "a=?;" :
		    "!");
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_read_takes_what_the_grammar_allows),
		cmocka_unit_test(json_read_refuses_all_else),
		cmocka_unit_test(json_read_goes_32_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
