/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_WHEREABOUTS_H
#define DHF_POLICY_WHEREABOUTS_H

struct criterion;
struct finding;
struct lookup;
struct view;

/*
 * whereabouts - where the hosts of a domain are, seen from the client
 *
 * Looked at are the hosts that take mail for the domain, and the one that has
 * its name; if the client is none of these, those of the domain above it, as
 * long as that has two labels.  Addresses count that are of the client's
 * family.  Of a HELO that is an address, that is the only host.
 */

/* Ask an @helo-at or @sender-at, into *f as from finding_set.  Who has no such
 * domain is nowhere; of what nobody has told neither the criterion nor its
 * negation holds, as with ask_said. */
void whereabouts_ask(struct finding *f, const struct view *v,
    const struct criterion *c);

#endif
