/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/storeplace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What was read, in one form. */
static const char *
form(const char *text)
{
	static char out[1024];
	struct storeplace p;
	struct err e;
	size_t i, len;

	if (storeplace_parse(&p, text, &e) == -1)
		return e.class == ERR_PERM ? "wrong" : "?";
	len = (size_t)snprintf(out, sizeof(out), "%s%s user=%s name=%s db=%u",
	    p.sentinel ? "sentinel" : "redis", p.tls ? " tls" : "", p.user,
	    p.name, p.db);
	for (i = 0; i < p.hosts; i++)
		len += (size_t)snprintf(out + len, sizeof(out) - len,
		    " %s %u", p.host[i].name, p.host[i].port);
	return out;
}

static void
a_place_is_read(void **state)
{
	static const struct {
		const char *in, *want;
	} row[] = {
		{ "redis://127.0.0.1:6380/3",
		    "redis user= name= db=3 127.0.0.1 6380" },
		{ "redis://store.example",
		    "redis user= name= db=0 store.example 6379" },
		{ "redis://store.example/",
		    "redis user= name= db=0 store.example 6379" },
		{ "rediss://dhf@[2001:db8::1]:1/0",
		    "redis tls user=dhf name= db=0 2001:db8::1 1" },
		{ "redis://[::1]", "redis user= name= db=0 ::1 6379" },
		{ "redis://a:1,b,c:65535/1",
		    "redis user= name= db=1 a 1 b 6379 c 65535" },
		{ "sentinel://192.0.2.1,[2001:db8::1]:1/main/2",
		    "sentinel user= name=main db=2 192.0.2.1 26379 "
		    "2001:db8::1 1" },
		{ "sentinel://192.0.2.1/main", "sentinel user= name=main db=0 "
		    "192.0.2.1 26379" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_string_equal(form(row[i].in), row[i].want);
}

static void
what_is_no_place_is_wrong(void **state)
{
	static const char *const row[] = {
		"", "redis:", "redis://", "127.0.0.1:6379", "http://a/0",
		"redis://a:0", "redis://a:65536", "redis://a:x", "redis://a:",
		"redis://a,", "redis://,a", "redis://a/x", "redis://a/65536",
		"redis://a/1/2", "redis://a b", "redis://[::1", "redis://[]",
		"redis://[::1]x", "redis://::1", "redis://u:secret@a/0",
		"redis://@a", "sentinel://a", "sentinel://a/",
		"sentinel://a//1", "sentinel://a/main",
		"sentinel://192.0.2.1,a/main",
		"redis://1,2,3,4,5,6,7,8,9",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (strcmp(form(row[i]), "wrong") != 0)
			fail_msg("%s: %s", row[i], form(row[i]));
}

static void
a_password_has_no_place_in_it(void **state)
{
	struct storeplace p;
	struct err e;

	(void)state;
	assert_int_equal(storeplace_parse(&p, "redis://u:hush@a/0", &e), -1);
	assert_non_null(strstr(e.msg, "store_secret"));
	assert_null(strstr(e.msg, "hush"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_read),
		cmocka_unit_test(what_is_no_place_is_wrong),
		cmocka_unit_test(a_password_has_no_place_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
