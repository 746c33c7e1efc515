/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/pages.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"

/* Where the numbers of a head are, on a machine of 64 bits. */
#define PAGE 4096
#define HEAD_MAGIC 16
#define HEAD_LAYOUT 20
#define HEAD_FREE 40 /* the tree of free pages, of 48 octets */
#define HEAD_RECORDS 88
#define HEAD_LAST 136
#define HEAD_TRANSACTION 144
#define TREE_FLAGS 4
#define TREE_DEPTH 6
#define TREE_BRANCHES 8
#define TREE_LEAVES 16
#define TREE_OVERFLOWS 24
#define TREE_ENTRIES 32
#define TREE_ROOT 40

struct file {
	unsigned char *data;
	size_t len, head; /* where the newer one begins */
};

/* A store of many records, of which each nth was deleted at once. */
static struct file
make(struct stored *st, unsigned records, unsigned nth)
{
	struct store_record r = { stored_text("some value"), STORE_NEVER, 0 };
	struct file f = { 0 };
	char path[128], key[16];
	uint64_t t[2];
	struct err e;
	unsigned i;
	FILE *in;

	st->size = 64 << 20;
	stored_open(st);
	for (i = 0; i < records; i++) {
		(void)snprintf(key, sizeof(key), "k%06u", i);
		assert_int_equal(store_put(st->store, stored_text(key), &r,
		    &e), 0);
	}
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), 0);
	for (i = 0; i < records; i += nth) {
		(void)snprintf(key, sizeof(key), "k%06u", i);
		assert_int_equal(store_delete(st->store, stored_text(key),
		    &e), 0);
	}
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), 0);
	stored_close(st);
	f.len = stored_length(st);
	f.data = malloc(f.len);
	assert_non_null(f.data);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	in = fopen(path, "r");
	assert_non_null(in);
	assert_int_equal(fread(f.data, 1, f.len, in), f.len);
	(void)fclose(in);
	memcpy(&t[0], f.data + HEAD_TRANSACTION, 8);
	memcpy(&t[1], f.data + PAGE + HEAD_TRANSACTION, 8);
	f.head = t[0] > t[1] ? 0 : PAGE;
	return f;
}

static enum store_health
count(void *arg, struct store_bytes key, struct store_bytes value)
{
	unsigned *n = arg;

	(void)key;
	(void)value;
	++*n;
	return STORE_GOOD;
}

static enum store_health
check(const struct file *f, size_t len, unsigned *n, struct err *e)
{
	char path[] = "/tmp/pages.XXXXXX";
	int fd = mkstemp(path);
	enum store_health h;

	assert_true(fd >= 0);
	(void)unlink(path);
	assert_int_equal(write(fd, f->data, len), len);
	*n = 0;
	h = pages_check(fd, count, n, e);
	(void)close(fd);
	return h;
}

static uint64_t
get(const struct file *f, size_t at)
{
	uint64_t n;

	memcpy(&n, f->data + at, sizeof(n));
	return n;
}

static void
pages_of_a_good_file_are_good(void **state)
{
	static const struct {
		unsigned records, nth, left;
	} rows[] = {
		{ 0, 1, 0 },
		{ 1, 1, 0 },
		{ 100, 2, 50 },
		{ 30000, 30000, 29999 },
		{ 30000, 1, 0 },
		{ 60000, 15, 56000 }, /* a list of more than one page */
	};
	struct stored *st;
	struct err e = { 0 };
	struct file f;
	unsigned n;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		st = *state;
		f = make(st, rows[i].records, rows[i].nth);
		if (check(&f, f.len, &n, &e) != STORE_GOOD)
			fail_msg("row %zu: %s", i, e.msg);
		assert_int_equal(n, rows[i].left + 2); /* two are its own */
		if (i == 5)
			assert_true(get(&f, f.head + HEAD_FREE +
			    TREE_OVERFLOWS) > 0);
		free(f.data);
		assert_int_equal(stored_teardown(state), 0);
		assert_int_equal(stored_setup(state), 0);
	}
}

