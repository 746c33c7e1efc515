/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/guard.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define REPLY "451 4.3.0 try again later\r\n"
#define NOTE "test_guard: crashed, as it should\n"

static const int crash[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

/* Run body(arg) in a child with fd as its standard output; wait status. */
static int
status_of(void (*body)(int), int arg, int fd)
{
	int status;
	pid_t pid = fork();

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		(void)dup2(fd, STDOUT_FILENO);
		body(arg);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
assert_exit_111(int status)
{
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 111);
}

static void
body_raise(int sig)
{
	static struct guard_stack stack;
	static struct guard g;

	guard_begin(&g, &stack, REPLY, NOTE);
	(void)raise(sig);
}

static void
body_abort(int arg)
{
	static struct guard_stack stack;
	static struct guard g;

	(void)arg;
	guard_begin(&g, &stack, REPLY, NOTE);
	abort();
}

static int
deeper(const volatile char *up, int depth)
{
	volatile char here[4096];

	here[0] = *up;
	if (depth == 0)
		return 0;
	return deeper(here, depth - 1) + here[0];
}

static void
body_overflow(int depth)
{
	static struct guard_stack stack;
	static struct guard g;
	volatile char start = 1;

	guard_begin(&g, &stack, REPLY, NOTE);
	(void)deeper(&start, depth);
}

static void
a_crash_says_the_reply_and_exits_111(void **state)
{
	struct {
		void (*body)(int);
		int arg;
	} row[COUNT(crash) + 2] = { { body_abort, 0 },
		{ body_overflow, 1 << 20 } };
	char got[64];
	size_t i;
	int fd[2];

	(void)state;
	for (i = 0; i < COUNT(crash); i++) {
		row[i + 2].body = body_raise;
		row[i + 2].arg = crash[i];
	}
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(pipe(fd), 0);
		assert_exit_111(status_of(row[i].body, row[i].arg, fd[1]));
		(void)close(fd[1]);
		assert_int_equal(read(fd[0], got, sizeof(got)),
		    sizeof(REPLY) - 1);
		assert_memory_equal(got, REPLY, sizeof(REPLY) - 1);
		(void)close(fd[0]);
	}
}

static void
a_crash_without_a_client_exits_111(void **state)
{
	char junk[4096] = { 0 };
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0); /* one who does not read */
	assert_int_equal(fcntl(fd[1], F_SETFL, O_NONBLOCK), 0);
	while (write(fd[1], junk, sizeof(junk)) > 0)
		;
	assert_int_equal(fcntl(fd[1], F_SETFL, 0), 0);
	assert_exit_111(status_of(body_raise, SIGSEGV, fd[1]));
	(void)close(fd[0]); /* one who has left */
	assert_exit_111(status_of(body_raise, SIGSEGV, fd[1]));
	(void)close(fd[1]);
}

static void
body_ended(int sig)
{
	static struct guard_stack stack;
	static struct guard g;

	(void)signal(sig, SIG_DFL);
	guard_begin(&g, &stack, REPLY, NOTE);
	guard_end(&g);
	(void)raise(sig);
}

static void
after_the_end_a_crash_is_a_crash(void **state)
{
	char got[64];
	size_t i;
	int fd[2], status;

	(void)state;
	for (i = 0; i < COUNT(crash); i++) {
		assert_int_equal(pipe(fd), 0);
		status = status_of(body_ended, crash[i], fd[1]);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), crash[i]);
		(void)close(fd[1]);
		assert_int_equal(read(fd[0], got, sizeof(got)), 0);
		(void)close(fd[0]);
	}
}

static void
some_handler(int sig)
{
	(void)sig;
}

static void
assert_same_action(const struct sigaction *a, const struct sigaction *b)
{
	int sig;

	assert_true(a->sa_handler == b->sa_handler);
	assert_int_equal(a->sa_flags, b->sa_flags);
	for (sig = 1; sig < 32; sig++)
		assert_int_equal(sigismember(&a->sa_mask, sig),
		    sigismember(&b->sa_mask, sig));
}

