/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/offence_record.h"

#include <string.h>

#include "base/le.h"

#define FIXED 32
#define BAN 8

struct key
offence_record_key(const struct ip *ip, enum offender_kind kind)
{
	struct ip address = offender_address(ip);
	bool six = address.bits == 128;
	struct key k = { .data = { 'o', six ? '6' : '4' }, .len = 2 };

	memcpy(k.data + k.len, address.octet, six ? 8 : 4);
	k.len += six ? 8 : 4;
	k.data[k.len++] = (unsigned char)kind;
	return k;
}

size_t
offence_record_encode(unsigned char out[OFFENCE_RECORD_MAX],
    const struct offender *o)
{
	size_t source = strlen(o->source) + 1;
	size_t evidence = strlen(o->evidence) + 1;
	size_t len = FIXED + source + evidence;

	le_put32(out, o->count);
	le_put32(out + 4, (uint32_t)o->zone_s);
	le_put64(out + 8, (uint64_t)o->first_s);
	le_put64(out + 16, (uint64_t)o->last_s);
	le_put64(out + 24, (uint64_t)o->until_s);
	memcpy(out + FIXED, o->source, source);
	memcpy(out + FIXED + source, o->evidence, evidence);
	if (o->ban_s == 0)
		return len;
	le_put64(out + len, (uint64_t)o->ban_s);
	return len + BAN;
}

/* Copy the text at *at and step behind it.  False: it is none that fits. */
static bool
take_text(char *out, size_t room, const unsigned char **at,
    const unsigned char *end)
{
	const unsigned char *nul = memchr(*at, '\0', (size_t)(end - *at));
	size_t len;

	if (nul == NULL || (len = (size_t)(nul - *at) + 1) > room)
		return false;
	memcpy(out, *at, len);
	*at = nul + 1;
	return true;
}

bool
offence_record_decode(struct offender *out, struct store_bytes key,
    struct store_bytes data)
{
	const unsigned char *k = key.data, *at = data.data;
	const unsigned char *end = at + data.len;
	size_t address = key.len > 1 && k[1] == '6' ? 8 : 4;

	memset(out, 0, sizeof(*out));
	if (key.len != 3 + address || k[0] != 'o' ||
	    (k[1] != '4' && k[1] != '6') ||
	    k[2 + address] >= OFFENDER_KINDS || data.len < FIXED)
		return false;
	memcpy(out->ip.octet, k + 2, address);
	out->ip.bits = address == 8 ? 128 : 32;
	out->kind = (enum offender_kind)k[2 + address];
	out->count = le_get32(at);
	out->zone_s = (int32_t)le_get32(at + 4);
	out->first_s = (int64_t)le_get64(at + 8);
	out->last_s = (int64_t)le_get64(at + 16);
	out->until_s = (int64_t)le_get64(at + 24);
	at += FIXED;
	if (out->count == 0 || out->zone_s > OFFENDER_ZONE_MAX ||
	    out->zone_s < -OFFENDER_ZONE_MAX ||
	    !take_text(out->source, sizeof(out->source), &at, end) ||
	    !offender_source_reads(out->source) ||
	    !take_text(out->evidence, sizeof(out->evidence), &at, end))
		return false;
	if (end - at >= BAN)
		out->ban_s = (int64_t)le_get64(at);
	return true;
}
