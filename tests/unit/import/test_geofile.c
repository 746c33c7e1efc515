/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/geofile.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "build/compile.h"
#include "lib/failing.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A file of IPv4 with two nodes, of 24 bits a record, and two records: after
 * the format's specification, version 2.0.  The first node divides all
 * addresses, the second those below 128.0.0.0. */
#define NODES 2
#define EMPTY NODES
#define RECORD(at) (NODES + 16 + (at))

static const char meta[] = "\xab\xcd\xefMaxMind.com\xe9"
    "\x5b" "binary_format_major_version\xa1\x02"
    "\x5b" "binary_format_minor_version\xa0"
    "\x4b" "build_epoch\x04\x02\x6a\x2f\x43\x00"
    "\x4d" "database_type\x44Test"
    "\x4b" "description\xe0"
    "\x4a" "ip_version\xa1\x04"
    "\x49" "languages\x00\x04"
    "\x4a" "node_count\xc1\x02"
    "\x4b" "record_size\xa1\x18";

#define DE "\xe1\x47" "country\xe1\x48iso_code\x42" "DE"
#define FR "\xe1\x47" "country\xe1\x48iso_code\x42" "fr"

struct row {
	uint32_t left, right, below_left, below_right; /* of both nodes */
	const char *one, *two; /* records, the second behind the first */
	const char *want;      /* the ranges, or what is wrong */
};

static struct fixture f;
static char got[1024];

static void
put_node(struct buf *b, uint32_t left, uint32_t right)
{
	const unsigned char node[] = { left >> 16 & 255, left >> 8 & 255,
		left & 255, right >> 16 & 255, right >> 8 & 255, right & 255 };

	buf_add(b, node, sizeof(node));
}

static void
make(const struct row *row)
{
	static const unsigned char zeros[16];
	struct buf b = { 0 };

	put_node(&b, row->left, row->right);
	put_node(&b, row->below_left, row->below_right);
	buf_add(&b, zeros, sizeof(zeros));
	buf_add(&b, row->one, strlen(row->one));
	buf_add(&b, row->two, strlen(row->two));
	buf_add(&b, meta, sizeof(meta) - 1);
	fixture_write(&f, "file", b.data, b.len);
	buf_free(&b);
}

static int
note(void *arg, const struct ip *first, const struct ip *last, uint32_t value,
    struct err *e)
{
	char from[IP_TEXT_SIZE], to[IP_TEXT_SIZE];
	size_t len = strlen(got);

	if (arg != NULL)
		return err_temp(e, 0, "enough");
	ip_format(first, from);
	ip_format(last, to);
	(void)snprintf(got + len, sizeof(got) - len, "%s-%s %lu ", from, to,
	    (unsigned long)value);
	return 0;
}

/* Read it; *got is what is found, or what is said. */
static int
read_it(enum geofile_kind kind, void *arg, int64_t *built_s)
{
	char path[FIXTURE_PATH];
	int rc;

	*got = '\0';
	rc = geofile_read(fixture_path(&f, path, "file"), kind, note, arg,
	    built_s, &f.e);
	if (rc == -1)
		(void)snprintf(got, sizeof(got), "%s", f.e.msg);
	return rc;
}

static void
check(const struct row *row, enum geofile_kind kind)
{
	int64_t built_s = 0;
	int rc;

	make(row);
	rc = read_it(kind, NULL, &built_s);
	if (strstr(got, row->want) == NULL)
		fail_msg("%s, not %s", got, row->want);
	if (rc == 0)
		assert_int_equal(built_s, 0x6a2f4300);
	else
		assert_int_equal(f.e.class, ERR_PERM);
}

