/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/stored.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/store_commit.h"

static void
tell(void *arg, const char *line)
{
	struct stored *st = arg;

	st->told++;
	(void)snprintf(st->line, sizeof(st->line), "%s", line);
}

int
stored_setup(void **state)
{
	struct stored *st = calloc(1, sizeof(*st));
	const char *where = getenv("STORED_DIR");

	if (st == NULL)
		return -1;
	*state = st;
	st->size = 1 << 20;
	st->version = 1;
	if (where == NULL) /* where fsync(2) costs nothing */
		where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	(void)snprintf(st->dir, sizeof(st->dir), "%s/stored.XXXXXX", where);
	return mkdtemp(st->dir) == NULL ? -1 : 0;
}

int
stored_teardown(void **state)
{
	struct stored *st = *state;
	char command[128];
	struct err e;
	int rc;

	(void)store_close(st->store, STORED_NOW, &e);
	(void)snprintf(command, sizeof(command), "rm -rf %s", st->dir);
	rc = system(command);
	free(st);
	return rc;
}

int
stored_try(struct stored *st, struct err *e)
{
	struct store_options o = { .dir = st->dir, .size = st->size,
		.version = st->version, .migrate = st->migrate, .tell = tell,
		.arg = st, .engine = st->engine };

	return store_open(&st->store, &o, STORED_NOW, e);
}

void
stored_open(struct stored *st)
{
	struct err e = { 0 };

	if (stored_try(st, &e) == -1)
		fail_msg("%s", e.msg);
}

void
stored_close(struct stored *st)
{
	struct err e = { 0 };
	int rc = store_close(st->store, STORED_NOW, &e);

	st->store = NULL;
	if (rc == -1)
		fail_msg("%s", e.msg);
}

struct store_bytes
stored_text(const char *text)
{
	return (struct store_bytes){ text, strlen(text) };
}

int
stored_put(struct stored *st, const char *key, const char *value)
{
	struct store_record r = { stored_text(value), STORE_NEVER, 0 };
	struct err e = { 0 };

	if (store_put(st->store, stored_text(key), &r, &e) == -1)
		return -1;
	return store_commit(st->store, STORED_NOW, &e);
}

const char *
stored_get(struct stored *st, const char *key)
{
	static char value[STORE_VALUE_MAX + 1];
	struct store_record r;
	struct err e = { 0 };

	switch (store_get(st->store, stored_text(key), &r, &e)) {
	case STORE_FOUND:
		memcpy(value, r.data.data, r.data.len);
		value[r.data.len] = '\0';
		return value;
	case STORE_ABSENT:
		return NULL;
	case STORE_FAILED:
		fail_msg("%s", e.msg);
	}
	return NULL;
}

unsigned
stored_files(const struct stored *st, const char *begin)
{
	DIR *d = opendir(st->dir);
	struct dirent *entry;
	unsigned n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL)
		n += strncmp(entry->d_name, begin, strlen(begin)) == 0;
	(void)closedir(d);
	return n;
}

size_t
stored_length(const struct stored *st)
{
	char path[128];
	struct stat s;

	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	assert_int_equal(stat(path, &s), 0);
	return (size_t)s.st_size;
}
