/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/stored.h"

#define RECORDS 100000u

/* A dump of RECORDS records, in the order of their keys, with a secret behind
 * them: the text is made here, not by what is tested. */
static char *
many(size_t *len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, len);
	unsigned i;

	assert_non_null(f);
	(void)fprintf(f, "dhfd-dump 1\n");
	for (i = 0; i < RECORDS / 2; i++)
		(void)fprintf(f, "grey\t10.%u.%u.%u\twait\tfirst=%u"
		    "\texpires=%u\n", i >> 16, i >> 8 & 255, i & 255, i, i + 9);
	for (i = 0; i < RECORDS / 4; i++)
		(void)fprintf(f, "grey\t2001:db8:0:%x::/64\tgreen\tfirst=%u"
		    "\tsince=%u\texpires=%u\tmail=%u:%016x\tmail=9:%016x\n",
		    i + 1, i, i + 60, i + 99, i, i, i + 1);
	for (i = 0; i < RECORDS / 4; i++)
		(void)fprintf(f, "grey\tn%08u.example\tgreen\tfirst=%u"
		    "\tsince=%u\texpires=%u\n", i, i, i + 60, i + 99);
	(void)fprintf(f, "secret\tenvelope\t"
	    "000102030405060708090a0b0c0d0eff\n");
	assert_int_equal(fclose(f), 0);
	return text;
}

static int
load(struct stored *st, const char *text, struct err *e)
{
	struct load l = { .now_s = STORED_NOW };
	FILE *f = tmpfile();
	int rc;

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	rewind(f);
	rc = load_read(&l, st->store, f, e);
	(void)fclose(f);
	return rc;
}

static char *
dumped(struct stored *st)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct err e;

	assert_non_null(f);
	if (dump_write(st->store, f, STORED_NOW, &e) == -1)
		fail_msg("%s", e.msg);
	assert_int_equal(fclose(f), 0);
	return text;
}

static void
dump_and_load_lose_nothing(void **state)
{
	struct stored *st = *state;
	char *text, *back;
	struct err e = { 0 };
	size_t len;

	text = many(&len);
	st->size = 64 << 20;
	stored_open(st);
	if (load(st, text, &e) == -1)
		fail_msg("%s", e.msg);
	stored_close(st);
	stored_open(st);
	back = dumped(st);
	assert_int_equal(strlen(back), len);
	assert_int_equal(strcmp(text, back), 0);
	free(back);
	free(text);
}

static void
load_says_which_line_is_wrong(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "\"dhfd-dump 1\"" },
		{ "dhfd-dump 2\n", "line 1: \"dhfd-dump 2\" instead of" },
		{ "grey\t1.2.3.4\twait\tfirst=1\texpires=2\n", "line 1: " },
		{ "dhfd-dump 1\ngrey\t1.2.3.4\twait\tfirst=1\texpires=2\n"
		    "\n", "line 3: " },
	};
	struct stored *st = *state;
	struct err e;
	size_t i;
	char *text;

	stored_open(st);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		e = (struct err){ 0 };
		assert_int_equal(load(st, rows[i].text, &e), -1);
		assert_int_equal(e.class, ERR_PERM);
		if (strstr(e.msg, rows[i].why) == NULL)
			fail_msg("row %zu: %s", i, e.msg);
	}
	text = dumped(st); /* what stood before it is there */
	assert_string_equal(text,
	    "dhfd-dump 1\ngrey\t1.2.3.4\twait\tfirst=1\texpires=2\n");
	free(text);
}

static void
dump_find_finds_what_is_said_of_a_client(void **state)
{
	static const char four[] =
	    "grey\t192.0.2.1\twait\tfirst=1\texpires=2\n";
	static const char net[] =
	    "grey\t192.0.2.0/24\twait\tfirst=1\texpires=2\n";
	static const char six[] =
	    "grey\t2001:db8::/64\twait\tfirst=1\texpires=2\n";
	static const char name[] =
	    "grey\texample.org\twait\tfirst=1\texpires=2\n";
	static const struct {
		const char *key;
		int found;
		const char *first, *second;
	} rows[] = {
		{ "192.0.2.1", 2, four, net },
		{ "192.0.2.2", 1, net, "" },
		{ "192.0.2.2/24", 1, net, "" },
		{ "192.0.2.1/32", 1, four, "" },
		{ "192.0.3.1", 0, "", "" },
		{ "2001:db8::7", 1, six, "" },
		{ "2001:db8::/64", 1, six, "" },
		{ "Example.ORG", 1, name, "" },
		{ "org", 0, "", "" },
		{ "example.org.", 1, name, "" },
		{ "no key", -1, "", "" },
		{ "192.0.2.001", -1, "", "" },
		{ "192.0.2", -1, "", "" },
		{ "foo..bar", -1, "", "" },
		{ ".example.org", -1, "", "" },
		{ "example.org..", -1, "", "" },
		{ ".", -1, "", "" },
		{ "", -1, "", "" },
	};
	struct stored *st = *state;
	struct buf b = { 0 };
	struct err e = { 0 };
	char text[1024];
	size_t i;

	stored_open(st);
	(void)snprintf(text, sizeof(text), "\xef\xbb\xbf" /* is no part of it */
	    "dhfd-dump 1\n%s%s%s%s", four, net,
	    six, name);
	assert_int_equal(load(st, text, &e), 0);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		b.len = 0;
		assert_int_equal(dump_find(st->store, rows[i].key, &b, &e),
		    rows[i].found);
		(void)snprintf(text, sizeof(text), "%s%s", rows[i].first,
		    rows[i].second);
		assert_string_equal(buf_text(&b), text);
	}
	buf_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(dump_and_load_lose_nothing,
		    stored_setup, stored_teardown),
		cmocka_unit_test_setup_teardown(load_says_which_line_is_wrong,
		    stored_setup, stored_teardown),
		cmocka_unit_test_setup_teardown(
		    dump_find_finds_what_is_said_of_a_client, stored_setup,
		    stored_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
