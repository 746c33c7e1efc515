/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_ENDPOINT_H
#define DHF_BASE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * endpoint - an address and a port, as people write them
 */
struct endpoint {
	struct ip ip;
	unsigned port; /* 1..65535 */
};

/* Read len bytes "ADDRESS:PORT", an IPv6 address as [::1]:53.  With a usual
 * port, not 0, ":PORT" may be missing, and ::1 may stand without brackets.
 * False, and *out unchanged, if it does not read: no address, a zone, no port
 * or none from 1 to 65535. */
bool endpoint_parse(struct endpoint *out, const char *text, size_t len,
    unsigned usual);

#endif
