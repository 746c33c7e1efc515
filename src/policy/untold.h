/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_UNTOLD_H
#define DHF_POLICY_UNTOLD_H

#include <stdbool.h>

#include "policy/finding.h"

/* Answer what nobody has told: neither the criterion nor its negation holds.
 * What the client is still to say is waited for.  In a session it is unknown;
 * elsewhere nobody will ever tell, it is no, and moot. */
void answer_untold(struct finding *f, const struct evidence *ev,
    const struct criterion *c);

/* Read a HELO that is an address, in brackets or not, with "IPv6:" in them or
 * not (RFC 5321 section 4.1.3).  False: it is none. */
bool helo_address(struct ip *out, const char *helo);

#endif
