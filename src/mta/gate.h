/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_GATE_H
#define DHF_MTA_GATE_H

#include "mta/engine.h"

/*
 * gate - an engine in a thread of its own, for threads that wait
 */
struct gate;

/* Begin; *opt is copied, what it points to borrowed.  NULL with *e
 * ERR_TEMP. */
struct gate *gate_open(const struct engine_options *opt, struct err *e);

/* Ask, and wait for the answer, which always comes; from any thread. */
void gate_ask(struct response *r, struct gate *g,
    const struct engine_question *q);

/* As engine_log; from any thread, which waits until it is done. */
void gate_log(struct gate *g, const char *line, size_t len, uint64_t dns_us);

/* End it when nobody asks any more. */
void gate_close(struct gate *g);

#endif
