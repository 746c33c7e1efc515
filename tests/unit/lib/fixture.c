/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <ftw.h>
#include <stdio.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "expr/regex.h"

#define MEMORY ((size_t)2 << 20)

/* What cmocka's functions are about: it has no argument for them. */
static struct fixture *to_begin, *begun;

void
fixture_begin(struct fixture *f)
{
	const char *tmp = getenv("TMPDIR");

	memset(f, 0, sizeof(*f));
	(void)snprintf(f->dir, sizeof(f->dir), "%s/dhf-unit.XXXXXX",
	    tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
	assert_non_null(mkdtemp(f->dir));
	f->memory = malloc(MEMORY);
	assert_non_null(f->memory);
	f->decider.rules = &f->rules;
	f->decider.room = &f->candidates;
	f->decider.regex = regex_engine_new(f->memory, MEMORY, &f->e);
	assert_non_null(f->decider.regex);
	begun = f;
}

static int
begin(void **state)
{
	(void)state;
	fixture_begin(to_begin);
	return 0;
}

int
(*fixture_setup(struct fixture *f))(void **state)
{
	to_begin = f;
	return begin;
}

int
fixture_teardown(void **state)
{
	(void)state;
	fixture_end(begun);
	return 0;
}

const char *
fixture_path(const struct fixture *f, char out[FIXTURE_PATH], const char *name)
{
	(void)snprintf(out, FIXTURE_PATH, "%s/%s", f->dir, name);
	return out;
}

void
fixture_write(const struct fixture *f, const char *name, const void *data,
    size_t len)
{
	char path[FIXTURE_PATH];
	FILE *out = fopen(fixture_path(f, path, name), "w");

	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

void
fixture_text(const struct fixture *f, const char *name, const char *text)
{
	fixture_write(f, name, text, strlen(text));
}

/* Take every "DIR/" out of text. */
static void
without_folder(const struct fixture *f, char *text)
{
	size_t len = strlen(f->dir) + 1;
	char *p;

	while ((p = strstr(text, f->dir)) != NULL)
		memmove(p, p + len, strlen(p + len) + 1);
}

int
fixture_compile(struct fixture *f, const char *text)
{
	char path[FIXTURE_PATH];
	size_t len;
	FILE *out;
	int rc;

	fixture_text(f, "rules", text);
	buf_free(&f->image);
	free(f->said);
	f->said = NULL;
	f->e.class = ERR_NONE;
	out = open_memstream(&f->said, &len);
	assert_non_null(out);
	f->report = (struct compile_request){ .path = fixture_path(f, path,
	    "rules"), .diag = out, .now_s = FIXTURE_NOW };
	rc = compile_file(&f->image, &f->report, &f->e);
	assert_int_equal(fclose(out), 0);
	without_folder(f, f->said);
	return rc;
}

void
fixture_load(struct fixture *f, const char *text)
{
	if (fixture_compile(f, text) == -1)
		fail_msg("%s%s", f->said, f->e.msg);
	if (image_borrow(&f->img, f->image.data, f->image.len, &f->e) == -1 ||
	    ruleset_begin(&f->rules, &f->img, &f->e) == -1)
		fail_msg("%s", f->e.msg);
}

void
fixture_ask(struct fixture *f, struct verdict *v, const char *ip,
    const char *host)
{
	struct evidence ev;

	evidence_init(&ev);
	if (ip != NULL)
		assert_int_equal(evidence_ip(&ev, ip, &f->e), 0);
	if (host != NULL && strcmp(host, "?") == 0)
		ev.has_name = ANSWER_UNKNOWN;
	else
		evidence_name(&ev, host);
	fixture_decide(f, v, &ev, NULL);
}

void
fixture_decide(struct fixture *f, struct verdict *v,
    const struct evidence *ev, struct lookup *lookup)
{
	client_begin(&f->client, ev, lookup, FIXTURE_NOW);
	if (decide(v, &f->decider, &f->client, &f->e) == -1)
		fail_msg("%s", f->e.msg);
}

const char *
fixture_notes(struct fixture *f, enum note_kind kind)
{
	notes_join(f->notes, &f->client.notes, kind);
	return f->notes;
}

static int
take_away(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
fixture_end(struct fixture *f)
{
	(void)nftw(f->dir, take_away, 8, FTW_DEPTH | FTW_PHYS);
	regex_engine_free(f->decider.regex);
	free(f->memory);
	free(f->said);
	buf_free(&f->image);
	memset(f, 0, sizeof(*f));
}

long
fixture_took_ms(void)
{
	struct rusage u;

	assert_int_equal(getrusage(RUSAGE_CHILDREN, &u), 0);
	return (long)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000 +
	    (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1000;
}
