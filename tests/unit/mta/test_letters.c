/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemon is on the same loop, and does as the test says. */
#include "mta/letters.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdbool.h>
#include <unistd.h>

#include "base/err.h"
#include "lib/fixture.h"

#define TIMEOUT_MS 200

enum daemon { ANSWERS, DRIBBLES, STAYS_SILENT, HANGS_UP, HANGS_UP_ONCE,
	TALKS_ON, IS_OTHER };

struct caller {
	uv_pipe_t pipe; /* data: this */
	size_t len;
	unsigned char data[LETTER_MAX];
};

struct asker {
	struct letters_question *q;
	int told, answers; /* calls, and those with an answer */
	uint32_t seconds;
};

static struct fixture f;
static char path[FIXTURE_PATH];
static uv_loop_t loop;
static uv_pipe_t door;
static struct letters *l;
static enum daemon how;
static int callers, questions, envelopes;

static void
on_freed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
hang_up(struct caller *c)
{
	if (!uv_is_closing((uv_handle_t *)&c->pipe))
		uv_close((uv_handle_t *)&c->pipe, on_freed);
}

static void
on_buf(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct caller *c = handle->data;

	(void)suggested;
	*buf = uv_buf_init((char *)c->data + c->len,
	    (unsigned)(sizeof(c->data) - c->len));
}

static void
send_some(struct caller *c, const unsigned char *data, size_t len)
{
	uv_buf_t buf = uv_buf_init((char *)(uintptr_t)data, (unsigned)len);

	(void)uv_try_write((uv_stream_t *)&c->pipe, &buf, 1);
}

/* The answer tells which question it is for. */
static void
answer(struct caller *c, const struct letter *q)
{
	unsigned char out[LETTER_MAX];
	const struct letter is = { .type = LETTER_GREY_IS, .grey = LETTER_WAIT,
		.seconds = q->ip.octet[3] };
	size_t len = letter_pack(out, &is), i;

	questions++;
	switch (how) {
	case ANSWERS:
		send_some(c, out, len);
		break;
	case DRIBBLES:
		for (i = 0; i < len; i++)
			send_some(c, out + i, 1);
		break;
	case TALKS_ON:
		send_some(c, out, len);
		send_some(c, out, len);
		break;
	case IS_OTHER:
		out[0] = 9;
		send_some(c, out, len);
		break;
	case HANGS_UP_ONCE:
		how = ANSWERS;
		hang_up(c);
		break;
	case HANGS_UP:
		hang_up(c);
		break;
	case STAYS_SILENT:
		break;
	}
}

static void
on_came(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct caller *c = stream->data;
	struct letter q;
	size_t used;

	(void)buf;
	if (n < 0) {
		hang_up(c);
		return;
	}
	c->len += (size_t)n;
	while (!uv_is_closing((uv_handle_t *)&c->pipe) &&
	    letter_unpack(&q, &used, c->data, c->len) == LETTER_WHOLE) {
		if (q.type == LETTER_ENVELOPE)
			envelopes++;
		else
			answer(c, &q);
		c->len -= used;
		memmove(c->data, c->data + used, c->len);
	}
}

static void
on_caller(uv_stream_t *server, int status)
{
	struct caller *c = calloc(1, sizeof(*c));

	assert_int_equal(status, 0);
	assert_non_null(c);
	callers++;
	(void)uv_pipe_init(&loop, &c->pipe, 0);
	c->pipe.data = c;
	assert_int_equal(uv_accept(server, (uv_stream_t *)&c->pipe), 0);
	(void)uv_read_start((uv_stream_t *)&c->pipe, on_buf, on_came);
}

static int
begin(void **state)
{
	struct err e;

	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	fixture_begin(&f);
	(void)fixture_path(&f, path, "socket");
	callers = questions = envelopes = 0;
	how = ANSWERS;
	assert_int_equal(uv_loop_init(&loop), 0);
	(void)uv_pipe_init(&loop, &door, 0);
	assert_int_equal(uv_pipe_bind(&door, path), 0);
	assert_int_equal(uv_listen((uv_stream_t *)&door, 64, on_caller), 0);
	l = letters_new(&loop, &e);
	assert_non_null(l);
	letters_use(l, path, TIMEOUT_MS);
	return 0;
}

