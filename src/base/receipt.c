/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/receipt.h"

#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/ip.h"

#define DIGIT_BITS 5
#define GROUP 4

const char receipt_digits[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times x, in GF(32). */
static unsigned
times_x(unsigned value)
{
	value <<= 1;
	return value & 32 ? value ^ 0x25 : value;
}

unsigned
receipt_check(const unsigned char value[RECEIPT_LEN - 1])
{
	unsigned check = 1, i;

	for (i = 0; i < RECEIPT_LEN - 1; i++)
		check = times_x(check) ^ value[i];
	return times_x(check);
}

uint32_t
receipt_rule(const char *label)
{
	uint32_t hash = 2166136261u;

	for (; *label != '\0'; label++)
		hash = (hash ^ (unsigned char)*label) * 16777619u;
	return (hash ^ hash >> RECEIPT_RULE_BITS) &
	    ((1u << RECEIPT_RULE_BITS) - 1);
}

void
receipt_format(char out[RECEIPT_SIZE], const struct receipt *r)
{
	uint64_t bits = r->minute & ((1u << RECEIPT_MINUTE_BITS) - 1);
	unsigned char value[RECEIPT_LEN];
	size_t i;

	bits = bits << RECEIPT_RULE_BITS |
	    (r->rule & ((1u << RECEIPT_RULE_BITS) - 1));
	bits = bits << RECEIPT_SERIAL_BITS |
	    (r->serial & ((1u << RECEIPT_SERIAL_BITS) - 1));
	for (i = RECEIPT_LEN - 1; i-- > 0; bits >>= DIGIT_BITS)
		value[i] = bits & 31;
	value[RECEIPT_LEN - 1] = (unsigned char)receipt_check(value);
	for (i = 0; i < RECEIPT_LEN; i++)
		out[i] = receipt_digits[value[i]];
	out[RECEIPT_LEN] = '\0';
}

/* Each bit of the sum depends on each bit of what was added (MurmurHash3's
 * end, Appleby). */
static uint64_t
mix(uint64_t sum, uint64_t more)
{
	sum ^= more;
	sum = (sum ^ sum >> 33) * UINT64_C(0xff51afd7ed558ccd);
	sum = (sum ^ sum >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return sum ^ sum >> 33;
}

/* A number that two clients of a minute seldom share. */
static uint32_t
serial(const struct ip *ip)
{
	uint64_t sum = (uint64_t)getpid(), half[2] = { 0, 0 };
	struct timespec now = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	sum = mix(sum, (uint64_t)now.tv_sec * 1000000000 +
	    (uint64_t)now.tv_nsec);
	if (ip != NULL)
		memcpy(half, ip->octet, sizeof(half));
	return (uint32_t)mix(mix(sum, half[0]), half[1]);
}

void
receipt_make(char out[RECEIPT_SIZE], const char *label, const struct ip *ip)
{
	int64_t since_s = (int64_t)time(NULL) - RECEIPT_EPOCH_S;
	struct receipt r = { .rule = receipt_rule(label),
		.serial = serial(ip) };

	if (since_s > 0)
		r.minute = (uint32_t)(since_s / 60);
	receipt_format(out, &r);
}

void
receipt_show(char out[RECEIPT_SHOWN_SIZE], const char receipt[RECEIPT_SIZE])
{
	size_t i;

	for (i = 0; i < RECEIPT_LEN; i++) {
		if (i > 0 && i % GROUP == 0)
			*out++ = '-';
		*out++ = receipt[i];
	}
	*out = '\0';
}
