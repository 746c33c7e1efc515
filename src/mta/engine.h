/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_ENGINE_H
#define DHF_MTA_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/tell.h"
#include "mta/phase.h"
#include "mta/response.h"
#include "policy/session.h"

struct err;

/*
 * engine - here is what the session has told so far: may it go on?
 *
 * As in the filter the rules and DNS are asked here, and the daemon for what
 * only it knows: whether one that is grey has waited, and what its ledger has.
 * Where it says nothing, whyever, all goes on without it.  The rules may
 * change, and be gone or wrong: at the start nobody is let in then but told to
 * come back, later those of before hold.  Nobody is refused whose address is
 * one of many clients', see serve/crowd.h.  On a loop; for one thread.
 */
struct engine;
struct engine_client;

/* All is borrowed. */
struct engine_options {
	const char *file;  /* rules, as an image or a text */
	struct tell *tell; /* its program stands in each line */
	bool open;         /* no decision lets the client in */
};

/* Borrowed until the answer, what it points to as well. */
struct engine_question {
	struct session said;
	enum phase at;  /* before PHASE_RCPT only a refusal for good is told,
	                   that nothing to come could change */
	bool note;      /* the greylist wants its sender and recipient */
	const char *receipt; /* of a refusal in this session that was told,
	                   which another has, too; NULL or "": none was */
};

struct engine_call {
	void (*done)(void *arg, const struct response *r);
	void *arg;
};

/* Make ready on a loop, and read the rules; if that fails it is told, and tried
 * again.  NULL with *e ERR_TEMP. */
struct engine *engine_new(uv_loop_t *loop, const struct engine_options *opt,
    struct err *e);

/* Ask.  Returns NULL if call->done has been called, else what engine_cancel
 * takes until it is. */
struct engine_client *engine_ask(struct engine *e,
    const struct engine_question *q, const struct engine_call *call);

/* Nobody wants to know any more: done is not called. */
void engine_cancel(struct engine_client *k);

/* A client has gone: write its line to the log, and tell the daemon's counters
 * of it if the rules name one.  dns_us: how long DNS was waited for. */
void engine_log(struct engine *e, const char *line, size_t len,
    uint64_t dns_us);

/* Read the rules anew. */
void engine_again(struct engine *e);

/* End it; all clients have been cancelled or answered, and the loop has to go
 * on until nothing is left in it, and then engine_gone to be called. */
void engine_close(struct engine *e);
void engine_gone(struct engine *e);

#endif
