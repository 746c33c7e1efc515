/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemon is on the same loop: who it says is an offender is so, and who is
 * grey has to wait 42 s, but for one that is green. */
#include "mta/engine.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "base/err.h"
#include "lib/fixture.h"
#include "lib/receipts.h"
#include "wire/letter.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define RULES \
	"block @ip=192.0.2.1 id=bad text=\"no %i\"\n" \
	"block @helo=evil.example id=evil\n" \
	"block @rcpt=trap@here.example id=trap\n" \
	"defer @ip=192.0.2.2 id=later\n" \
	"grey @ip=192.0.2.3,192.0.2.4,192.0.2.7 id=grey\n" \
	"mark @ip=192.0.2.5 id=seen\n" \
	"block @offender=trap id=offender\n" \
	"default_unresolved_action pass\ndefault_ip_action pass\n" \
	"dns_timeout 0\n"

static struct fixture f;
static char path[FIXTURE_PATH], rules[FIXTURE_PATH];
static uv_loop_t loop;
static uv_pipe_t door, caller;
static unsigned char came[LETTER_MAX];
static bool listens, called;
static int envelopes;
static struct engine *engine;
static struct tell nobody = { "test", -1, 0 };
static struct response got;
static int told;

static void
on_buf(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	(void)handle;
	(void)suggested;
	*buf = uv_buf_init((char *)came, sizeof(came));
}

/* Each letter comes whole: its sender waits for the answer before the next. */
static void
on_came(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	unsigned char data[LETTER_MAX];
	struct letter q, a = { .type = LETTER_GREY_IS };
	size_t used, at;
	uv_buf_t out;

	(void)buf;
	for (at = 0; n > 0 && at < (size_t)n; at += used) {
		assert_int_equal(letter_unpack(&q, &used, came + at,
		    (size_t)n - at), LETTER_WHOLE);
		if (q.type == LETTER_ENVELOPE) {
			assert_string_equal(q.sender, "a@client.example");
			assert_string_equal(q.to, "b@here.example");
			envelopes++;
			continue;
		}
		if (q.type == LETTER_OFFENCES) {
			a.type = LETTER_OFFENCES_ARE;
			a.offences = q.ip.octet[3] == 6;
		} else if (q.ip.octet[3] == 3) {
			assert_int_equal(envelopes, 1); /* first */
			a.grey = LETTER_WAIT;
			a.seconds = 42;
		} else if (q.ip.octet[3] == 7) {
			a.grey = LETTER_CROWD;
		}
		out = uv_buf_init((char *)data, (unsigned)letter_pack(data,
		    &a));
		(void)uv_try_write(stream, &out, 1);
	}
}

static void
on_caller(uv_stream_t *server, int status)
{
	assert_int_equal(status, 0);
	assert_false(called);
	called = true;
	(void)uv_pipe_init(&loop, &caller, 0);
	assert_int_equal(uv_accept(server, (uv_stream_t *)&caller), 0);
	(void)uv_read_start((uv_stream_t *)&caller, on_buf, on_came);
}

/* With this text behind the rules, or without any. */
static void
start(const char *more, bool open)
{
	const struct engine_options opt = { rules, &nobody, open };
	char text[2048];
	struct err e;

	if (more != NULL) {
		(void)snprintf(text, sizeof(text), "daemon %s\n%s%s", path,
		    RULES, more);
		fixture_text(&f, "rules", text);
	}
	engine = engine_new(&loop, &opt, &e);
	assert_non_null(engine);
}

static void
daemon_begin(void)
{
	(void)uv_pipe_init(&loop, &door, 0);
	assert_int_equal(uv_pipe_bind(&door, path), 0);
	assert_int_equal(uv_listen((uv_stream_t *)&door, 8, on_caller), 0);
	listens = true;
}

