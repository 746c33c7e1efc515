/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <stdbool.h>
#include <unistd.h>

#include "base/err.h"
#include "state/never.h"
#include "zone/entries.h"
#include "zone/format.h"
#include "zone/template.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW 1796000000
#define HEAD "dhfd-dump 1\n"
#define ALIVE "\t1\t1224613063\t1\t1796000001\t7200\tx\n"
#define OVER "\t1\t1224613063\t1\t1796000000\t7200\tx\n"

/* Read a dump from a file, or from a daemon, which ends with a line. */
static enum intake_answer
read_from(struct entries *s, bool daemon, const char *format, const char *dump,
    size_t len, struct err *e)
{
	struct intake in = { .name = "dump", .ends = daemon,
		.text = TEMPLATE_DEFAULT, .value = { 10, 11, 12, 13, 14 },
		.kinds = ~0u, .now_s = NOW };
	struct never never = { 0 };
	struct ip inside = { { 0x20, 1, 0xd, 0xb8, 0, 9, 0, 0, 5 }, 128 };
	enum intake_answer answer;
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(fwrite(dump, 1, len, file), len);
	rewind(file);
	assert_int_equal(never_add_special(&never, e), 0);
	assert_int_equal(never_add(&never, &inside, &inside, e), 0);
	never_settle(&never);
	in.never = &never;
	in.format = format_find(format);
	answer = intake_read(s, &in, fileno(file), e);
	never_free(&never);
	(void)fclose(file);
	return answer;
}

static enum intake_answer
read_of(struct entries *s, const char *format, const char *dump, size_t len,
    struct err *e)
{
	return read_from(s, false, format, dump, len, e);
}

static void
intake_takes_offenders_whose_time_is_not_over(void **state)
{
	static const char dump[] = HEAD
	    "offender\t70.1.2.3\ttrap\thoneypot" ALIVE
	    "greylist\twhatever\x01\n\n"
	    "offender\t70.1.2.4\tmanual\tme" OVER
	    "offender\t2001:db8::/64\tstorm\tqmail" ALIVE;
	struct entries s = { 0 };
	struct err e = { 0 };

	(void)state;
	if (read_of(&s, "rbldnsd", dump, sizeof(dump) - 1, &e) != INTAKE_READ)
		fail_msg("%s", e.msg);
	assert_int_equal(s.len, 2);
	assert_int_equal(s.entry[0].value, 10);
	assert_string_equal(s.entry[0].text,
	    "Spam from this IP received: 2008-10-21 20.17h");
	assert_int_equal(s.entry[0].until_s, NOW + 1);
	assert_int_equal(s.entry[1].value, 11);
	assert_int_equal(s.entry[1].bits, 64);
	assert_int_equal(s.expired_len, 1);
	entries_free(&s);
	assert_int_equal(read_of(&s, "rbldnsd-ip4set", dump, sizeof(dump) - 1,
	    &e), INTAKE_READ);
	assert_int_equal(s.len, 1);
	entries_free(&s);
	assert_int_equal(read_of(&s, "rbldnsd-ip6trie", dump, sizeof(dump) - 1,
	    &e), INTAKE_READ);
	assert_int_equal(s.len, 1);
	assert_int_equal(s.expired_len, 0);
	entries_free(&s);
}

static void
intake_lets_nobody_in_who_must_never_be_listed(void **state)
{
	static const char *const address[] = { "127.0.0.2", "10.0.0.1",
		"192.168.1.1", "169.254.0.1", "224.0.0.1", "255.255.255.255",
		"0.0.0.0", "100.64.0.1", "fe80::/64", "::/64", "fc00::/64",
		"ff02::/64", "2001:db8:9::/64" /* has one of them */ };
	char dump[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(address); i++) {
		struct entries s = { 0 };
		struct err e = { 0 };

		(void)snprintf(dump, sizeof(dump), HEAD "offender\t70.1.2.3\t"
		    "trap\tw" ALIVE "offender\t%s\ttrap\tw" ALIVE, address[i]);
		if (read_of(&s, "cidr", dump, strlen(dump), &e) !=
		    INTAKE_NEVER)
			fail_msg("%s", address[i]);
		assert_non_null(strstr(e.msg, "dump:3: "));
		assert_non_null(strstr(e.msg, address[i]));
		entries_free(&s);
	}
}