/* Who is still connected hears that the other end has gone. */
static int
end(void **state)
{
	(void)state;
	letters_free(l);
	letters_free(NULL);
	uv_close((uv_handle_t *)&door, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	fixture_end(&f);
	return 0;
}

static void
on_done(void *arg, const struct letter *letter)
{
	struct asker *a = arg;

	a->told++;
	a->q = NULL;
	if (letter == NULL)
		return;
	a->answers++;
	a->seconds = letter->seconds;
}

static void
ask(struct asker *a, unsigned char number)
{
	const struct letters_call call = { on_done, a };
	const struct letter q = { .type = LETTER_GREY,
		.ip = { { 192, 0, 2, number }, 32 }, .name = "", .rule = "r" };

	memset(a, 0, sizeof(*a));
	a->q = letters_ask(l, &q, &call);
	assert_int_equal(a->told, 0);
}

static void
until_told(const struct asker *a)
{
	while (a->told == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(a->told, 1);
}

static void
answers_come_to_those_who_asked(void **state)
{
	static struct asker a[200];
	static const struct {
		enum daemon how;
		size_t count; /* a socket has no room for many pieces */
	} row[] = { { ANSWERS, 200 }, { DRIBBLES, 20 } };
	size_t way, i;

	(void)state;
	for (way = 0; way < 2; way++) {
		how = row[way].how;
		for (i = 0; i < row[way].count; i++)
			ask(&a[i], (unsigned char)i);
		for (i = 0; i < row[way].count; i++) {
			until_told(&a[i]);
			assert_int_equal(a[i].answers, 1);
			assert_int_equal(a[i].seconds, i);
		}
	}
	assert_int_equal(callers, 1);
	assert_int_equal(questions, 220);
}

static void
no_answer_ends_in_its_time(void **state)
{
	static struct asker a[100];
	size_t i;

	(void)state;
	how = STAYS_SILENT;
	for (i = 0; i < 100; i++)
		ask(&a[i], 1);
	for (i = 0; i < 100; i++) {
		until_told(&a[i]);
		assert_int_equal(a[i].answers, 0);
	}
	assert_int_equal(callers, 1);
	assert_int_equal(questions, LETTERS_WINDOW);
}

static void
nobody_there_is_no_answer(void **state)
{
	struct asker a;

	(void)state;
	letters_use(l, "/nowhere/socket", TIMEOUT_MS);
	ask(&a, 1);
	assert_non_null(a.q);
	until_told(&a);
	assert_int_equal(a.answers, 0);
	letters_use(l, "", TIMEOUT_MS);
	ask(&a, 1);
	assert_null(a.q);
	letters_use(l, path, TIMEOUT_MS);
	ask(&a, 1);
	until_told(&a);
	assert_int_equal(a.answers, 1);
}

static void
a_daemon_that_hangs_up_is_asked_once_more(void **state)
{
	struct asker a;

	(void)state;
	how = HANGS_UP_ONCE;
	ask(&a, 7);
	until_told(&a);
	assert_int_equal(a.answers, 1);
	assert_int_equal(a.seconds, 7);
	how = HANGS_UP;
	ask(&a, 7);
	until_told(&a);
	assert_int_equal(a.answers, 0);
	assert_int_equal(callers, 3);
}

/* What it says of its own accord is for nobody, and nothing behind it is
 * believed. */
static void
nonsense_ends_the_line(void **state)
{
	struct asker a, b;

	(void)state;
	how = TALKS_ON;
	ask(&a, 1);
	until_told(&a);
	assert_int_equal(a.seconds, 1);
	ask(&b, 2);
	until_told(&b);
	if (b.answers > 0)
		assert_int_equal(b.seconds, 2);
	how = IS_OTHER;
	ask(&a, 3);
	until_told(&a);
	assert_int_equal(a.answers, 0);
	how = ANSWERS;
	ask(&a, 4);
	until_told(&a);
	assert_int_equal(a.seconds, 4);
}

static void
nobody_is_called_after_letters_cancel(void **state)
{
	struct asker a, b;

	(void)state;
	ask(&a, 1);
	letters_cancel(a.q);
	ask(&b, 2);
	until_told(&b);
	assert_int_equal(b.seconds, 2);
	ask(&a, 3);
	(void)uv_run(&loop, UV_RUN_NOWAIT);
	letters_cancel(a.q);
	ask(&b, 4);
	until_told(&b);
	assert_int_equal(b.seconds, 4);
	assert_int_equal(a.told, 0);
	ask(&a, 5); /* and then all ends */
}

static void
an_envelope_has_no_answer(void **state)
{
	const struct letter envelope = { .type = LETTER_ENVELOPE,
		.ip = { { 192, 0, 2, 1 }, 32 }, .name = "",
		.sender = "a@b", .to = "c@d" };
	struct asker a;

	(void)state;
	letters_send(l, &envelope);
	ask(&a, 1);
	until_told(&a);
	assert_int_equal(a.seconds, 1);
	assert_int_equal(envelopes, 1);
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(answers_come_to_those_who_asked),
		t(no_answer_ends_in_its_time),
		t(nobody_there_is_no_answer),
		t(a_daemon_that_hangs_up_is_asked_once_more),
		t(nonsense_ends_the_line),
		t(nobody_is_called_after_letters_cancel),
		t(an_envelope_has_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
