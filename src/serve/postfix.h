/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_POSTFIX_H
#define DHF_SERVE_POSTFIX_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "rule/admit.h"

struct classified;
struct classify;
struct err;
struct tell;

/*
 * postfix - Postfix asks what to do with a client, and is told an action
 *
 * As wire/delegation.h has it, request after request on each connection, which
 * Postfix keeps for some minutes.  Each verdict is one line of the log.
 * Whatever is no request ends the connection, without an answer and with a line
 * of the log, of each kind one a minute: then Postfix does what its
 * smtpd_policy_service_default_action says, 451 unless set otherwise.
 */
#define POSTFIX_REQUEST_MS 10000   /* from its first byte to its last */
#define POSTFIX_WRITE_MS   10000   /* that an answer may wait to be taken */
#define POSTFIX_IDLE_MS    1200000 /* Postfix itself closes before */

/* Memory for half requests, of all; one that has more than the second is
 * dropped if it would take more.  So 10,000 of the small have less than
 * 64 MiB. */
#define POSTFIX_KEPT  (16 * 1024 * 1024)
#define POSTFIX_SMALL 4096

struct postfix_options {
	size_t clients;      /* at a time; of more the one that has asked
	                        nothing for longest has to go */
	unsigned request_ms; /* 0: POSTFIX_REQUEST_MS */
	struct admit from;   /* who may ask over TCP */
	/* A verdict stands, or there is none.  May be NULL. */
	void (*decided)(void *arg, const struct classified *what);
	/* A client begins with a PROXY header, and is closed.  May be NULL. */
	void (*header)(void *arg, const struct ip *from);
	void *arg;
	struct tell *tell;   /* borrowed */
};

/* How often, never reset; and how many are there now. */
struct postfix_counts {
	size_t clients;
	uint64_t passed, refused, deferred; /* 5xx, 4xx */
	uint64_t strangers; /* they may not ask */
	uint64_t wrong;     /* no request, or too long a one */
	uint64_t late;      /* it was not there in time, the answer not taken,
	                       or somebody else needed the place */
};

struct postfix;

/* Make ready on a loop; *opt is copied, the rest borrowed.  NULL with *e
 * ERR_TEMP. */
struct postfix *postfix_new(uv_loop_t *loop, struct classify *classify,
    const struct postfix_options *opt, struct err *e);

/* Others may ask from now on. */
void postfix_set(struct postfix *p, const struct postfix_options *opt);

/* Somebody has connected: fd, close-on-exec and without waiting, is ours.
 * from: where it is, NULL: on this machine, by a UNIX socket. */
void postfix_come(struct postfix *p, int fd, const struct ip *from);

/* Borrowed until postfix_free. */
const struct postfix_counts *postfix_counts(const struct postfix *p);

/* Close all connections, and end; the loop has to go on until nothing is left
 * in it.  NULL is fine. */
void postfix_free(struct postfix *p);

#endif
