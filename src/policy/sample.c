/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/sample.h"

#include <string.h>

#include "base/ip.h"
#include "base/le.h"
#include "base/siphash.h"

#define DAY 86400
#define WHOLE 1000

static bool
is_chosen(unsigned share, const struct ip *ip, uint32_t id, int64_t now_s)
{
	const struct ip one = ip->bits == 128 ? ip_first(ip, 64) : *ip;
	unsigned char key[SIPHASH_KEY_SIZE] = "a sample of day";
	unsigned char data[sizeof(one.octet) + 4];

	le_put32(key, id);
	memcpy(data, one.octet, sizeof(one.octet));
	le_put32(data + sizeof(one.octet), (uint32_t)(now_s / DAY));
	return siphash(key, data, sizeof(data)) % WHOLE < share;
}

bool
sample_lets_in(struct verdict *v, const struct settings *s,
    const struct ip *ip, uint32_t id, int64_t now_s)
{
	unsigned share = (unsigned)s->number[SET_SAMPLE];

	if (share == 0 || v->capped ||
	    (v->action != RULE_DEFER && v->action != RULE_GREY) ||
	    !is_chosen(share, ip, id, now_s))
		return false;
	verdict_follow(v, "", v->rule);
	return true;
}
