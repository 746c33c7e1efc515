/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_GUARD_H
#define DHF_BASE_GUARD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * guard - a crash of ours still answers the client
 *
 * From guard_begin to guard_end, SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT
 * write a prepared reply to descriptor 1, waiting at most GUARD_WAIT_MS for
 * it to take that, a note that says so to descriptor 2, waiting at most
 * GUARD_NOTE_MS, and end the process with status 111.
 */
#define GUARD_SIGNALS 5
#define GUARD_WAIT_MS 1000
#define GUARD_NOTE_MS 100

/* A signal frame with all vector registers in it has to fit. */
#define GUARD_STACK_SIZE 65536

/* Where a crash is answered.  Its pages cost nothing until one touches them. */
struct guard_stack {
	_Alignas(16) char room[GUARD_STACK_SIZE];
};

/* Filled by guard_begin. */
struct guard {
	const char *reply, *note;
	size_t reply_len;
	struct sigaction was[GUARD_SIGNALS];
	stack_t was_stack;
	bool own_stack; /* the alternate stack is ours */
};

/* All are borrowed until guard_end.  One guard at a time.
 * Without an alternate stack (sigaltstack(2) failed) all crashes but a stack
 * overflow are still answered. */
void guard_begin(struct guard *g, struct guard_stack *room, const char *reply,
    const char *note);

/* What a crash does, with a note of its own, and to be called with all signals
 * blocked.  Async-signal-safe: poll, write and _exit are (POSIX XSH 2.4.3). */
_Noreturn void guard_reply(const struct guard *g, const char *note);

/* For programs with libraries that call abort(3) where there are no memory or
 * descriptors left, such as libuv: from now on that is no death by a signal
 * without a word, but note on descriptor 2, waiting at most GUARD_NOTE_MS, and
 * the end of the process with status 111.  note is borrowed for good. */
void guard_abort(const char *note);

/* The same at once, whoever calls. */
_Noreturn void guard_gone(const char *note);

/* Put the signals' actions and the alternate stack back as guard_begin found
 * them, so that a program run next sees no difference. */
void guard_end(struct guard *g);

#endif
