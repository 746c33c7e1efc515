/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_HANDOVER_H
#define DHF_POLICY_HANDOVER_H

#include <stddef.h>

#include "policy/evidence.h"
#include "policy/verdict.h"
#include "smtp/reply.h"

struct environment;
struct err;

/*
 * handover - a verdict in the words of those who act on it: the client, or
 * the next program
 */

/* Write the reply line that refuses the client, CRLF at its end and no NUL,
 * and its length to *len.  Where a verdict has no receipt, as at the desk, the
 * word "RECEIPT" stands for it.  Returns as reply_format. */
int handover_reply(char out[REPLY_LINE_MAX], size_t *len,
    const struct verdict *v, const struct evidence *ev, struct err *e);

/* Set DHF_VERDICT, DHF_RULE and DHF_SCORE for the next program, DHF_CLASS if
 * the verdict has the name's class and, if it refuses, RBLSMTPD, and DHF_WHY if
 * it has a receipt.  -1 with *e ERR_TEMP if there is no room. */
int handover_environment(struct environment *env, const struct verdict *v,
    const struct evidence *ev, struct err *e);

#endif
