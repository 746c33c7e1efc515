/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_LETTERS_H
#define DHF_MTA_LETTERS_H

#include <uv.h>

#include "wire/letter.h"

struct err;

/*
 * letters - letters to the daemon, and its answers, on a loop
 *
 * What wire/post.h is to those who wait themselves, over one connection for
 * all who ask: answers come in the order of the questions.  Not there, not
 * allowed, too busy and too slow are one case: there is no answer.  A
 * connection that the daemon has ended, as it does with one that is idle, is
 * made anew.  SIGPIPE is ignored by whoever uses it.
 */
#define LETTERS_WINDOW 64    /* questions that are under way at once */
#define LETTERS_PATIENCE_MS 5000 /* beyond its time, for an answer that nobody
                                    waits for any more: then it hangs */

struct letters;
struct letters_question;

/* Called once: *answer is borrowed until it returns, NULL if there is none. */
struct letters_call {
	void (*done)(void *arg, const struct letter *answer);
	void *arg;
};

/* Make ready on a loop.  NULL with *e ERR_TEMP. */
struct letters *letters_new(uv_loop_t *loop, struct err *e);

/* Where the daemon listens, "" for nowhere, and how long an answer may take,
 * from now on; path is copied. */
void letters_use(struct letters *l, const char *path, unsigned timeout_ms);

/* Ask.  call->done is called later, never from here.  NULL if there is no
 * daemon or no memory: then it is not called. */
struct letters_question *letters_ask(struct letters *l,
    const struct letter *letter, const struct letters_call *call);

/* Nobody waits for this any more: done is not called. */
void letters_cancel(struct letters_question *q);

/* Send one that has no answer, if that can be. */
void letters_send(struct letters *l, const struct letter *letter);

/* End it; nobody is called any more.  The loop has to go on until nothing is
 * left in it.  NULL is fine. */
void letters_free(struct letters *l);

#endif