static int
begin(void **state)
{
	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	fixture_begin(&f);
	(void)fixture_path(&f, path, "socket");
	(void)fixture_path(&f, rules, "rules");
	listens = called = false;
	told = envelopes = 0;
	assert_int_equal(uv_loop_init(&loop), 0);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	engine_close(engine);
	if (listens)
		uv_close((uv_handle_t *)&door, NULL);
	if (called)
		uv_close((uv_handle_t *)&caller, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	engine_gone(engine);
	assert_int_equal(uv_loop_close(&loop), 0);
	fixture_end(&f);
	return 0;
}

static void
on_done(void *arg, const struct response *r)
{
	assert_ptr_equal(arg, &told);
	told++;
	got = *r;
	got.line[got.line_len] = '\0';
}

/* of a refusal before, for all that is asked */
static const char *given;

static void
ask(enum phase at, const char *ip, const char *helo, const char *rcpt)
{
	const struct engine_call call = { on_done, &told };
	struct engine_question q = { .at = at, .note = true, .receipt = given,
		.said = { .helo = helo, .rcpt = rcpt } };
	struct engine_client *k;
	struct err e;

	if (at >= PHASE_MAIL)
		q.said.sender = "a@client.example";
	assert_int_equal(ip_parse(&q.said.ip, ip, &e), 0);
	told = 0;
	k = engine_ask(engine, &q, &call);
	assert_true((k == NULL) == (told == 1));
	while (told == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(told, 1);
}

static const char *
reply(void)
{
	static char out[RESPONSE_REPLY_SIZE];

	if (!got.refuse)
		return "";
	(void)response_reply(out, &got);
	return out;
}

static void
all_is_told_at_the_recipient(void **state)
{
	static const struct {
		const char *ip, *helo, *rcpt, *want, *header;
	} row[] = {
		{ "192.0.2.9", "me", "b@here.example", "", "" },
		{ "192.0.2.1", "me", "b@here.example",
		    "553 5.7.1 no 192.0.2.1", "" },
		{ "192.0.2.1", "me", "postmaster@here.example", "", "" },
		{ "192.0.2.2", "me", "b@here.example",
		    "451 4.7.1 [W] try again later, rule later", "" },
		{ "192.0.2.9", "evil.example", "b@here.example",
		    "553 5.7.1 no mail from 192.0.2.9, rule evil", "" },
		{ "192.0.2.9", "me", "trap@here.example",
		    "553 5.7.1 no mail from 192.0.2.9, rule trap", "" },
		{ "192.0.2.5", "me", "b@here.example", "",
		    "X-DHF: mark=seen; score=0" },
	};
	size_t i;

	(void)state;
	start("", false);
	for (i = 0; i < COUNT(row); i++) {
		ask(PHASE_RCPT, row[i].ip, row[i].helo, row[i].rcpt);
		if (strstr(row[i].want, "rule evil") != NULL ||
		    strstr(row[i].want, "rule trap") != NULL)
			assert_int_equal(got.code, 553);
		else
			assert_string_equal(receipts_hide(reply()),
			    row[i].want);
		assert_int_equal(receipts_agree(reply(), got.line,
		    got.line_len), strchr(reply(), '[') != NULL);
		assert_int_equal(strstr(got.line, " why=-\n") != NULL,
		    *row[i].want == '\0');
		assert_string_equal(got.header, row[i].header);
		assert_non_null(strstr(got.line, "test: pid="));
		assert_non_null(strstr(got.line, " at=rcpt "));
	}
}

/* One that a session has already is shown again, and logged. */
static void
a_receipt_is_given_once(void **state)
{
	(void)state;
	start("", false);
	given = "1EQY354D9E3K";
	ask(PHASE_RCPT, "192.0.2.2", "me", "b@here.example");
	assert_string_equal(reply(), "451 4.7.1 [1EQY-354D-9E3K] try again "
	    "later, rule later");
	assert_true(receipts_agree(reply(), got.line, got.line_len));
	assert_string_equal(got.receipt, "1EQY354D9E3K");
	ask(PHASE_RCPT, "192.0.2.1", "me", "postmaster@here.example");
	given = NULL;
	assert_non_null(strstr(got.line, " why=-\n"));
}

/* Only what nothing to come could change: a greeting could here, for a rule
 * above asks for it, and a recipient could there. */
static void
before_it_only_what_is_for_good(void **state)
{
	(void)state;
	start("", false);
	ask(PHASE_CONNECT, "192.0.2.1", NULL, NULL);
	assert_string_equal(reply(), "553 5.7.1 no 192.0.2.1");
	ask(PHASE_CONNECT, "192.0.2.2", NULL, NULL);
	assert_string_equal(reply(), "");
	ask(PHASE_CONNECT, "192.0.2.3", NULL, NULL);
	assert_string_equal(reply(), "");
	ask(PHASE_HELO, "192.0.2.9", "evil.example", NULL);
	assert_int_equal(got.code, 553);
	engine_close(engine);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	engine_gone(engine);
	fixture_text(&f, "rules", "pass @rcpt=a@here.example\n"
	    "block @ip=192.0.2.1\ndns_timeout 0\n");
	start(NULL, false);
	ask(PHASE_CONNECT, "192.0.2.1", NULL, NULL);
	assert_string_equal(reply(), "");
	ask(PHASE_RCPT, "192.0.2.1", "me", "b@here.example");
	assert_int_equal(got.code, 553);
}

static void
the_daemon_tells_who_waits_and_who_offends(void **state)
{
	(void)state;
	daemon_begin();
	start("", false);
	ask(PHASE_RCPT, "192.0.2.3", "me", "b@here.example");
	assert_int_equal(got.code, 451);
	assert_non_null(strstr(got.text, "42"));
	assert_true(got.noted);
	ask(PHASE_RCPT, "192.0.2.4", "me", "b@here.example");
	assert_string_equal(reply(), "");
	assert_non_null(strstr(got.line, " note=green "));
	assert_true(got.noted);
	ask(PHASE_RCPT, "192.0.2.7", "me", "b@here.example");
	assert_string_equal(reply(), "");
	assert_non_null(strstr(got.line, " note=crowd "));
	ask(PHASE_RCPT, "192.0.2.6", "me", "b@here.example");
	assert_int_equal(got.code, 553);
	assert_non_null(strstr(got.line, " rule=offender "));
	assert_int_equal(envelopes, 3); /* of those who are grey */
}

static void
without_it_all_goes_on(void **state)
{
	(void)state;
	start("", false);
	ask(PHASE_RCPT, "192.0.2.3", "me", "b@here.example");
	assert_string_equal(reply(), "");
	assert_non_null(strstr(got.line, " note=nostate "));
	ask(PHASE_RCPT, "192.0.2.6", "me", "b@here.example");
	assert_string_equal(reply(), "");
	assert_non_null(strstr(got.line, " note=nostate "));
}

static void
without_rules_all_come_back_until_there_are_some(void **state)
{
	(void)state;
	start(NULL, false);
	ask(PHASE_RCPT, "192.0.2.9", "me", "b@here.example");
	assert_int_equal(got.code, 451);
	assert_non_null(strstr(got.line, " error=no_rules "));
	ask(PHASE_CONNECT, "192.0.2.9", NULL, NULL);
	assert_string_equal(reply(), "");
	fixture_text(&f, "rules", "default_unresolved_action pass\n"
	    "default_ip_action pass\ndns_timeout 0\n");
	engine_again(engine);
	do
		ask(PHASE_RCPT, "192.0.2.9", "me", "b@here.example");
	while (got.refuse && uv_run(&loop, UV_RUN_ONCE) != 0);
	assert_false(got.refuse);
	fixture_text(&f, "rules", "no rules\n"); /* those of before hold */
	engine_again(engine);
	(void)uv_run(&loop, UV_RUN_ONCE);
	ask(PHASE_RCPT, "192.0.2.9", "me", "b@here.example");
	assert_false(got.refuse);
}

static void
or_come_in_if_it_is_open(void **state)
{
	(void)state;
	start(NULL, true);
	ask(PHASE_RCPT, "192.0.2.9", "me", "b@here.example");
	assert_false(got.refuse);
	assert_non_null(strstr(got.line, " note=open "));
}

static void
nobody_is_called_after_engine_cancel(void **state)
{
	const struct engine_call call = { on_done, &told };
	struct engine_question q = { .at = PHASE_RCPT };
	struct engine_client *k;
	struct err e;

	(void)state;
	daemon_begin();
	start("", false);
	assert_int_equal(ip_parse(&q.said.ip, "192.0.2.6", &e), 0);
	k = engine_ask(engine, &q, &call);
	assert_non_null(k);
	engine_cancel(k);
	ask(PHASE_RCPT, "192.0.2.6", "me", "b@here.example");
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(all_is_told_at_the_recipient),
		t(a_receipt_is_given_once),
		t(before_it_only_what_is_for_good),
		t(the_daemon_tells_who_waits_and_who_offends),
		t(without_it_all_goes_on),
		t(without_rules_all_come_back_until_there_are_some),
		t(or_come_in_if_it_is_open),
		t(nobody_is_called_after_engine_cancel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
