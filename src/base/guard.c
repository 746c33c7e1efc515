/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/guard.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

static const int crash[GUARD_SIGNALS] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
	SIGABRT };

/* The variables of this file: a signal handler is given no argument of ours,
 * so what it needs has to be reachable from here. */
static const struct guard *volatile guarding;
static const char *volatile abort_note;

static void
say(int fd, const char *text, size_t len, int wait_ms)
{
	struct pollfd p = { fd, POLLOUT, 0 };

	if (poll(&p, 1, wait_ms) == 1 && write(fd, text, len) == -1)
		p.fd = -1; /* nobody is left to tell */
}

_Noreturn void
guard_reply(const struct guard *g, const char *note)
{
	say(STDOUT_FILENO, g->reply, g->reply_len, GUARD_WAIT_MS);
	say(STDERR_FILENO, note, strlen(note), GUARD_NOTE_MS);
	_exit(111);
}

/* All signals are blocked here, so that a client who has left kills nobody. */
static void
on_crash(int sig)
{
	(void)sig;
	guard_reply(guarding, guarding->note);
}

void
guard_begin(struct guard *g, struct guard_stack *room, const char *reply,
    const char *note)
{
	struct sigaction action;
	stack_t stack;
	size_t i;

	g->reply = reply;
	g->reply_len = strlen(reply);
	g->note = note;
	guarding = g;
	stack.ss_sp = room->room;
	stack.ss_size = sizeof(room->room);
	stack.ss_flags = 0;
	g->own_stack = sigaltstack(&stack, &g->was_stack) == 0;
	action.sa_handler = on_crash;
	action.sa_flags = SA_ONSTACK;
	(void)sigfillset(&action.sa_mask);
	for (i = 0; i < GUARD_SIGNALS; i++)
		(void)sigaction(crash[i], &action, &g->was[i]);
}

void
guard_end(struct guard *g)
{
	size_t i;

	for (i = 0; i < GUARD_SIGNALS; i++)
		(void)sigaction(crash[i], &g->was[i], NULL);
	if (g->own_stack)
		(void)sigaltstack(&g->was_stack, NULL);
	guarding = NULL;
}

/* Async-signal-safe, as above. */
_Noreturn void
guard_gone(const char *note)
{
	say(STDERR_FILENO, note, strlen(note), GUARD_NOTE_MS);
	_exit(111);
}

static void
on_abort(int sig)
{
	(void)sig;
	guard_gone(abort_note);
}

void
guard_abort(const char *note)
{
	struct sigaction action;

	abort_note = note;
	action.sa_handler = on_abort;
	action.sa_flags = 0;
	(void)sigfillset(&action.sa_mask);
	(void)sigaction(SIGABRT, &action, NULL);
}