static void
actions_are_as_before(void **state)
{
	void (*const handler[])(int) = { SIG_DFL, SIG_IGN, some_handler };
	struct sigaction was, set = { .sa_flags = SA_RESTART }, before, now;
	static struct guard_stack stack;
	static struct guard g;
	size_t i, k;

	(void)state;
	(void)sigemptyset(&set.sa_mask);
	(void)sigaddset(&set.sa_mask, SIGUSR2);
	for (i = 0; i < COUNT(crash); i++) {
		assert_int_equal(sigaction(crash[i], NULL, &was), 0);
		for (k = 0; k < COUNT(handler); k++) {
			set.sa_handler = handler[k];
			(void)sigaction(crash[i], &set, NULL);
			(void)sigaction(crash[i], NULL, &before);
			guard_begin(&g, &stack, REPLY, NOTE);
			(void)sigaction(crash[i], NULL, &now);
			assert_true(now.sa_handler != handler[k]);
			guard_end(&g);
			(void)sigaction(crash[i], NULL, &now);
			assert_same_action(&now, &before);
		}
		assert_int_equal(sigaction(crash[i], &was, NULL), 0);
	}
}

static void
alternate_stack_is_as_before(void **state)
{
	static char room[65536];
	static struct guard_stack stack;
	static struct guard g;
	stack_t row[2], was, now;
	size_t i;

	(void)state;
	memset(row, 0, sizeof(row));
	row[0].ss_flags = SS_DISABLE;
	row[1].ss_sp = room;
	row[1].ss_size = sizeof(room);
	assert_int_equal(sigaltstack(NULL, &was), 0);
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(sigaltstack(&row[i], NULL), 0);
		guard_begin(&g, &stack, REPLY, NOTE);
		assert_int_equal(sigaltstack(NULL, &now), 0);
		assert_ptr_equal(now.ss_sp, stack.room);
		guard_end(&g);
		assert_int_equal(sigaltstack(NULL, &now), 0);
		assert_int_equal(now.ss_flags, row[i].ss_flags);
		if (row[i].ss_flags == 0) {
			assert_ptr_equal(now.ss_sp, room);
			assert_int_equal(now.ss_size, sizeof(room));
		}
	}
	assert_int_equal(sigaltstack(&was, NULL), 0);
}

/* arg: what is to be standard error. */
static void
body_raise_with_stderr(int arg)
{
	(void)dup2(arg, STDERR_FILENO);
	body_raise(SIGSEGV);
}

static void
guard_notes_the_crash(void **state)
{
	int out[2], note[2];
	char got[256];

	(void)state;
	assert_int_equal(pipe(out), 0);
	assert_int_equal(pipe(note), 0);
	assert_exit_111(status_of(body_raise_with_stderr, note[1], out[1]));
	assert_int_equal(read(note[0], got, sizeof(got)), sizeof(NOTE) - 1);
	assert_memory_equal(got, NOTE, sizeof(NOTE) - 1);
	assert_int_equal(read(out[0], got, sizeof(got)), sizeof(REPLY) - 1);
	assert_memory_equal(got, REPLY, sizeof(REPLY) - 1);
	(void)close(out[0]);
	(void)close(out[1]);
	(void)close(note[0]);
	(void)close(note[1]);
}

/* arg: what is to be standard error. */
static void
body_library_abort(int arg)
{
	(void)dup2(arg, STDERR_FILENO);
	guard_abort(NOTE);
	abort();
}

static void
guard_notes_that_a_library_gives_up(void **state)
{
	int note[2];
	char got[256];

	(void)state;
	assert_int_equal(pipe(note), 0);
	assert_exit_111(status_of(body_library_abort, note[1], note[1]));
	assert_int_equal(read(note[0], got, sizeof(got)), sizeof(NOTE) - 1);
	assert_memory_equal(got, NOTE, sizeof(NOTE) - 1);
	(void)close(note[0]);
	(void)close(note[1]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_says_the_reply_and_exits_111),
		cmocka_unit_test(a_crash_without_a_client_exits_111),
		cmocka_unit_test(after_the_end_a_crash_is_a_crash),
		cmocka_unit_test(actions_are_as_before),
		cmocka_unit_test(alternate_stack_is_as_before),
		cmocka_unit_test(guard_notes_the_crash),
		cmocka_unit_test(guard_notes_that_a_library_gives_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
