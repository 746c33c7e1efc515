/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_SESSION_H
#define DHF_POLICY_SESSION_H

#include <stdbool.h>

#include "policy/evidence.h"
#include "rule/mailbox.h"

struct ruleset;

/*
 * session - what a mail server tells of the client that it talks to
 *
 * Taken as evidence, it is judged like all other: in a loop by
 * classify_session, in a program that waits by await_client.  What is not told
 * is unknown: no criterion about it holds, nor does its negation, and a 5xx
 * that it could have changed is a 4xx.
 */
struct session {
	struct ip ip;
	unsigned port;     /* the local one; 0: not told */
	const char *name;  /* of the client, which the server has seen lead
	                      back to the address.  NULL, "" and "unknown": it
	                      has seen none, and DNS is asked */
	const char *claim; /* without that, a name that does not, or of which
	                      nobody knows; the same */
	bool nameless;     /* without either: it has none, for certain */
	const char *helo;  /* as it stands behind HELO or EHLO; NULL, "": not
	                      told */
	const char *sender; /* the same, in brackets or not; NULL: not told,
	                      "" and "<>": nobody */
	const char *rcpt;  /* the same; NULL, "": not told */
};

/* Longest greeting that is looked at (RFC 5321 section 4.5.3.1.2), NUL
 * included; of a longer one its end is not. */
#define SESSION_HELO_SIZE 256

/* What the evidence of a session points to. */
struct session_room {
	char helo[SESSION_HELO_SIZE];
	struct mailbox sender, rcpt;
};

/* Take a session as evidence, which needs *room, and nothing of *s.  An address
 * of mail that does not read is not told. */
void session_take(struct evidence *ev, struct session_room *room,
    const struct session *s);

/* Take only what the client says: helo, sender and rcpt. */
void session_say(struct evidence *ev, struct session_room *room,
    const struct session *s);

/* Whether the mail is for somebody whom it has to reach, such as postmaster and
 * abuse (RFC 5321 section 4.5.1, RFC 2142 sections 4 and 5): no rule is asked.
 * Returns 0, or -1 with *e as exempt_has. */
int session_exempt(bool *out, const struct evidence *ev,
    const struct ruleset *rules, struct err *e);

#endif
