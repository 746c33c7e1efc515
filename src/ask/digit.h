/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ASK_DIGIT_H
#define DHF_ASK_DIGIT_H

#include <stdint.h>

#include "wire/dynawall.h"

struct err;
struct place;
struct place_addresses;

/*
 * digit - what a dynawall server says of a client
 */

/* Ask one address after the other until one answers with a digit; each gets its
 * share of the time that is left until end_ms of fd_now_ms.  Returns the digit,
 * or -1 with *e, ERR_TEMP, about the last one that was asked. */
int digit_ask_addresses(const struct place_addresses *all,
    const struct dynawall_question *q, int64_t end_ms, struct err *e);

/* The same with all addresses of the server, which place_find finds without a
 * limit of time. */
int digit_ask(const struct place *server, const struct dynawall_question *q,
    int64_t end_ms, struct err *e);

#endif
