/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store.h"

#include <fcntl.h>
#include <lmdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"

static void
store_keeps_what_was_put(void **state)
{
	struct stored *st = *state;
	struct store_record r = { stored_text("three"), STORE_NEVER, 0 };
	struct err e = { 0 };

	stored_open(st);
	assert_null(stored_get(st, "a"));
	assert_int_equal(stored_put(st, "a", "one"), 0);
	assert_string_equal(stored_get(st, "a"), "one");
	assert_int_equal(stored_put(st, "b", "two"), 0);
	assert_int_equal(stored_put(st, "c", ""), 0);
	assert_string_equal(stored_get(st, "c"), "");
	assert_int_equal(store_put(st->store, stored_text("b"), &r, &e), 0);
	assert_string_equal(stored_get(st, "b"), "three"); /* at once */
	assert_int_equal(store_delete(st->store, stored_text("a"), &e), 0);
	assert_null(stored_get(st, "a"));
	stored_close(st);
	stored_open(st);
	assert_null(stored_get(st, "a"));
	assert_string_equal(stored_get(st, "b"), "three");
	assert_string_equal(stored_get(st, "c"), "");
	assert_int_equal(st->told, 0);
}

static void
store_refuses_keys_and_data_of_a_wrong_size(void **state)
{
	static const char big[STORE_VALUE_MAX + 1];
	static const struct {
		size_t key, data;
		int rc;
	} rows[] = {
		{ 0, 1, -1 },
		{ 1, 0, 0 },
		{ STORE_KEY_MAX, STORE_VALUE_MAX, 0 },
		{ STORE_KEY_MAX + 1, 1, -1 },
		{ 1, STORE_VALUE_MAX + 1, -1 },
	};
	struct stored *st = *state;
	char key[STORE_KEY_MAX + 1];
	struct store_record r;
	struct err e;
	size_t i;

	stored_open(st);
	memset(key, 'k', sizeof(key));
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		r = (struct store_record){ { big, rows[i].data }, 9, 0 };
		e = (struct err){ 0 };
		assert_int_equal(store_put(st->store,
		    (struct store_bytes){ key, rows[i].key }, &r, &e),
		    rows[i].rc);
		assert_int_equal(e.class, rows[i].rc == 0 ? ERR_NONE :
		    ERR_PERM);
	}
	assert_int_equal(store_put(st->store,
	    (struct store_bytes){ "\0store", 6 }, &r, &e), -1);
	assert_int_equal(store_delete(st->store,
	    (struct store_bytes){ "\0store", 6 }, &e), -1);
	stored_close(st);
	stored_open(st);
	assert_int_equal(store_get(st->store,
	    (struct store_bytes){ key, STORE_KEY_MAX }, &r, &e), STORE_FOUND);
	assert_int_equal(r.data.len, STORE_VALUE_MAX);
	assert_int_equal(r.expires_s, 9);
	assert_int_equal(r.version, 1);
}

