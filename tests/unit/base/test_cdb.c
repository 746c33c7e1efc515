/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/cdb.h"

#include <fcntl.h>
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
#include "base/le.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HEAD 2048

/* A database of one key, made by hand after cdb.txt: the record behind the
 * head, then a table of two slots. */
static const char key[] = "192.0.2.1", value[] = "+A=b";

static uint32_t
hash_of(const char *text)
{
	uint32_t h = 5381;

	for (; *text != '\0'; text++)
		h = (h * 33) ^ (unsigned char)*text;
	return h;
}

static size_t
make(unsigned char out[HEAD + 64])
{
	const uint32_t hash = hash_of(key), table = HEAD + 8 + 9 + 5;

	memset(out, 0, HEAD + 64);
	le_put32(out + 8 * (hash % 256), table);
	le_put32(out + 8 * (hash % 256) + 4, 2);
	le_put32(out + HEAD, 9);
	le_put32(out + HEAD + 4, 5);
	memcpy(out + HEAD + 8, key, 9);
	memcpy(out + HEAD + 17, value, 5);
	le_put32(out + table + 8 * (hash / 256 % 2), hash);
	le_put32(out + table + 8 * (hash / 256 % 2) + 4, HEAD);
	return table + 16;
}

static char path[] = "/tmp/dhf-test-cdb.XXXXXX";

static void
put(const unsigned char *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
	assert_int_equal(close(fd), 0);
}

static int
find(const char *what, char out[CDB_VALUE_MAX], size_t *len)
{
	struct err e = { 0 };
	struct cdb c;
	int rc;

	if (cdb_open(&c, path, &e) == -1) {
		assert_int_not_equal(e.class, ERR_NONE);
		return -1;
	}
	rc = cdb_find(&c, what, strlen(what), out, len, &e);
	assert_int_equal(rc == -1, e.class != ERR_NONE);
	cdb_close(&c);
	return rc;
}

static void
cdb_finds_a_key_and_no_other(void **state)
{
	static char out[CDB_VALUE_MAX];
	unsigned char data[HEAD + 64];
	size_t len = 0;

	(void)state;
	put(data, make(data));
	assert_int_equal(find(key, out, &len), 1);
	assert_int_equal(len, sizeof(value));
	assert_memory_equal(out, value, sizeof(value));
	assert_int_equal(find("192.0.2.2", out, &len), 0);
	assert_int_equal(find("", out, &len), 0);
}

/* Whatever byte is wrong, and wherever it ends: an answer or an error. */
static void
cdb_survives_damage(void **state)
{
	static char out[CDB_VALUE_MAX];
	unsigned char data[HEAD + 64];
	size_t whole = make(data), i, len;
	const unsigned char wrong[] = { 0, 1, 0x7f, 0xff };
	unsigned char was;
	size_t k;

	(void)state;
	for (i = 0; i < whole; i++) {
		put(data, i);
		(void)find(key, out, &len);
	}
	for (i = 8 * (hash_of(key) % 256); i < whole; i++) {
		if (i == 8 * (hash_of(key) % 256) + 8)
			i = HEAD;
		was = data[i];
		for (k = 0; k < COUNT(wrong); k++) {
			data[i] = wrong[k];
			put(data, whole);
			len = 0;
			if (find(key, out, &len) == 1)
				assert_true(len <= whole);
		}
		data[i] = was;
	}
	put(data, HEAD - 1);
	assert_int_equal(find(key, out, &len), -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cdb_finds_a_key_and_no_other),
		cmocka_unit_test(cdb_survives_damage),
	};
	int fd = mkstemp(path), failed;

	if (fd == -1)
		return 1;
	(void)close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)unlink(path);
	return failed;
}