static void
countries_are_two_letters(void **state)
{
	static const struct {
		const char *text;
		uint32_t want;
	} row[] = { { "DE", 'D' << 8 | 'E' }, { "de", 'D' << 8 | 'E' },
		{ "Zz", 'Z' << 8 | 'Z' }, { "", 0 }, { "D", 0 }, { "DEU", 0 },
		{ "D1", 0 }, { "[E", 0 }, { "d\xe4", 0 }, { "{}", 0 } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_int_equal(geofile_country(row[i].text,
		    strlen(row[i].text)), row[i].want);
}

static void
neighbours_of_one_country_are_together(void **state)
{
	const size_t second = sizeof(DE) - 1;
	const struct row row[] = {
		{ 1, RECORD(0), EMPTY, RECORD(second), DE, FR,
		    "64.0.0.0-127.255.255.255 18002 "
		    "128.0.0.0-255.255.255.255 17477 " },
		{ 1, RECORD(0), EMPTY, RECORD(0), DE, FR,
		    "64.0.0.0-255.255.255.255 17477 " },
		{ 1, RECORD(0), RECORD(second), RECORD(second), DE, FR,
		    "0.0.0.0-127.255.255.255 18002 "
		    "128.0.0.0-255.255.255.255 17477 " },
		{ 1, RECORD(0), RECORD(0), EMPTY, DE, FR,
		    "0.0.0.0-63.255.255.255 17477 "
		    "128.0.0.0-255.255.255.255 17477 " } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		check(&row[i], GEOFILE_COUNTRY);
}

static void
systems_are_numbers(void **state)
{
	const struct row row = { EMPTY, RECORD(0), EMPTY, EMPTY,
		"\xe1\x58" "autonomous_system_number\xc4\xfa\x56\xea\x01", "",
		"128.0.0.0-255.255.255.255 4200000001 " };

	(void)state;
	check(&row, GEOFILE_ASN);
}

static void
what_is_no_value_is_none(void **state)
{
	static const char *const record[] = {
		"\xe0",                                        /* nothing */
		"\xe1\x47" "country\xe0",                      /* no code */
		"\xe1\x47" "country\xe1\x48iso_code\x43" "DEU",
		"\xe1\x47" "country\xe1\x48iso_code\xa1\x07",  /* a number */
		"\xe1\x47" "country\x42" "DE",                 /* no map */
		"\x42" "DE" };
	struct row row = { EMPTY, RECORD(0), EMPTY, EMPTY, NULL, "",
		"says country.iso_code of no address" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(record); i++) {
		row.one = record[i];
		check(&row, GEOFILE_COUNTRY);
	}
}

static void
a_damaged_tree_is_told_of(void **state)
{
	static const struct row row[] = {
		{ 1, RECORD(0), 1, EMPTY, DE, FR, "is damaged" },
		{ 0, 0, EMPTY, EMPTY, DE, FR, "is damaged" },
		{ EMPTY, RECORD(5000), EMPTY, EMPTY, DE, FR, "is damaged" },
		{ EMPTY, NODES + 3, EMPTY, EMPTY, DE, FR, "is damaged" } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		check(&row[i], GEOFILE_COUNTRY);
}

static void
what_add_says_is_what_comes_back(void **state)
{
	const struct row row = { EMPTY, RECORD(0), EMPTY, EMPTY, DE, FR, "" };
	int64_t built_s;

	(void)state;
	make(&row);
	assert_int_equal(read_it(GEOFILE_COUNTRY, got, &built_s), -1);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_string_equal(got, "enough");
}

/* The file loses all that it has while it is read. */
static int
cut_and_note(void *arg, const struct ip *first, const struct ip *last,
    uint32_t value, struct err *e)
{
	char path[FIXTURE_PATH];

	(void)arg;
	assert_int_equal(truncate(fixture_path(&f, path, "file"), 0), 0);
	return note(NULL, first, last, value, e);
}

static void
a_file_may_be_written_over_meanwhile(void **state)
{
	const struct row row = { EMPTY, RECORD(0), EMPTY, EMPTY, DE, FR, "" };
	char path[FIXTURE_PATH];
	int64_t built_s;

	(void)state;
	make(&row);
	*got = '\0';
	assert_int_equal(geofile_read(fixture_path(&f, path, "file"),
	    GEOFILE_COUNTRY, cut_and_note, NULL, &built_s, &f.e), 0);
	assert_true(*got != '\0');
}

static void
what_is_no_file_keeps_nobody_waiting(void **state)
{
	char path[FIXTURE_PATH];
	int64_t built_s;

	(void)state;
	assert_int_equal(mkfifo(fixture_path(&f, path, "fifo"), 0600), 0);
	assert_int_equal(geofile_read(path, GEOFILE_COUNTRY, note, NULL,
	    &built_s, &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_non_null(strstr(f.e.msg, "no file"));
}

/* Of a number that stands in the place of a text, and the other way round. */
static void
a_system_that_is_no_number_is_none(void **state)
{
	const struct row row = { EMPTY, RECORD(0), EMPTY, EMPTY,
		"\xe1\x58" "autonomous_system_number\x42" "DE", "",
		"says autonomous_system_number of no address" };

	(void)state;
	check(&row, GEOFILE_ASN);
}

/* Whoever takes the ranges may have enough in the middle, too. */
static int
note_one(void *arg, const struct ip *first, const struct ip *last,
    uint32_t value, struct err *e)
{
	return ++*(unsigned *)arg > 1 ? err_temp(e, 0, "enough") :
	    note(NULL, first, last, value, e);
}

static int
note_none(void *arg, const struct ip *first, const struct ip *last,
    uint32_t value, struct err *e)
{
	(void)first;
	(void)last;
	(void)value;
	++*(unsigned *)arg;
	return err_temp(e, 0, "enough");
}

static void
who_has_enough_is_told_no_more(void **state)
{
	const size_t second = sizeof(DE) - 1;
	const struct row row = { 1, RECORD(0), RECORD(0), RECORD(second), DE,
		FR, "" };
	char path[FIXTURE_PATH];
	unsigned told = 0;
	int64_t built_s;

	(void)state;
	make(&row);
	(void)fixture_path(&f, path, "file");
	assert_int_equal(geofile_read(path, GEOFILE_COUNTRY, note_none, &told,
	    &built_s, &f.e), -1);
	assert_int_equal(told, 1);
	told = 0;
	assert_int_equal(geofile_read(path, GEOFILE_COUNTRY, note_one, &told,
	    &built_s, &f.e), -1);
	assert_int_equal(told, 2);
	assert_string_equal(f.e.msg, "enough");
}

/* What may pass, and what will not. */
static void
a_file_that_cannot_be_copied_is_an_error(void **state)
{
	const struct row row = { EMPTY, RECORD(0), EMPTY, EMPTY, DE, FR, "" };
	static const struct {
		const char *call;
		int error;
		enum err_class class;
	} fails[] = {
		{ "open", EMFILE, ERR_TEMP }, { "open", ENFILE, ERR_TEMP },
		{ "open", ENOMEM, ERR_TEMP }, { "open", EAGAIN, ERR_TEMP },
		{ "open", EINTR, ERR_TEMP }, { "open", EIO, ERR_TEMP },
		{ "open", EACCES, ERR_PERM }, { "fstat", EIO, ERR_PERM },
		{ "read", EIO, ERR_TEMP }, { "read", EISDIR, ERR_PERM },
		{ "write", ENOSPC, ERR_TEMP },
		{ "memfd_create", EMFILE, ERR_TEMP },
	};
	int64_t built_s;
	size_t i;
	int lowest, rc;

	(void)state;
	make(&row);
	lowest = dup(STDERR_FILENO);
	(void)close(lowest);
	for (i = 0; i < COUNT(fails); i++) {
		failing_nth(fails[i].call, 1, fails[i].error);
		assert_int_equal(read_it(GEOFILE_COUNTRY, NULL, &built_s),
		    -1);
		assert_true(failing_end());
		if (f.e.class != fails[i].class)
			fail_msg("%s: %s", fails[i].call, got);
		rc = dup(STDERR_FILENO); /* nothing stays open */
		assert_int_equal(rc, lowest);
		(void)close(rc);
	}
	assert_int_equal(read_it(GEOFILE_COUNTRY, NULL, &built_s), 0);
}

/* As of lists: test_import_failing.c. */
static bool
compile_once(void *arg)
{
	const struct buf *well = arg;
	struct compile_request q = { .now_s = FIXTURE_NOW };
	char path[FIXTURE_PATH], *said = NULL;
	struct buf image = { 0 };
	struct err e = { .msg = "" };
	bool failed;
	size_t len;
	int rc;

	q.path = fixture_path(&f, path, "rules");
	q.diag = open_memstream(&said, &len);
	rc = compile_file(&image, &q, &e);
	failed = failing_end();
	(void)fclose(q.diag);
	free(said);
	if (rc == -1) {
		assert_true(failed);
		if (e.class != ERR_TEMP)
			fail_msg("%s", e.msg);
	} else if (well->len > 0) {
		assert_int_equal(image.len, well->len);
		assert_memory_equal(image.data, well->data, well->len);
	}
	buf_free(&image);
	return failed;
}

static void
no_image_is_made_of_half_a_file(void **state)
{
	const struct row row = { 1, RECORD(0), EMPTY,
		RECORD(sizeof(DE) - 1), DE, FR, "" };
	struct buf well = { 0 };
	struct verdict v;

	(void)state;
	make(&row);
	fixture_load(&f, "country_file file\nasn_file asn\n"
	    "block @country=FR\ngrey @country=DE,FR\n"
	    "block @country=DE !@ip=192.0.2.1\n");
	fixture_ask(&f, &v, "192.0.2.1", NULL);
	assert_int_equal(v.action, RULE_GREY);
	fixture_ask(&f, &v, "64.0.0.1", NULL);
	assert_int_equal(v.action, RULE_BLOCK);
	buf_add(&well, f.image.data, f.image.len);
	assert_true(failing_each(FAILING_MEMORY, ENOMEM, compile_once,
	    &well) > 0);
	assert_true(failing_each(FAILING_ARENA, ENOMEM, compile_once,
	    &well) > 0);
	assert_true(failing_each("read", EIO, compile_once, &well) > 0);
	buf_free(&well);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(countries_are_two_letters),
		cmocka_unit_test(neighbours_of_one_country_are_together),
		cmocka_unit_test(systems_are_numbers),
		cmocka_unit_test(what_is_no_value_is_none),
		cmocka_unit_test(a_damaged_tree_is_told_of),
		cmocka_unit_test(what_add_says_is_what_comes_back),
		cmocka_unit_test(a_file_may_be_written_over_meanwhile),
		cmocka_unit_test(what_is_no_file_keeps_nobody_waiting),
		cmocka_unit_test(a_system_that_is_no_number_is_none),
		cmocka_unit_test(who_has_enough_is_told_no_more),
		cmocka_unit_test(a_file_that_cannot_be_copied_is_an_error),
		cmocka_unit_test(no_image_is_made_of_half_a_file),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
