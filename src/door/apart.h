/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_APART_H
#define DHF_DOOR_APART_H

#include <stdint.h>

#include "door/await.h"

/*
 * apart - the decision in a process of its own
 *
 * Names, rules and answers of DNS are read by a child that can do nothing but
 * that (cage/witness.h), and has neither the client nor the log.  It leaves a
 * testimony in a pipe, of which the parent believes no more than can be
 * (policy/testimony.h).  So a fault in a parser, of ours, PCRE2's or c-ares',
 * costs a wrong verdict at worst: who makes use of it does not get the
 * connection, nor what the mail server may do.
 */
enum apart_answer {
	APART_DECIDED,
	APART_FAILED, /* the child says that it could not decide, and *e why;
	                 or there can be no child */
	APART_DIED    /* it died, did not end, or said what no child would: *e
	                 says which; whatever was at work there, nobody is to
	                 be let in */
};

/* As await_client, but the resolver and the daemon's connection are the
 * child's, and gone with it.  *a has the notes and what was waited for. */
enum apart_answer apart_client(struct verdict *out, struct await *a,
    struct evidence *ev, int64_t now_s, struct err *e);

#endif
