/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_DELEGATION_H
#define DHF_WIRE_DELEGATION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * delegation - what Postfix asks a policy server (its SMTPD_POLICY_README)
 *
 * A request is lines "NAME=VALUE" in any order, and an empty line; so is the
 * answer, whose only line is "action=...".  Requests come one behind the other
 * on one connection.
 */

/* Longest request that is waited for, its empty line included. */
#define DELEGATION_MAX 65536

/* The attributes that are asked for, as they were told, NULL if they were not;
 * borrowed from the request. */
struct delegation {
	const char *request;  /* "smtpd_access_policy" */
	const char *state;    /* protocol_state */
	const char *instance; /* the same for all recipients of a mail */
	const char *address, *name, *claim; /* client_address, client_name,
	                         reverse_client_name */
	const char *helo, *sender, *rcpt;   /* helo_name, sender, recipient */
	const char *port;     /* server_port */
};

enum delegation_answer {
	DELEGATION_WELL,
	DELEGATION_NUL,  /* it holds a NUL */
	DELEGATION_TWICE /* an attribute that is asked for is told twice: which
	                    one holds?  Postfix never does that */
};

/* Find the end of the request that text begins with: how long it is, with its
 * empty line, or 0 if that is not there.  Of text *seen bytes, 0 at first, have
 * been looked through; *seen is set for the next time. */
size_t delegation_len(const char *text, size_t len, size_t *seen);

/* Read a request of len bytes, its empty line included, and cut it into
 * strings.  Lines without "=", and attributes that nobody here asks for, are
 * passed over.  Unless it is well *out is unchanged. */
enum delegation_answer delegation_read(struct delegation *out, char *text,
    size_t len);

/* Whether the sender is told by then: before MAIL an empty one says nothing. */
bool delegation_has_sender(const struct delegation *d);

#endif
