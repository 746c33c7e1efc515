/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_SAMPLE_H
#define DHF_POLICY_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/verdict.h"

struct ip;

/*
 * sample - a few of whom the rules would have come back are let in
 *
 * Whoever is refused can't show that he is good: only some who were let in all
 * the same can tell how many of them are.  Who that is hangs on the address, of
 * IPv6 its /64, the day and the image: a client has the same answer all day,
 * and who has not seen the image can't know which of his addresses it is.
 */

/* The note in the log. */
#define SAMPLE_NOTE "sample"

/* Whether a client is one of the share that the settings let in, and its
 * verdict "defer" or "grey", but not for want of evidence: *v becomes "pass"
 * then, by the same rule.  id is that of the image that decided. */
bool sample_lets_in(struct verdict *v, const struct settings *s,
    const struct ip *ip, uint32_t id, int64_t now_s);

#endif
