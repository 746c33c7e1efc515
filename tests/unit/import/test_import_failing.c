/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of each format, read while memory runs out, or a file can't be read: no
 * image is made of half a list, and that is no fault of the list's. */
#include "import/import.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "build/compile.h"
#include "lib/failing.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static struct buf well; /* the image, when nothing fails */

/* Something of all that each format has, so that there are many of it. */
static const struct {
	const char *format, *list;
} row[] = {
	{ "networks", "# c\n192.0.2.0/24\n198.51.100.1-198.51.100.9\n"
	    "203.0.113.1 - 203.0.113.7 , 100 , who\n2001:db8::/32\n"
	    "some one:192.0.2.1-192.0.2.7\n" },
	{ "networks all", "0.0.0.0/0\n::/0\n" },
	{ "postfix-access", "192.0.2\tREJECT no\n2001:db8 REJECT\n"
	    "unknown DEFER\n.dyn.example 550 5.7.1 go\ndyn.example\n  OK\n"
	    "2001:db8::1 OK\nrelay.example OK\n\"a\\\\b c\" REJECT\n"
	    "192 permit\nbad 4xx\nface DUNNO\n" },
	{ "postfix-pcre", "/^a/ REJECT a \\\n b $$\nif /b/\n/c/ OK\n"
	    "if !/d/\n/e/ 450 4.7.1 later\n/f/i DUNNO\nendif\nendif\n"
	    "!/g/ DEFER\n/(h)/ REJECT $1\n" },
	{ "postfix-cidr", "192.0.2.0/24 REJECT x\nif 198.51.100.0/24\n"
	    "198.51.100.1 OK\n!198.51.100.2/32 DEFER\nendif\n"
	    "2001:db8::/32 550 no\n!192.0.2.0/24 DUNNO\n" },
	{ "postgrey", "# c\n192.0.2\n2001:db8::/32\nmail.example\n/^out\\d/\n"
	    "198.51.100.0/24\n203.0.113.7\n" },
	{ "rbldnsd", "$SOA 1 a b 0 1 1 1 1\n$TTL 1\n:127.0.0.2:x\n"
	    "192.0.2.0/24\n!192.0.2.1\n198.51.100.1-9\n203.0.113\n" },
	{ "rbldnsd-ip4trie", "192.0.2.0/24\n!192.0.2.1\n2001:db8::/32\n"
	    "!2001:db8:1::/48\n0.0.0.0/1\n192.0.2.128/25 :3:y\n" },
	{ "spamdyke-ip", "11.22.33-44.55\n11.22.33.0/255.255.255.0\n"
	    "11.22.34.0/24\n12.1-9\n" },
	{ "spamdyke-rdns", "a.example\n.b.example\n" },
	{ "tcprules", "192.0.2.1:deny\n192.0.2.:allow,RELAYCLIENT=\"\"\n"
	    "198.51.100.1-7:allow,DHF=\"-go\"\n=mx.example:allow\n"
	    "=.dyn.example:deny\n=:allow\n2001:db8::1:allow\n"
	    ":allow,RBLSMTPD=\"later\"\n" },
	{ "dynastop", "Pattern softbank$1$2$3$4 bbtec.net\n"
	    "PatRange 192.0.2.7-192.0.2.9\nPatCidr 198.51.100.0/24\n"
	    "Exclude mail. bbtec.net\nExRange 192.0.2.8 - 192.0.2.8\n"
	    "NoMail spam.example\nNoMailRange 203.0.113.1-203.0.113.3\n"
	    "NoMailCidr 203.0.113.64/26\nInclude more\nMaxTTL 1\n"
	    "Expression abc a\nPattern $abc\nAutoGreen green\n"
	    "Include green\n" },
};

static const char *rules;

static int
compile(struct buf *image, struct err *e)
{
	char path[FIXTURE_PATH], *said = NULL;
	size_t len;
	FILE *out = open_memstream(&said, &len);
	struct compile_request q = { .diag = out, .now_s = FIXTURE_NOW };
	int rc;

	assert_non_null(out);
	q.path = fixture_path(&f, path, rules);
	rc = compile_file(image, &q, e);
	(void)fclose(out);
	free(said);
	return rc;
}

/* All is as it would be, or it has failed for a while. */
static bool
compile_once(void *arg)
{
	struct buf image = { 0 };
	struct err e = { .msg = "" };
	int rc = compile(&image, &e);
	bool failed = failing_end();

	(void)arg;
	if (rc == -1) {
		assert_true(failed);
		if (e.class != ERR_TEMP)
			fail_msg("%s: %s", rules, e.msg);
	} else {
		assert_int_equal(image.len, well.len);
		assert_memory_equal(image.data, well.data, well.len);
	}
	buf_free(&image);
	return failed;
}

static void
no_image_is_made_of_half_a_list(void **state)
{
	static const struct {
		const char *name;
		int error;
	} call[] = {
		{ FAILING_MEMORY, ENOMEM }, { FAILING_ARENA, ENOMEM },
		{ "open", EMFILE }, { "read", EIO }, { "fstat", EIO },
	};
	char text[128];
	struct err e;
	size_t i, k;

	(void)state;
	rules = "rules";
	fixture_text(&f, "more", "NoMail more.example\n");
	for (i = 0; i < COUNT(row); i++) {
		fixture_text(&f, "list", row[i].list);
		(void)snprintf(text, sizeof(text), "import %.*s list%s\n",
		    (int)strcspn(row[i].format, " "), row[i].format,
		    row[i].format + strcspn(row[i].format, " "));
		fixture_text(&f, "rules", text);
		if (compile(&well, &e) == -1)
			fail_msg("%s: %s", row[i].format, e.msg);
		for (k = 0; k < COUNT(call); k++)
			assert_true(failing_each(call[k].name, call[k].error,
			    compile_once, NULL) > 0);
		buf_free(&well);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_image_is_made_of_half_a_list),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