/* One number of the newer head, or of page 0 where absolute, gets something
 * added. */
static void
pages_of_a_head_that_lies_are_found(void **state)
{
	static const struct {
		size_t at;
		unsigned bytes;
		int64_t add;
		const char *why;
	} rows[] = {
		{ HEAD_MAGIC, 4, 1, "is no head" },
		{ HEAD_LAYOUT, 4, 1, "is no head" },
		{ HEAD_FREE, 4, 4096, "is no head" },
		{ HEAD_FREE + TREE_FLAGS, 2, 1, "is no head" },
		{ HEAD_RECORDS + TREE_FLAGS, 2, 4, "is no head" },
		{ HEAD_TRANSACTION, 8, 1, "wrong transaction" },
		{ HEAD_LAST, 8, -1, "" },
		{ HEAD_LAST, 8, 1, "neither used nor free" },
		{ HEAD_LAST, 8, INT64_C(1) << 40, "counts other pages" },
		{ HEAD_RECORDS + TREE_DEPTH, 2, 1, "" },
		{ HEAD_RECORDS + TREE_DEPTH, 2, -1, "another kind" },
		{ HEAD_RECORDS + TREE_DEPTH, 2, 100, "without a root" },
		{ HEAD_RECORDS + TREE_BRANCHES, 8, 1, "counts other pages" },
		{ HEAD_RECORDS + TREE_LEAVES, 8, 1, "counts other pages" },
		{ HEAD_RECORDS + TREE_OVERFLOWS, 8, 1, "counts other pages" },
		{ HEAD_RECORDS + TREE_ENTRIES, 8, -1, "counts other pages" },
		{ HEAD_FREE + TREE_LEAVES, 8, -1, "counts other pages" },
		{ HEAD_RECORDS + TREE_ROOT, 8, 1, "" },
		{ HEAD_RECORDS + TREE_ROOT, 8, INT64_C(1) << 40,
		    "no such page" },
	};
	struct file f = make(*state, 30000, 3);
	unsigned char was[8];
	struct err e;
	uint64_t n;
	unsigned records;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		memcpy(was, f.data + f.head + rows[i].at, 8);
		n = get(&f, f.head + rows[i].at) + (uint64_t)rows[i].add;
		memcpy(f.data + f.head + rows[i].at, &n, rows[i].bytes);
		e = (struct err){ 0 };
		if (check(&f, f.len, &records, &e) != STORE_DAMAGED ||
		    strstr(e.msg, rows[i].why) == NULL)
			fail_msg("row %zu: %s", i, e.msg);
		memcpy(f.data + f.head + rows[i].at, was, 8);
	}
	free(f.data);
}

/* Any bit and any length: nothing is read that is not there, which the
 * sanitizers would tell, and what is found good has the records that are left,
 * or those of the transaction before. */
static void
pages_with_another_bit_are_good_or_found(void **state)
{
	const char *text = getenv("STORE_FLIPS");
	unsigned i, n, flips = text != NULL ? (unsigned)atoi(text) : 1500;
	struct file f = make(*state, 3000, 3);
	struct err e;
	size_t at;

	srand(6);
	for (i = 0; i < flips; i++) {
		at = i % 3 == 0 ? (size_t)rand() % 160 + PAGE * (i / 3 % 2) :
		    (size_t)rand() % f.len;
		f.data[at] ^= (unsigned char)(1 << i % 8);
		if (check(&f, f.len, &n, &e) == STORE_GOOD)
			assert_true(n == 2002 || n == 3002);
		f.data[at] ^= (unsigned char)(1 << i % 8);
	}
	for (i = 0; i < flips / 5; i++)
		(void)check(&f, (size_t)rand() % f.len, &n, &e);
	free(f.data);
}

/* Each number in a part of the file becomes another; how often that was found,
 * as one of these words. */
