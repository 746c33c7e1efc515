/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/gate.h"

#include <pthread.h>
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

#define THREADS 32
#define TIMES 50

static struct fixture f;
static char rules[FIXTURE_PATH];
static struct tell nobody = { "test", -1, 0 };
static struct gate *gate;

/* Ask about one who is refused and one who is not, in turn; how often it was
 * told something else. */
static void *
ask_often(void *arg)
{
	static const struct ip ip[] = { { { 192, 0, 2, 1 }, 32 },
		{ { 192, 0, 2, 2 }, 32 } };
	size_t *wrong = arg;
	struct engine_question q = { .at = PHASE_RCPT };
	struct response r;
	int i;

	q.said.helo = "me";
	q.said.sender = "";
	q.said.rcpt = "b@here.example";
	for (i = 0; i < TIMES; i++) {
		q.said.ip = ip[i % 2];
		gate_ask(&r, gate, &q);
		*wrong += r.refuse != (i % 2 == 0) || r.line_len == 0;
	}
	return NULL;
}

static void
each_thread_gets_its_own_answer(void **state)
{
	const struct engine_options opt = { rules, &nobody, false };
	pthread_t thread[THREADS];
	size_t wrong[THREADS] = { 0 }, i;
	struct err e;

	(void)state;
	(void)alarm(120);
	(void)signal(SIGPIPE, SIG_IGN);
	fixture_begin(&f);
	(void)fixture_path(&f, rules, "rules");
	fixture_text(&f, "rules", "block @ip=192.0.2.1\n"
	    "default_unresolved_action pass\ndefault_ip_action pass\n"
	    "dns_timeout 0\n");
	gate = gate_open(&opt, &e);
	assert_non_null(gate);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, ask_often,
		    &wrong[i]), 0);
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(thread[i], NULL), 0);
		assert_int_equal(wrong[i], 0);
	}
	gate_close(gate);
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_thread_gets_its_own_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
