/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/logstream.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"

static struct fixture f;
static struct logstream s;
static struct err e;
static char lines[4000];
static uint64_t longest;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	lines[0] = '\0';
	longest = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

static void
on_line(void *arg, const char *line, size_t len, uint64_t whole)
{
	(void)arg;
	if (whole > longest)
		longest = whole;
	if (strlen(lines) + 20 < sizeof(lines))
		(void)snprintf(lines + strlen(lines), 20, "%.*s|",
		    (int)(len < 10 ? len : 10), line);
}

/* Read all of a file with these octets, from so many on. */
static void
read_all(const void *data, size_t len, uint64_t from, bool partial)
{
	char path[FIXTURE_PATH];

	lines[0] = '\0';
	fixture_write(&f, "log", data, len);
	assert_int_equal(logstream_open(&s, fixture_path(&f, path, "log"),
	    &e), 0);
	assert_int_equal(logstream_skip(&s, from, &e), 0);
	while (logstream_read(&s, partial, on_line, NULL, &e) == 1)
		;
	assert_int_equal(logstream_close(&s, &e), 0);
}

static void
lines_are_read_and_counted_in_octets(void **state)
{
	(void)state;
	read_all("a\n\nbc\nrest", 10, 0, true);
	assert_string_equal(lines, "a||bc|rest|");
	assert_int_equal(s.at, 10);
	read_all("a\n\nbc\nrest", 10, 0, false);
	assert_string_equal(lines, "a||bc|");
	assert_int_equal(s.at, 6);
	read_all("a\n\nbc\nrest", 10, 3, false);
	assert_string_equal(lines, "bc|");
	assert_int_equal(s.at, 6);
	read_all("", 0, 0, true);
	assert_string_equal(lines, "");
}

/* Many pieces, and a line longer than all room. */
static void
long_lines_are_cut_and_what_follows_is_whole(void **state)
{
	const size_t big = 3 * LOGSTREAM_ROOM + 17;
	char *data = malloc(big + 10);

	(void)state;
	memset(data, 'x', big);
	memcpy(data + big, "\nnext\n", 6);
	read_all(data, big + 6, 0, false);
	assert_string_equal(lines, "xxxxxxxxxx|next|");
	assert_int_equal(longest, big);
	assert_int_equal(s.at, big + 6);
	free(data);
}

/* "a\nb\n" by gzip -n. */
static const unsigned char gz[] = {
	0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0xe4, 0x4a, 0xe2, 2,
	0, 0x97, 0x2a, 0x57, 0x18, 4, 0, 0, 0 };

/* All of it, and less. */
static void
compressed_logs_are_unpacked(void **state)
{
	char path[FIXTURE_PATH];
	const char *head;
	size_t len;

	(void)state;
	read_all(gz, sizeof(gz), 0, false);
	assert_string_equal(lines, "a|b|");
	assert_int_equal(s.at, 4);
	read_all(gz, sizeof(gz), 2, false);
	assert_string_equal(lines, "b|");
	fixture_write(&f, "log", gz, sizeof(gz) - 6);
	assert_int_equal(logstream_open(&s, fixture_path(&f, path, "log"),
	    &e), 0);
	assert_int_equal(logstream_head(&s, &head, &len, &e), 0);
	while (logstream_read(&s, false, on_line, NULL, &e) == 1)
		;
	assert_int_equal(logstream_close(&s, &e), -1);
	assert_non_null(strstr(e.msg, "gzip"));
}

static void
the_first_octets_are_seen_before_lines(void **state)
{
	char path[FIXTURE_PATH];
	const char *head;
	size_t len;

	(void)state;
	fixture_text(&f, "log", "one\ntwo\n");
	assert_int_equal(logstream_open(&s, fixture_path(&f, path, "log"),
	    &e), 0);
	assert_int_equal(logstream_head(&s, &head, &len, &e), 0);
	assert_int_equal(len, 8);
	assert_memory_equal(head, "one\ntwo\n", 8);
	while (logstream_read(&s, false, on_line, NULL, &e) == 1)
		;
	assert_string_equal(lines, "one|two|");
	assert_int_equal(logstream_close(&s, &e), 0);
}

/* A log that is longer than what is read at once goes on behind its head. */
static void
what_follows_the_head_is_read(void **state)
{
	const size_t size = 3 * LOGSTREAM_ROOM;
	char *data = malloc(size), path[FIXTURE_PATH];
	const char *head;
	size_t len, i;

	(void)state;
	assert_non_null(data);
	for (i = 0; i < size; i++)
		data[i] = i % 64 == 63 ? '\n' : 'x';
	fixture_write(&f, "log", data, size);
	free(data);
	assert_int_equal(logstream_open(&s, fixture_path(&f, path, "log"),
	    &e), 0);
	assert_int_equal(logstream_head(&s, &head, &len, &e), 0);
	while (logstream_read(&s, true, on_line, NULL, &e) == 1)
		;
	assert_int_equal(s.at, size);
	assert_int_equal(logstream_close(&s, &e), 0);
}

