/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_ACTION_H
#define DHF_POLICY_ACTION_H

#include <stddef.h>

#include "policy/evidence.h"
#include "policy/notes.h"
#include "policy/verdict.h"

/*
 * action - a verdict in the words of a mail server that asks
 */

/* Longest field of a header that tells of marks, without a newline and with a
 * NUL: less than a line of a message may have (RFC 5322 section 2.1.1). */
#define ACTION_HEADER_SIZE 800

/* Longest action, with a NUL; its empty line included. */
#define ACTION_SIZE 1024

/* Write "X-DHF: mark=RULE,...; score=N" for a client that rules have marked,
 * printable ASCII and no newline; "" if none has. */
void action_header(char out[ACTION_HEADER_SIZE], const struct verdict *v,
    const struct notes *notes);

/* Write what Postfix is to do (access(5)), with the empty line that ends an
 * answer, and a NUL; returns its length without that.
 *
 *	let in			action=DUNNO
 *	the same, and marked	action=PREPEND X-DHF: ...
 *	refused			action=553 5.7.1 TEXT, as the rule has it
 *	it has to come back	action=DEFER_IF_PERMIT 4.7.1 TEXT
 *
 * header is that of action_header, or "" where it has been told before. */
size_t action_format(char out[ACTION_SIZE], const struct verdict *v,
    const struct evidence *ev, const char *header);

#endif
