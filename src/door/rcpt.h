/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_RCPT_H
#define DHF_DOOR_RCPT_H

#include "door/connection.h"
#include "smtp/recipient.h"

struct refusal;

/*
 * rcpt - a client whose recipients are refused one by one: reject_at rcpt
 *
 * Who is let through is relayed to the next program, by pipes: so that has to
 * be one that takes its client from the environment.  To Exim, Sendmail and
 * others somebody on a pipe is a user of this machine, who may send anywhere.
 */

/* What a client that is not refused is told for a RCPT without an address, or
 * without MAIL before it. */
#define RCPT_ORDER "503 5.5.1 MAIL first, and RCPT with an address\r\n"

/* Whether nothing that the client says can bring it more than the mail of those
 * who are exempt. */
bool rcpt_is_fixed(const struct connection *c);

/* Whether the filter has to hold such a client itself: what it may do begins
 * before the first recipient. */
bool rcpt_keeps(const struct connection *c);

/* What a client was told when it came. */
struct rcpt_wait {
	bool waits;       /* it was grey, and to wait ... */
	unsigned seconds; /* ... so long, if that is known */
};

/* Ask the daemon whether a client that is grey by *v has waited, and brings the
 * same mail again: if not, *v refuses it.  One that was to wait does so while
 * the daemon is away.  Who asks hangs up: the daemon does, after a while. */
void rcpt_ask_mail(struct verdict *v, struct connection *c,
    const struct recipient_ask *ask, const struct rcpt_wait *wait);

/* Make ready; c->by is set.  False: the next program cannot be relayed to, and
 * c->norelay says so. */
bool rcpt_begin(struct connection *c, const struct connection_next *next);

/* Hold the client of r, to which r->line says no, until it ends, and write its
 * lines to the log: when its first recipient is refused, for which tell is
 * called before, and when all is over, if something was let through.  The
 * first refused recipient stands in c->envelope if the client has to wait. */
void rcpt_hold(struct connection *c, const struct refusal *r,
    void (*tell)(struct connection *c));

#endif