static void
what_is_no_file_is_an_error(void **state)
{
	char path[FIXTURE_PATH];

	(void)state;
	assert_int_equal(logstream_open(&s, fixture_path(&f, path, "none"),
	    &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(logstream_open(&s, f.dir, &e), -1);
}

/* What can't be begun is told, and leaves nothing open. */
static void
what_cannot_be_unpacked_is_an_error(void **state)
{
	static const char *const call[] = { "pipe",
		"posix_spawn_file_actions_init", "posix_spawnattr_init",
		"posix_spawn_file_actions_adddup2" };
	char path[FIXTURE_PATH];
	size_t i;
	int lowest, fd;

	(void)state;
	fixture_write(&f, "log", gz, sizeof(gz));
	(void)fixture_path(&f, path, "log");
	lowest = dup(STDERR_FILENO);
	(void)close(lowest);
	for (i = 0; i < sizeof(call) / sizeof(call[0]); i++) {
		failing_nth(call[i], 1, ENOMEM);
		assert_int_equal(logstream_open(&s, path, &e), -1);
		assert_true(failing_end());
		assert_int_equal(e.class, ERR_TEMP);
		assert_non_null(strstr(e.msg, strerror(ENOMEM)));
		fd = dup(STDERR_FILENO);
		assert_int_equal(fd, lowest);
		(void)close(fd);
	}
	failing_nth("posix_spawn_file_actions_adddup2", 2, ENOMEM);
	assert_int_equal(logstream_open(&s, path, &e), -1);
	assert_true(failing_end());
}

static void
interrupts_are_no_errors(void **state)
{
	char path[FIXTURE_PATH];

	(void)state;
	fixture_write(&f, "log", gz, sizeof(gz));
	(void)fixture_path(&f, path, "log");
	assert_int_equal(logstream_open(&s, path, &e), 0);
	failing_nth("read", 1, EINTR);
	while (logstream_read(&s, false, on_line, NULL, &e) == 1)
		;
	assert_true(failing_end());
	assert_string_equal(lines, "a|b|");
	failing_nth("waitpid", 1, EINTR);
	assert_int_equal(logstream_close(&s, &e), 0);
	assert_true(failing_end());
	/* somebody else has taken its end */
	assert_int_equal(logstream_open(&s, path, &e), 0);
	while (logstream_read(&s, false, on_line, NULL, &e) == 1)
		;
	failing_nth("waitpid", 1, ECHILD);
	assert_int_equal(logstream_close(&s, &e), -1);
	assert_non_null(strstr(e.msg, "wait for gzip"));
}

/* Who unpacks more than anybody reads is ended by that, and is well. */
static void
what_nobody_reads_on_is_no_error(void **state)
{
	char path[FIXTURE_PATH], command[2 * FIXTURE_PATH + 64];
	const char *head;
	size_t len;

	(void)state;
	(void)snprintf(command, sizeof(command), "yes line | head -c 4000000 "
	    "| gzip -c >%s", fixture_path(&f, path, "log"));
	assert_int_equal(system(command), 0);
	assert_int_equal(logstream_open(&s, path, &e), 0);
	assert_int_equal(logstream_head(&s, &head, &len, &e), 0);
	assert_int_equal(logstream_close(&s, &e), 0);
}

static void
what_cannot_be_read_on_is_an_error(void **state)
{
	char path[FIXTURE_PATH];
	const char *head;
	size_t len;

	(void)state;
	fixture_text(&f, "log", "a\nb\n");
	(void)fixture_path(&f, path, "log");
	assert_int_equal(logstream_open(&s, path, &e), 0);
	failing_nth("read", 1, EIO);
	assert_int_equal(logstream_head(&s, &head, &len, &e), -1);
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
	failing_nth("lseek", 1, EINVAL);
	assert_int_equal(logstream_skip(&s, 2, &e), -1);
	assert_true(failing_end());
	failing_nth("read", 1, EIO);
	assert_int_equal(logstream_read(&s, true, on_line, NULL, &e), -1);
	assert_true(failing_end());
	assert_int_equal(logstream_close(&s, &e), 0);
	/* one that is unpacked is read to where it goes on, or to its end */
	fixture_write(&f, "log", gz, sizeof(gz));
	assert_int_equal(logstream_open(&s, path, &e), 0);
	failing_nth("read", 1, EIO);
	assert_int_equal(logstream_skip(&s, 2, &e), -1);
	assert_true(failing_end());
	(void)logstream_close(&s, &e);
	assert_int_equal(logstream_open(&s, path, &e), 0);
	assert_int_equal(logstream_skip(&s, 200, &e), 0);
	assert_int_equal(logstream_read(&s, true, on_line, NULL, &e), 0);
	assert_string_equal(lines, "");
	assert_int_equal(logstream_close(&s, &e), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    lines_are_read_and_counted_in_octets, begin, end),
		cmocka_unit_test_setup_teardown(
		    long_lines_are_cut_and_what_follows_is_whole, begin, end),
		cmocka_unit_test_setup_teardown(compressed_logs_are_unpacked,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    the_first_octets_are_seen_before_lines, begin, end),
		cmocka_unit_test_setup_teardown(what_follows_the_head_is_read,
		    begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_file_is_an_error,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    what_cannot_be_unpacked_is_an_error, begin, end),
		cmocka_unit_test_setup_teardown(interrupts_are_no_errors,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    what_nobody_reads_on_is_no_error, begin, end),
		cmocka_unit_test_setup_teardown(
		    what_cannot_be_read_on_is_an_error, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