static void
intake_does_not_mind_whose_time_is_over(void **state)
{
	static const char dump[] = HEAD "offender\t10.0.0.1\ttrap\tw" OVER;
	struct entries s = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(read_of(&s, "cidr", dump, sizeof(dump) - 1, &e),
	    INTAKE_READ);
	assert_int_equal(s.len, 0);
	entries_free(&s);
}

static void
intake_refuses_what_is_no_whole_dump(void **state)
{
	static const char *const row[][2] = {
		{ "", "the dump is empty" },
		{ "\n", "is no dump" }, { "dhfd-dump 2\n", "is no dump" },
		{ "dhfd-dump 1", "ends within a line" },
		{ "dhfd-dump 1 \n", "is no dump" },
		{ "dhfd-dump 11\n", "is no dump" },
		{ "offender\t70.1.2.3\ttrap\tw" ALIVE, "is no dump" },
		{ HEAD "offender\t70.1.2.3\ttrap\tw\t1", "dump:2: the dump" },
		{ HEAD "offender\t70.1.2.3\ttrap\tw\t1\n", "dump:2: an off" },
		{ HEAD "\noffender\t70.1.2\ttrap\tw" ALIVE, "dump:3: " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct entries s = { 0 };
		struct err e = { 0 };

		if (read_of(&s, "cidr", row[i][0], strlen(row[i][0]), &e) !=
		    INTAKE_FAILED)
			fail_msg("took %s", row[i][0]);
		assert_int_equal(e.class, ERR_PERM);
		if (strstr(e.msg, row[i][1]) == NULL)
			fail_msg("%s: %s", row[i][0], e.msg);
		entries_free(&s);
	}
}

/* What a daemon tells is whole if it says so; nothing is read behind that. */
static void
intake_wants_the_end_of_a_daemon(void **state)
{
	static const struct {
		const char *text;
		enum intake_answer want;
		const char *says;
	} row[] = {
		{ HEAD ". ok\n", INTAKE_READ, "" },
		{ HEAD ". ok\nwhatever", INTAKE_READ, "" },
		{ HEAD, INTAKE_FAILED, "hung up" },
		{ "", INTAKE_FAILED, "hung up" },
		{ HEAD "offender\t70.1.2.4", INTAKE_FAILED, "hung up" },
		{ HEAD ". okay\n", INTAKE_FAILED, "says \". okay\"" },
		{ HEAD ". temp no memory\n", INTAKE_FAILED, "no memory" },
		{ ". perm what?\n", INTAKE_FAILED, "what?" },
		{ "dhfd-dump 2\n. ok\n", INTAKE_FAILED, "is no dump" },
		{ ". ok\n", INTAKE_FAILED, "says \". ok\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct entries s = { 0 };
		struct err e = { 0 };

		if (read_from(&s, true, "cidr", row[i].text,
		    strlen(row[i].text), &e) != row[i].want)
			fail_msg("%s: %s", row[i].text, e.msg);
		assert_non_null(strstr(e.msg, row[i].says));
		entries_free(&s);
	}
}

/* Lines lie across the ends of buffers; an endless one is none. */
static void
intake_reads_lines_of_any_place(void **state)
{
	static char dump[400000];
	struct entries s = { 0 };
	struct err e = { 0 };
	size_t len, i;

	(void)state;
	len = (size_t)sprintf(dump, HEAD);
	for (i = 0; i < 3000; i++)
		len += (size_t)sprintf(dump + len, "offender\t70.1.%zu.%zu\t"
		    "trap\thoneypot\t1\t1224613063\t1\t1796000001\t7200\t"
		    "%.*s\n", i / 256, i % 256, (int)(i % 50),
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	if (read_of(&s, "cidr", dump, len, &e) != INTAKE_READ)
		fail_msg("%s", e.msg);
	assert_int_equal(s.len, 3000);
	entries_free(&s);
	memset(dump + 12, 'x', 70000);
	dump[70012] = '\n';
	assert_int_equal(read_of(&s, "cidr", dump, len, &e), INTAKE_FAILED);
	assert_non_null(strstr(e.msg, "dump:2: the line is too long"));
	entries_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intake_takes_offenders_whose_time_is_not_over),
		cmocka_unit_test(
		    intake_lets_nobody_in_who_must_never_be_listed),
		cmocka_unit_test(intake_does_not_mind_whose_time_is_over),
		cmocka_unit_test(intake_refuses_what_is_no_whole_dump),
		cmocka_unit_test(intake_wants_the_end_of_a_daemon),
		cmocka_unit_test(intake_reads_lines_of_any_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
