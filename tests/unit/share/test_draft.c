/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Drafts, and a server that is a table. */
#include "share/draft.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEYS 4

/* The server: a text under each of the keys a to d, "" for none. */
static char server[KEYS][64];
static unsigned asked, runs;

/* What a deed does. */
typedef void run(struct draft *d, const char *arg);

struct deed_at {
	struct draft draft;
	run *run;
	const char *arg;
	struct draft_entry *out[KEYS]; /* questions under way */
	bool write[KEYS];
	size_t outs;
	enum draft_next last;
};

static struct store_bytes
text(const char *s)
{
	return (struct store_bytes){ *s != '\0' ? s : NULL, strlen(s) };
}

/* The text of key, "" for none. */
static const char *
get(struct draft *d, const char *key)
{
	static char out[64];
	struct store_bytes value;

	if (draft_get(d, text(key), &value) != STORE_FOUND)
		return "";
	(void)snprintf(out, sizeof(out), "%.*s", (int)value.len,
	    (const char *)value.data);
	return out;
}

static void
put(struct draft *d, const char *key, const char *value)
{
	draft_put(d, text(key), text(value), STORE_NEVER);
}

static void
rerun(struct deed_at *w)
{
	draft_begin(&w->draft);
	w->run(&w->draft, w->arg);
	runs++;
}

/* Ask all that can be asked now. */
static void
ask(struct deed_at *w)
{
	struct draft_entry *e;

	for (;;) {
		w->last = draft_next(&w->draft, &e);
		if (w->last == DRAFT_RUN) {
			rerun(w);
		} else if (w->last == DRAFT_READ || w->last == DRAFT_WRITE) {
			w->write[w->outs] = w->last == DRAFT_WRITE;
			w->out[w->outs++] = e;
			asked++;
		} else {
			return;
		}
	}
}

static void
begin(struct deed_at *w, run *how, const char *arg, bool guess)
{
	*w = (struct deed_at){ .draft = { .guess = guess }, .run = how,
		.arg = arg };
	rerun(w);
	ask(w);
}

static bool
is(const struct draft_value *v, const char *s)
{
	return v->is ? v->len == strlen(s) && memcmp(v->data, s, v->len) ==
	    0 : *s == '\0';
}

/* The server answers the first question, as the script does. */
static void
answer(struct deed_at *w)
{
	struct draft_entry *e = w->out[0];
	const bool write = w->write[0];
	char *have = server[e->key[0] - 'a'];

	w->outs--;
	memmove(w->out, w->out + 1, w->outs * sizeof(w->out[0]));
	memmove(w->write, w->write + 1, w->outs * sizeof(w->write[0]));
	if (write && is(&e->server, have)) {
		(void)snprintf(have, sizeof(server[0]), "%.*s",
		    (int)e->want.len, e->want.is ? (char *)e->want.data : "");
		draft_won(e);
	} else {
		draft_read(e, text(have));
	}
	ask(w);
}

static void
finish(struct deed_at *w)
{
	while (w->outs > 0)
		answer(w);
	assert_int_equal(w->last, DRAFT_DONE);
	draft_free(&w->draft);
}

static void
clear(void)
{
	memset(server, 0, sizeof(server));
	asked = runs = 0;
}

/* One more, kept as a number. */
static void
count(struct draft *d, const char *arg)
{
	char more[16];

	(void)snprintf(more, sizeof(more), "%d", atoi(get(d, arg)) + 1);
	put(d, arg, more);
}

static void
a_guess_saves_a_question(void **state)
{
	struct deed_at w;

	(void)state;
	clear();
	begin(&w, count, "a", true);
	finish(&w);
	assert_string_equal(server[0], "1");
	assert_int_equal(asked, 1);
	assert_int_equal(runs, 1);
	begin(&w, count, "a", true); /* told what there is, and once more */
	finish(&w);
	assert_string_equal(server[0], "2");
	assert_int_equal(asked, 3);
	begin(&w, count, "a", false);
	finish(&w);
	assert_string_equal(server[0], "3");
	assert_int_equal(asked, 5);
}

/* Many at once, whose questions are answered in any order: each counts. */
static void
whoever_is_later_counts_on(void **state)
{
	struct deed_at w[30];
	unsigned i, round, left = 30, seed = 1;

	(void)state;
	for (round = 0; round < 2; round++, left = 30) {
		clear();
		for (i = 0; i < 30; i++)
			begin(&w[i], count, "a", round == 0);
		while (left > 0) {
			seed = seed * 1103515245u + 12345u;
			i = seed / 65536 % 30;
			if (w[i].outs == 0)
				continue;
			answer(&w[i]);
			if (w[i].outs == 0) {
				assert_int_equal(w[i].last, DRAFT_DONE);
				draft_free(&w[i].draft);
				left--;
			}
		}
		assert_string_equal(server[0], "30");
	}
}

/* As the ledger does: an offence of a mark that is known counts no more. */
static void
marked(struct draft *d, const char *arg)
{
	if (*get(d, "a") != '\0')
		return;
	put(d, "a", "mark");
	count(d, arg);
}

static void
what_was_written_is_not_seen_by_the_next_run(void **state)
{
	struct deed_at w;

	(void)state;
	clear();
	begin(&w, marked, "b", false);
	answer(&w); /* a: none */
	answer(&w); /* b: none */
	answer(&w); /* the mark is ours */
	assert_string_equal(server[0], "mark");
	assert_string_equal(server[1], "");
	(void)snprintf(server[1], sizeof(server[1]), "7"); /* by others */
	finish(&w);
	assert_string_equal(server[1], "8");
}

static void
who_has_the_mark_first_counts_alone(void **state)
{
	struct deed_at one, two;

	(void)state;
	clear();
	begin(&one, marked, "b", false);
	begin(&two, marked, "b", false);
	answer(&one);
	answer(&two);
	answer(&one);
	answer(&two); /* both know that there is none */
	answer(&one);
	answer(&two);
	finish(&two);
	finish(&one);
	assert_string_equal(server[1], "1");
}

static void
drop(struct draft *d, const char *arg)
{
	if (*get(d, arg) != '\0')
		put(d, arg, "");
}

static void
a_record_goes_if_it_is_there(void **state)
{
	struct deed_at w;

	(void)state;
	clear();
	(void)snprintf(server[2], sizeof(server[2]), "x");
	begin(&w, drop, "c", false);
	finish(&w);
	assert_string_equal(server[2], "");
	assert_int_equal(asked, 2);
	begin(&w, drop, "c", false);
	finish(&w);
	assert_int_equal(asked, 3);
}

static void
many(struct draft *d, const char *arg)
{
	unsigned char key[2] = { 'x', 0 };
	struct store_bytes value;

	(void)arg;
	for (key[1] = 0; key[1] <= DRAFT_MAX; key[1]++)
		(void)draft_get(d, (struct store_bytes){ key, 2 }, &value);
}

static void
too_many_records_fail(void **state)
{
	struct draft_entry *e;
	struct draft d = { 0 };

	(void)state;
	draft_begin(&d);
	many(&d, NULL);
	assert_int_equal(draft_next(&d, &e), DRAFT_FAILED);
	draft_free(&d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guess_saves_a_question),
		cmocka_unit_test(whoever_is_later_counts_on),
		cmocka_unit_test(what_was_written_is_not_seen_by_the_next_run),
		cmocka_unit_test(who_has_the_mark_first_counts_alone),
		cmocka_unit_test(a_record_goes_if_it_is_there),
		cmocka_unit_test(too_many_records_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
