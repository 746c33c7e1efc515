/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CROWD_H
#define DHF_SERVE_CROWD_H

#include <stdbool.h>
#include <stdint.h>

#include "state/helos.h"
#include "state/never.h"

struct err;
struct tell;

/*
 * crowd - many clients that come by one address of our own
 *
 * Behind a balancer that does not say whose connection it is, a gateway that
 * translates addresses, or a container's bridge, all the world has one address,
 * a private one or that of our router.  What the rules say of it they would say
 * of everybody.  So whoever greets from such an address is remembered by
 * state/helos.h, and where they are many its clients are let in.
 */
struct crowd {
	struct never where; /* these addresses; owned */
	struct helos helos;
	struct tell *tell;  /* borrowed */
	uint64_t spared;    /* verdicts that were not applied */
};

/* Find out which addresses these are; tell is set by the caller.  -1 with *e
 * ERR_TEMP. */
int crowd_open(struct crowd *c, struct err *e);
void crowd_close(struct crowd *c);

/* A client has greeted, with the name of that number: smtp/helo.h. */
void crowd_hear(struct crowd *c, const struct ip *ip, uint64_t helo);

/* Whether a verdict on that address is not to be applied; counts. */
bool crowd_spares(struct crowd *c, const struct ip *ip);

#endif
