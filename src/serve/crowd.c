/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/crowd.h"

#include <time.h>

#include "base/tell.h"
#include "state/nearby.h"

int
crowd_open(struct crowd *c, struct err *e)
{
	if (never_add_special(&c->where, e) == -1 ||
	    nearby_gateways(&c->where, e) == -1) {
		never_free(&c->where);
		return -1;
	}
	never_settle(&c->where);
	return 0;
}

void
crowd_close(struct crowd *c)
{
	never_free(&c->where);
}

void
crowd_hear(struct crowd *c, const struct ip *ip, uint64_t helo)
{
	char text[IP_TEXT_SIZE];

	if (!never_has(&c->where, ip, ip) ||
	    !helos_hear(&c->helos, ip, helo, time(NULL)))
		return;
	ip_format(ip, text);
	tell(c->tell, "crowd: %s, a private address or our router, greets "
	    "with %d names within an hour: many clients come through it, and "
	    "for a day it is not refused by the rules; let it say who they "
	    "are, as dhf-proxyenv(1) has it", text, HELOS_MANY);
}

bool
crowd_spares(struct crowd *c, const struct ip *ip)
{
	bool many = helos_are_many(&c->helos, ip, time(NULL));

	c->spared += many;
	return many;
}
