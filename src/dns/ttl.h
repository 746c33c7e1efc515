/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_TTL_H
#define DHF_DNS_TTL_H

#include <stdint.h>

#include "dns/answer.h"
#include "dns/packet.h"

/*
 * ttl - how long an answer holds
 */

/*
 * The seconds for which the message may be told again, of which answer_decode
 * has made this state:
 *
 *	DNS_FOUND	the least TTL of the records in its answer section
 *	DNS_ABSENT	that, and the TTL and the last number of the SOA
 *			record in its authority section, whichever is least;
 *			0 without such a record (RFC 2308 section 5)
 *	others		0
 *
 * A TTL with the highest bit set is 0 (RFC 2181 section 8).
 */
uint32_t ttl_find(const struct packet *message, enum dns_state state);

#endif