static unsigned
with_other_numbers(int fd, const struct file *f, size_t from, size_t to,
    const char *word)
{
	static const uint16_t other[] = { 0, 1, 0xffff };
	unsigned found = 0, n;
	struct err e;
	size_t at, i;

	for (at = from; at < to; at += 2)
		for (i = 0; i < 3; i++) {
			e = (struct err){ 0 };
			n = 0;
			assert_int_equal(pwrite(fd, &other[i], 2,
			    (off_t)at), 2);
			if (pages_check(fd, count, &n, &e) != STORE_GOOD)
				assert_int_equal(e.class, ERR_PERM);
			found += strstr(e.msg, word) != NULL;
			assert_int_equal(pwrite(fd, f->data + at, 2,
			    (off_t)at), 2);
		}
	return found;
}

static int
file_of(const struct file *f)
{
	char path[] = "/tmp/pages.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	(void)unlink(path);
	assert_int_equal(write(fd, f->data, f->len), f->len);
	return fd;
}

/* The heads of all pages, and what stands at their ends. */
static void
pages_with_another_number_are_good_or_found(void **state)
{
	struct file f = make(*state, 2000, 3);
	int fd = file_of(&f);
	unsigned found = 0;
	size_t at;

	for (at = 0; at < f.len; at += PAGE) {
		found += with_other_numbers(fd, &f, at, at + 40, "");
		(void)with_other_numbers(fd, &f, at + PAGE - 48, at + PAGE,
		    "");
	}
	assert_true(found > 0);
	(void)close(fd);
	free(f.data);
}

/* A list of free pages that has pages of its own. */
static void
a_long_list_of_pages_is_looked_through(void **state)
{
	struct file f = make(*state, 60000, 15);
	int fd = file_of(&f);
	const size_t leaf = (size_t)get(&f, f.head + HEAD_FREE + TREE_ROOT) *
	    PAGE;
	size_t at;
	uint16_t kind = 0;

	for (at = 2 * PAGE; at < f.len && kind != 4; at += PAGE)
		memcpy(&kind, f.data + at + 10, sizeof(kind));
	assert_int_equal(kind, 4);
	at -= PAGE;
	assert_true(with_other_numbers(fd, &f, at, at + 16,
	    "its value is somewhere else") > 0);
	assert_true(with_other_numbers(fd, &f, at + 16, at + 24,
	    "a list of pages has a wrong length") > 0);
	assert_true(with_other_numbers(fd, &f, at + 24, at + 40,
	    "a list of pages is not in order") > 0);
	(void)with_other_numbers(fd, &f, leaf, leaf + 32, "");
	assert_true(with_other_numbers(fd, &f, leaf + PAGE - 64, leaf + PAGE,
	    "there is no such page") > 0);
	(void)close(fd);
	free(f.data);
}

static unsigned
layout_of(int fd)
{
	unsigned layout = 99;

	assert_int_equal(pages_layout(&layout, fd), 0);
	return layout;
}

static void
pages_layout_is_that_of_the_first_head(void **state)
{
	struct file f = make(*state, 2, 2);
	char path[] = "/tmp/pages.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	(void)unlink(path);
	assert_int_equal(layout_of(fd), 0);
	assert_int_equal(pwrite(fd, f.data, f.len, 0), f.len);
	assert_int_equal(layout_of(fd), PAGES_LAYOUT);
	assert_int_equal(pwrite(fd, "\7", 1, HEAD_LAYOUT), 1);
	assert_int_equal(layout_of(fd), 7);
	assert_int_equal(pwrite(fd, "", 1, HEAD_MAGIC), 1);
	assert_int_equal(layout_of(fd), 0);
	(void)close(fd);
	free(f.data);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(pages_of_a_good_file_are_good),
		WITH(pages_of_a_head_that_lies_are_found),
		WITH(pages_with_another_bit_are_good_or_found),
		WITH(pages_with_another_number_are_good_or_found),
		WITH(a_long_list_of_pages_is_looked_through),
		WITH(pages_layout_is_that_of_the_first_head),
	};

	/* the places above are those of such a machine */
	if (sizeof(size_t) != 8 || sysconf(_SC_PAGESIZE) != PAGE)
		return 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
