/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_LITERAL_H
#define DHF_MAIL_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * literal - an address in a header field (RFC 5321 section 4.1.3), as servers
 * write it
 *
 * Each reads len bytes, all of them, and leaves *out unchanged when false.
 */

/* ADDRESS, or IPv6:ADDRESS. */
bool literal_read(struct ip *out, const char *at, size_t len);

/* The same, with :PORT behind it or not. */
bool literal_port(struct ip *out, const char *at, size_t len);

/* [ADDRESS], [ADDRESS:PORT] or [ADDRESS]:PORT. */
bool literal_bracket(struct ip *out, const char *at, size_t len);

/* Whether the machine itself has it: 127.0.0.0/8, ::1. */
bool literal_is_loopback(const struct ip *ip);

#endif
