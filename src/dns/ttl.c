/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/ttl.h"

#define TYPE_SOA 6           /* RFC 1035 section 3.2.2 */
#define TTL_MAX  0x7fffffffu /* RFC 2181 section 8 */

static void
least(uint32_t *ttl, uint32_t other)
{
	if (other > TTL_MAX)
		other = 0;
	if (other < *ttl)
		*ttl = other;
}

/* The least TTL of so many records from *at on. */
static bool
answers_read(uint32_t *ttl, const struct packet *p, size_t *at)
{
	struct packet_record rr;
	unsigned left;

	for (left = packet_u16(p, 6); left > 0; left--) {
		if (!packet_record(&rr, p, at))
			return false;
		least(ttl, rr.ttl_s);
	}
	return true;
}

/* The least of what the SOA record says, if there is one.  Its last number
 * ends its data (RFC 1035 section 3.3.13). */
static bool
denial_read(uint32_t *ttl, const struct packet *p, size_t at)
{
	struct packet_record rr;
	unsigned left;

	for (left = packet_u16(p, 8); left > 0; left--) {
		if (!packet_record(&rr, p, &at))
			return false;
		if (rr.type != TYPE_SOA || rr.data_len < 4)
			continue;
		least(ttl, rr.ttl_s);
		least(ttl, packet_u32(p, rr.data + rr.data_len - 4));
		return true;
	}
	return false;
}

uint32_t
ttl_find(const struct packet *message, enum dns_state state)
{
	struct packet_question q;
	uint32_t ttl = TTL_MAX;

	if ((state != DNS_FOUND && state != DNS_ABSENT) ||
	    !packet_question(&q, message) ||
	    !answers_read(&ttl, message, &q.end))
		return 0;
	if (state == DNS_ABSENT && !denial_read(&ttl, message, q.end))
		return 0;
	return ttl;
}
