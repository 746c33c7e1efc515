/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/position.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "report/logstream.h"

static char head[LOGSTREAM_HEAD + 1];

/* A log of so many first octets, each of which is c. */
static struct position *
add(struct positions *p, const char *path, uint64_t ino, char c, size_t len)
{
	struct position *one = position_add(p, path);

	assert_non_null(one);
	one->dev = 1;
	one->ino = ino;
	memset(head, c, sizeof(head));
	position_head(one, head, len);
	return one;
}

/* The path of the log that is found, or "". */
static const char *
find(struct positions *p, uint64_t ino, char c, size_t len)
{
	const struct position *one;

	memset(head, c, sizeof(head));
	one = position_find(p, 1, ino, head, len);
	return one != NULL ? one->path : "";
}

static void
position_find_knows_a_log_by_number_and_beginning(void **state)
{
	struct positions p = { .len = 0 };

	(void)state;
	(void)add(&p, "short", 7, 'a', 20);
	(void)add(&p, "long", 8, 'b', LOGSTREAM_HEAD);
	assert_string_equal(find(&p, 7, 'a', 20), "short");
	assert_string_equal(find(&p, 7, 'a', 500), "short"); /* has grown */
	assert_string_equal(find(&p, 7, 'a', 19), ""); /* is cut */
	assert_string_equal(find(&p, 7, 'x', 20), ""); /* another one */
	assert_string_equal(find(&p, 9, 'a', 20), ""); /* too little to tell */
	assert_string_equal(find(&p, 9, 'b', LOGSTREAM_HEAD), "long");
	assert_string_equal(find(&p, 9, 'b', LOGSTREAM_HEAD - 1), "");
	position_free(&p);
	position_free(&p);
}

static void
position_at_is_the_one_seen_last_and_not_met(void **state)
{
	struct positions p = { .len = 0 };

	(void)state;
	add(&p, "log", 1, 'a', 5)->seen_s = 10;
	add(&p, "log", 2, 'b', 5)->seen_s = 30;
	add(&p, "log", 3, 'c', 5)->seen_s = 20;
	add(&p, "other", 4, 'd', 5)->seen_s = 40;
	assert_int_equal(position_at(&p, "log")->ino, 2);
	position_at(&p, "log")->met = true;
	assert_int_equal(position_at(&p, "log")->ino, 3);
	assert_int_equal(position_move(&p, position_at(&p, "log"), "log.1"), 0);
	assert_int_equal(position_at(&p, "log")->ino, 1);
	assert_int_equal(position_at(&p, "log.1")->ino, 3);
	assert_null(position_at(&p, "lo"));
	position_free(&p);
}

/* What is written is read as it was; what was not seen longest goes first. */
static void
position_write_keeps_those_seen_last(void **state)
{
	struct positions p = { .len = 0 }, back = { .len = 0 };
	struct buf out = { 0 };
	char path[32], *line, *end;
	struct position *one;
	struct err e;
	unsigned i;

	(void)state;
	for (i = 0; i < POSITION_MOST + 2; i++) {
		(void)snprintf(path, sizeof(path), "a log/%u", i);
		one = add(&p, path, i, 'a', 5);
		one->seen_s = 2000 - i;
		one->size = UINT64_MAX;
		one->offset = i;
	}
	add(&p, "two\nlines", 1, 'a', 5)->seen_s = 3000;
	position_write(&out, &p);
	for (line = (char *)out.data; line < (char *)out.data + out.len;
	    line = end + 1) {
		end = memchr(line, '\n', 4096);
		assert_non_null(end);
		*end = '\0';
		assert_int_equal(position_read(&back, line, &e), 0);
	}
	assert_int_equal(back.len, POSITION_MOST - 1);
	for (i = 0; i < back.len; i++) {
		(void)snprintf(path, sizeof(path), "a log/%u", i);
		one = &back.one[i];
		assert_string_equal(one->path, path);
		assert_int_equal(one->ino, i);
		assert_int_equal(one->offset, i);
		assert_true(one->size == UINT64_MAX);
		assert_int_equal(one->seen_s, 2000 - i);
		assert_int_equal(one->head_len, 5);
		assert_true(one->head_hash == p.one[0].head_hash);
	}
	buf_free(&out);
	position_free(&p);
	position_free(&back);
}

static void
position_read_refuses_what_it_did_not_write(void **state)
{
	static const char *const line[] = { "", "log", "log 1 2 3 4 5 6 7",
		"log 1 2 3 4 5 6", "log 1 2 3 x 5 6 7 path",
		"line 1 2 3 4 5 6 7 path", "log 1 2 3 4 4000000000 6 7 path" };
	struct positions p = { .len = 0 };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(line) / sizeof(line[0]); i++) {
		assert_int_equal(position_read(&p, line[i], &e), -1);
		assert_int_equal(err_status(&e), 100);
	}
	assert_int_equal(p.len, 0);
	assert_int_equal(position_read(&p, "log 1 2 3 4 5 6 7 a path", &e), 0);
	assert_string_equal(p.one[0].path, "a path");
	/* a log that is gone, as it is written */
	assert_int_equal(position_read(&p, "log 1 2 3 4 5 6 7 ", &e), 0);
	assert_string_equal(p.one[1].path, "");
	position_free(&p);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    position_find_knows_a_log_by_number_and_beginning),
		cmocka_unit_test(position_at_is_the_one_seen_last_and_not_met),
		cmocka_unit_test(position_write_keeps_those_seen_last),
		cmocka_unit_test(position_read_refuses_what_it_did_not_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
