/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/record.h"

#include <stdbool.h>
#include <string.h>

#include "base/le.h"
#include "state/ledger.h"
#include "state/offender.h"

_Static_assert(BAN_SECONDS_MAX == LEDGER_LONGEST_S,
    "nobody is banned for longer than he is remembered");

/* Where the fields stand. */
enum {
	AT_VERSION = 0,
	AT_VERB = 1,
	AT_ANSWER = 2,
	AT_KIND = 3,
	AT_NUMBER = 4,
	AT_SECONDS = 8,
	AT_BITS = 12,
	AT_IP = 16
};

void
ban_pack(unsigned char out[BAN_RECORD], const struct ban_record *r)
{
	memset(out, 0, BAN_RECORD);
	out[AT_VERSION] = BAN_VERSION;
	out[AT_VERB] = (unsigned char)r->verb;
	out[AT_ANSWER] = (unsigned char)r->answer;
	out[AT_KIND] = (unsigned char)r->kind;
	le_put32(out + AT_NUMBER, r->number);
	le_put32(out + AT_SECONDS, r->seconds);
	if (r->ip.bits == 0)
		return;
	out[AT_BITS] = (unsigned char)offender_bits(&r->ip);
	memcpy(out + AT_IP, r->ip.octet, sizeof(r->ip.octet));
}

/* Read an address of so many bits.  False if it is none, or has more. */
static bool
read_ip(struct ip *out, unsigned bits, const unsigned char *octet)
{
	struct ip ip = { { 0 }, 0 }, kept;

	memcpy(ip.octet, octet, sizeof(ip.octet));
	switch (bits) {
	case 0:
		kept = (struct ip){ { 0 }, 0 };
		break;
	case 32:
		ip.bits = 32;
		kept = ip;
		memset(kept.octet + 4, 0, sizeof(kept.octet) - 4);
		break;
	case 64:
		ip.bits = 128;
		kept = ip_first(&ip, 64);
		break;
	default:
		return false;
	}
	*out = kept;
	return memcmp(kept.octet, octet, sizeof(kept.octet)) == 0;
}

enum ban_form
ban_unpack(struct ban_record *out, const unsigned char *data, size_t len)
{
	static const unsigned char zero[AT_IP - AT_BITS - 1];
	struct ban_record r;

	if (len == 0)
		return BAN_BAD;
	if (data[AT_VERSION] != BAN_VERSION)
		return BAN_OTHER;
	if (len != BAN_RECORD || data[AT_VERB] < BAN_ADD ||
	    data[AT_VERB] > BAN_LIST || data[AT_ANSWER] >= BAN_ANSWERS ||
	    data[AT_KIND] > OFFENDER_KINDS ||
	    memcmp(data + AT_BITS + 1, zero, sizeof(zero)) != 0 ||
	    !read_ip(&r.ip, data[AT_BITS], data + AT_IP))
		return BAN_BAD;
	r.verb = (enum ban_verb)data[AT_VERB];
	r.answer = (enum ban_answer)data[AT_ANSWER];
	r.kind = data[AT_KIND];
	r.number = le_get32(data + AT_NUMBER);
	r.seconds = le_get32(data + AT_SECONDS);
	*out = r;
	return BAN_WHOLE;
}

const char *
ban_answer_word(enum ban_answer answer)
{
	static const char *const word[BAN_ANSWERS] = {
		[BAN_ASKED] = "asked",
		[BAN_NEW] = "banned",
		[BAN_STANDS] = "banned already",
		[BAN_GONE] = "banned no more",
		[BAN_NONE] = "not banned",
		[BAN_ENTRY] = "banned",
		[BAN_END] = "the end",
		[BAN_NEVER] = "never to be banned",
		[BAN_BUSY] = "too much at a time",
		[BAN_FULL] = "no room for more",
		[BAN_CANNOT] = "failed",
		[BAN_WRONG] = "refused"
	};

	return word[answer];
}

const char *
ban_kind_word(unsigned kind)
{
	return kind == 0 ? "-" :
	    offender_kind_word((enum offender_kind)(kind - 1));
}
