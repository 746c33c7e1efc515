/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_DNSLOOP_H
#define DHF_SERVE_DNSLOOP_H

#include <stdbool.h>
#include <uv.h>

#include "dns/exchange.h"

struct err;

/*
 * dnsloop - an exchange on a loop, for as long as somebody holds it
 *
 * For one thread.
 */
struct dnsloop;

/* Begin, with one holder: the caller.  NULL with *e as exchange_open. */
struct dnsloop *dnsloop_new(uv_loop_t *loop,
    const struct exchange_options *options, struct err *e);

/* Whether it was begun with the same options, so that it can go on. */
bool dnsloop_is(const struct dnsloop *d,
    const struct exchange_options *options);

/* The exchange: borrowed for as long as it is held. */
struct exchange *dnsloop_exchange(struct dnsloop *d);

/* One more holder. */
struct dnsloop *dnsloop_hold(struct dnsloop *d);

/* One holder less; the last one has it closed in the next rounds of the loop.
 * NULL is fine. */
void dnsloop_drop(struct dnsloop *d);

#endif
