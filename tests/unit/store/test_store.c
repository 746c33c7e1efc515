/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
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

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(store_keeps_what_was_put,
		    stored_setup, stored_teardown),
		cmocka_unit_test_setup_teardown(
		    store_refuses_keys_and_data_of_a_wrong_size, stored_setup,
		    stored_teardown),
		cmocka_unit_test_setup_teardown(store_belongs_to_one_process,
		    stored_setup, stored_teardown),
		cmocka_unit_test_setup_teardown(
		    store_says_why_it_does_not_open, stored_setup,
		    stored_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
