/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_MILTER_H
#define DHF_MTA_MILTER_H

#include <stdatomic.h>
#include <libmilter/mfapi.h>

#include "mta/gate.h"
#include "mta/site.h"

struct err;

/*
 * milter - sessions of Sendmail or Postfix, by libmilter
 *
 * libmilter has a thread for each session and one set of callbacks for all:
 * the callback for a new client is the caller's, which knows the milter and
 * calls milter_connect.
 */
struct milter {
	struct gate *gate; /* borrowed */
	struct site site;
	atomic_uint sessions;
};

/* Tell libmilter of all callbacks, by the name of a program; connect is
 * called for each client.  -1 with *e. */
int milter_register(char *name, sfsistat (*connect)(SMFICTX *, char *,
    _SOCK_ADDR *), struct err *e);

/* A client has come. */
sfsistat milter_connect(struct milter *m, SMFICTX *ctx, const char *name,
    const _SOCK_ADDR *from);

#endif
