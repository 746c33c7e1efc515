/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_RESOLVER_H
#define DHF_DNS_RESOLVER_H

#include "dns/answer.h"
#include "dns/source.h"
#include "dns/unasked.h"

struct err;

/*
 * resolver - all questions of one decision at once, under one deadline
 *
 * Asks the servers for exactly the names given: no search list, no aliases of
 * the environment, no /etc/hosts.  For processes of one thread.
 *
 * Each question goes to the first server without a library (dns/direct.h).
 * What is not answered so in a quarter of the deadline, or not to the point, is
 * handed to c-ares, which asks the other servers before the first one again;
 * an answer to the first time still counts.
 */
struct resolver;

struct resolver_options {
	const char *servers; /* as servers_parse; "": those of resolv.conf,
	                        127.0.0.1 if it names none */
	unsigned timeout_ms; /* from the first question to RESOLVER_LATE */
};

enum resolver_event {
	RESOLVER_MORE, /* at least one answer is new */
	RESOLVER_DONE, /* every question is answered */
	RESOLVER_LATE  /* time is up: what was open is DNS_UNKNOWN now */
};

/* Make ready to ask; opens no socket.  Returns 0 and *out, to be ended with
 * resolver_close; or -1 with *out unchanged and *e ERR_PERM: bad servers;
 * ERR_TEMP: no memory, or /dev/urandom can't be read, without which the
 * ids of questions could be guessed. */
int resolver_open(struct resolver **out,
    const struct resolver_options *options, struct err *e);

/* Send a question, on its way when this returns.  name may end in a dot and
 * have upper case.  Returns its number, that of the same question if it was
 * asked before.  DNS_UNKNOWN at once: after the deadline, and what is never
 * asked (dns/unasked.h). */
int resolver_ask(struct resolver *r, const char *name, enum dns_type type);

/* Wait until an answer comes that was not there when this returned last, none
 * is open, or time is up; the first two at once if so already.  After
 * RESOLVER_DONE too an answer may lead to more questions: then wait again. */
enum resolver_event resolver_wait(struct resolver *r);

/* The answer to a question that resolver_ask returned: borrowed until
 * resolver_reset. */
const struct dns_answer *resolver_answer(const struct resolver *r,
    int question);

/* The resolver as a source: borrowed until resolver_close. */
struct dns_source resolver_source(struct resolver *r);

/* Whether no question stays without an answer since c-ares is missing, which
 * may be loaded when it is needed (dns/cares.h).  Returns 0, or -1 with *e as
 * cares_load. */
int resolver_ready(const struct resolver *r, struct err *e);

/* Forget all questions and the deadline; what is still under way is never
 * seen.  The next question begins a new decision. */
void resolver_reset(struct resolver *r);

/* Go on with the same decision after a pause: its answers stay, the deadline
 * begins anew. */
void resolver_again(struct resolver *r);

/* Close all sockets, free *r; NULL is fine.  To be called before exec, though
 * the sockets are close-on-exec and never descriptor 0, 1 or 2. */
void resolver_close(struct resolver *r);

#endif