static void
store_belongs_to_one_process(void **state)
{
	struct stored *st = *state;
	struct err e = { 0 };
	int status;
	pid_t pid;

	stored_open(st);
	if ((pid = fork()) == 0) {
		st->store = NULL;
		_exit(stored_try(st, &e) == -1 && e.class == ERR_PERM &&
		    strstr(e.msg, "in use by another process") != NULL ? 7 :
		    1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 7);
	stored_close(st);
	stored_open(st); /* and goes on to the next */
}

static void
store_says_why_it_does_not_open(void **state)
{
	struct stored *st = *state;
	struct err e = { 0 };
	char dir[sizeof(st->dir)];

	memcpy(dir, st->dir, sizeof(dir));
	(void)strcat(st->dir, "/none");
	assert_int_equal(stored_try(st, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "No such file"));
	memcpy(st->dir, dir, sizeof(dir));
	assert_int_equal(stored_files(st, "store"), 0);
}

static void
a_newer_version_is_put_aside(void **state)
{
	struct stored *st = *state;

	st->version = 2;
	stored_open(st);
	assert_int_equal(stored_put(st, "a", "two"), 0);
	stored_close(st);
	st->version = 1;
	stored_open(st);
	assert_null(stored_get(st, "a"));
	assert_int_equal(stored_put(st, "a", "one"), 0);
	assert_int_equal(st->told, 1);
	assert_non_null(strstr(st->line, "another version"));
	assert_non_null(strstr(st->line,
	    "store.foreign-20260101T000000Z, and a new store begins empty"));
	stored_close(st);
	assert_int_equal(stored_files(st, "store.foreign-"), 1);
	st->version = 2; /* and again, within the second; nothing is lost */
	stored_open(st);
	stored_close(st);
	assert_int_equal(stored_files(st, "store.foreign-"), 2);
	assert_int_equal(stored_files(st,
	    "store.foreign-20260101T000000Z-2"), 1);
}

/* "one" becomes "uno"; what begins with 'x' is not worth keeping. */
static int
migrate(void *arg, struct store_bytes key, struct store_record *r,
    struct err *e)
{
	static char value[64];
	struct stored *st = arg;

	(void)key;
	assert_int_equal(r->version, 1);
	if (*(const char *)r->data.data == 'x')
		return err_perm(e, 0, "no more x");
	st->migrated++;
	(void)snprintf(value, sizeof(value), "u%.*s", (int)r->data.len,
	    (const char *)r->data.data);
	r->data = stored_text(value);
	return 0;
}

static void
an_older_version_is_migrated(void **state)
{
	struct stored *st = *state;
	char key[16];
	unsigned i;
	struct store_record r = { stored_text("no"), 1234567, 0 };
	struct err e;

	st->size = 16 << 20;
	stored_open(st);
	for (i = 0; i < 10000; i++) { /* more than one commit takes */
		(void)snprintf(key, sizeof(key), "k%u", i);
		assert_int_equal(store_put(st->store, stored_text(key), &r,
		    &e), 0);
	}
	assert_int_equal(stored_put(st, "x", "x"), 0);
	stored_close(st);
	st->version = 2;
	st->migrate = migrate;
	stored_open(st);
	assert_int_equal(st->migrated, 10000);
	assert_string_equal(stored_get(st, "k77"), "uno");
	assert_int_equal(store_get(st->store, stored_text("k77"), &r, &e),
	    STORE_FOUND);
	assert_int_equal(r.expires_s, 1234567);
	assert_int_equal(r.version, 2);
	assert_null(stored_get(st, "x"));
	assert_int_equal(st->told, 1);
	assert_string_equal(st->line, "no more x");
	stored_close(st);
	stored_open(st); /* once */
	assert_int_equal(st->migrated, 10000);
	assert_string_equal(stored_get(st, "k77"), "uno");
	assert_int_equal(stored_files(st, "store."), 0);
}

static void
a_version_that_nobody_migrates_is_put_aside(void **state)
{
	struct stored *st = *state;

	stored_open(st);
	stored_close(st);
	st->version = 2;
	stored_open(st);
	assert_int_equal(st->told, 1);
	assert_int_equal(stored_files(st, "store.foreign-"), 1);
}

static void
what_is_no_store_is_put_aside(void **state)
{
	static const struct {
		const char *data;
		size_t len;
		const char *aside;
	} rows[] = {
		{ "", 0, "store.foreign-" },
		{ "dhfd-dump 1\n", 12, "store.foreign-" },
		{ "SQLite format 3", 16, "store.foreign-" },
	};
	struct stored *st = *state;
	char path[128];
	size_t i;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		f = fopen(path, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(rows[i].data, 1, rows[i].len, f),
		    rows[i].len);
		assert_int_equal(fclose(f), 0);
		st->told = 0;
		stored_open(st);
		assert_int_equal(st->told, 1);
		assert_int_equal(stored_files(st, rows[i].aside), i + 1);
		assert_int_equal(stored_put(st, "a", "1"), 0);
		stored_close(st);
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0755), 0); /* or no file at all */
	stored_open(st);
	assert_int_equal(stored_files(st, "store.foreign-"), i + 1);
}

static void
a_file_of_another_program_is_put_aside(void **state)
{
	struct stored *st = *state;
	char path[128];
	MDB_val k = { 1, NULL }, v = { 5, NULL };
	char text[] = "other";
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;

	k.mv_data = v.mv_data = text;
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_open(env, path, MDB_NOSUBDIR | MDB_NOLOCK,
	    0600), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
	assert_int_equal(mdb_put(txn, dbi, &k, &v, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
	stored_open(st);
	assert_int_equal(st->told, 1);
	assert_int_equal(stored_files(st, "store.damaged-"), 1);
}

/* Of a library that is newer, say: the layout is a number in both heads. */
static void
a_layout_that_the_library_does_not_know_is_put_aside(void **state)
{
	const off_t at = sizeof(size_t) + 8 + 4;
	struct stored *st = *state;
	char path[128];
	off_t page = sysconf(_SC_PAGESIZE);
	int fd;

	stored_open(st);
	stored_close(st);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "\11", 1, at), 1);
	assert_int_equal(pwrite(fd, "\11", 1, at + page), 1);
	(void)close(fd);
	stored_open(st);
	assert_int_equal(st->told, 1);
	assert_non_null(strstr(st->line, "VERSION_MISMATCH"));
	assert_int_equal(stored_files(st, "store.foreign-"), 1);
}

static void
a_smaller_size_keeps_what_is_there(void **state)
{
	struct stored *st = *state;
	struct store_record r = { stored_text("no"), 1, 0 };
	char key[16];
	unsigned i;
	struct err e;

	st->size = 16 << 20;
	stored_open(st);
	for (i = 0; i < 20000; i++) {
		(void)snprintf(key, sizeof(key), "k%u", i);
		assert_int_equal(store_put(st->store, stored_text(key), &r,
		    &e), 0);
	}
	stored_close(st);
	st->size = 256 * 1024;
	stored_open(st);
	assert_string_equal(stored_get(st, "k19999"), "no");
	assert_int_equal(store_delete(st->store, stored_text("k7"), &e), 0);
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), 0);
	assert_null(stored_get(st, "k7"));
	assert_int_equal(stored_files(st, "store."), 0);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(store_keeps_what_was_put),
		WITH(store_refuses_keys_and_data_of_a_wrong_size),
		WITH(store_belongs_to_one_process),
		WITH(store_says_why_it_does_not_open),
		WITH(a_newer_version_is_put_aside),
		WITH(an_older_version_is_migrated),
		WITH(a_version_that_nobody_migrates_is_put_aside),
		WITH(what_is_no_store_is_put_aside),
		WITH(a_file_of_another_program_is_put_aside),
		WITH(a_layout_that_the_library_does_not_know_is_put_aside),
		WITH(a_smaller_size_keeps_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
