/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/labelled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define W16 "wwwwwwwwwwwwwwww"
#define W63 W16 W16 W16 "wwwwwwwwwwwwwww"

static enum labelled_answer
parse(struct labelled *out, char line[512], const char *text, struct err *e)
{
	memset(out, 'x', sizeof(*out));
	(void)snprintf(line, 512, "%s", text);
	e->class = ERR_NONE;
	return labelled_parse(out, line, strlen(line), e);
}

static void
labelled_line_has_three_columns_or_more(void **state)
{
	static const struct {
		const char *line, *ip, *name, *label, *form;
		unsigned year;
		const char *entry;
	} row[] = {
		{ "192.0.2.1\tA.Example.\tlegit", "192.0.2.1", "a.example",
		    "legit", "", 0, "a.example/192.0.2.1" },
		{ "192.0.2.1\ta.example\tlegit\n", "192.0.2.1", "a.example",
		    "legit", "", 0, "a.example/192.0.2.1" },
		{ "192.0.2.1\ta.example\tlegit\r\n", "192.0.2.1", "a.example",
		    "legit", "", 0, "a.example/192.0.2.1" },
		{ "-\ta.example\tx\td4f\t2007\tmore\n", "", "a.example", "x",
		    "d4f", 2007, "a.example" },
		{ "2001:DB8::1\t-\tx\t-\t-\r\n", "2001:db8::1", "", "x", "-",
		    0, "2001:db8::1" },
		{ "192.0.2.1\t?\tx\t\t1999\n", "192.0.2.1", "", "x", "", 1999,
		    "?/192.0.2.1" },
		{ "192.0.2.1\ta.example\t" W63 "\t" W63 "\n", "192.0.2.1",
		    "a.example", W63, W63, 0, "a.example/192.0.2.1" },
	};
	struct labelled l;
	struct err e;
	char line[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(parse(&l, line, row[i].line, &e),
		    LABELLED_CLIENT);
		assert_string_equal(l.ev.ip_text, row[i].ip);
		assert_int_equal(l.ev.has_ip, *row[i].ip != '\0');
		assert_string_equal(l.ev.name, row[i].name);
		assert_string_equal(l.label, row[i].label);
		assert_string_equal(l.form, row[i].form);
		assert_int_equal(l.year, row[i].year);
		assert_string_equal(l.entry, row[i].entry);
	}
}

static void
labelled_hyphen_is_no_name_and_question_mark_unknown(void **state)
{
	static const struct {
		const char *line;
		enum answer has_name;
	} row[] = { { "192.0.2.1\t-\tx", ANSWER_NO },
		{ "192.0.2.1\t?\tx", ANSWER_WAITING },
		{ "192.0.2.1\tq\tx", ANSWER_YES },
		{ "192.0.2.1\t--\tx", ANSWER_YES } };
	struct labelled l;
	struct err e;
	char line[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(parse(&l, line, row[i].line, &e),
		    LABELLED_CLIENT);
		assert_int_equal(l.ev.has_name, row[i].has_name);
	}
}

static void
labelled_skips_comments_and_blank_lines(void **state)
{
	static const char *const row[] = { "", "\n", "\r\n", " \t\n", "#",
		"# 192.0.2.1\ta.example\tlegit\n" };
	struct labelled l;
	struct err e;
	char line[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_int_equal(parse(&l, line, row[i], &e), LABELLED_NONE);
}

static void
labelled_names_what_is_wrong(void **state)
{
	static const struct {
		const char *line, *word;
	} row[] = {
		{ "a.example\n", "no host" },
		{ "192.0.2.1\n", "no host" },
		{ "192.0.2.1\ta.example\n", "no label" },
		{ "192.0.2.1\ta.example\t\n", "no label" },
		{ "192.0.2.1\t\tlegit\n", "no host" },
		{ "\ta.example\tlegit\n", "no address" },
		{ "-\t-\tlegit\n", "neither" },
		{ "-\t?\tlegit\n", "neither" },
		{ "192.0.2\ta.example\tlegit\n", "192.0.2" },
		{ "a.example\t192.0.2.1\tlegit\n", "a.example" },
		{ "192.0.2.1\ta.example\t" W63 "w\n", "63 bytes" },
		{ "192.0.2.1\ta.example\tx\t" W63 "w\n", "63 bytes" },
		{ "192.0.2.1\ta.example\tx\td4f\t20x7\n", "20x7" },
		{ "192.0.2.1\ta.example\tx\td4f\t207\n", "207" },
		{ "192.0.2.1\ta.example\tx\td4f\t02007\n", "02007" },
		{ "192.0.2.1\ta.example\tx\td4f\t-2007\n", "-2007" },
	};
	struct labelled l;
	struct err e;
	char line[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(parse(&l, line, row[i].line, &e),
		    LABELLED_FAILED);
		assert_int_equal(e.class, ERR_PERM);
		if (strstr(e.msg, row[i].word) == NULL)
			fail_msg("row %zu: %s", i, e.msg);
	}
	memcpy(line, "192.0.2.1\ta\tx\0y\n", 17);
	assert_int_equal(labelled_parse(&l, line, 16, &e), LABELLED_FAILED);
}

/* A name is at most 253 bytes (RFC 1035), an address at most 45. */
static void
labelled_entry_has_room_for_the_longest_client(void **state)
{
	static const char ip[] = "1111:2222:3333:4444:5555:6666:7777:8888";
	char line[512], name[HOST_MAX + 1];
	struct labelled l;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < HOST_MAX; i++)
		name[i] = i % 64 == 63 ? '.' : 'a';
	name[i] = '\0';
	(void)snprintf(line, sizeof(line), "%s\t%s\tx\n", ip, name);
	assert_int_equal(labelled_parse(&l, line, strlen(line), &e),
	    LABELLED_CLIENT);
	assert_int_equal(strlen(l.entry), HOST_MAX + 1 + sizeof(ip) - 1);
	assert_string_equal(l.entry + HOST_MAX + 1, ip);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labelled_line_has_three_columns_or_more),
		cmocka_unit_test(
		    labelled_hyphen_is_no_name_and_question_mark_unknown),
		cmocka_unit_test(labelled_skips_comments_and_blank_lines),
		cmocka_unit_test(labelled_names_what_is_wrong),
		cmocka_unit_test(
		    labelled_entry_has_room_for_the_longest_client),
	};

	return cmocka_run_group_tests_name("labelled", tests, NULL, NULL);
}
