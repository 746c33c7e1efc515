/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_WORD_H
#define DHF_REPLAY_WORD_H

#include "replay/text.h"

struct ip;

/*
 * word - what logs of mail servers are made of
 *
 * Taken from the front of a text, which is as it was where they say no.
 */

/* Take one digit or more. */
bool word_digits(struct text *out, struct text *t);

/* Take a host name, one byte or more of letters, digits, ".", "-" and "_". */
bool word_host(struct text *out, struct text *t);

/* Take "[ADDRESS]", as well "[IPv6:ADDRESS]". */
bool word_brackets(struct ip *out, struct text *t);

/* Take what stands between < and >, what is quoted as it is. */
bool word_angle(struct text *out, struct text *t);

/* Read all of it as an address. */
bool word_ip(struct ip *out, struct text t);

#endif
