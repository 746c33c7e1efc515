/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record that is read is written the same; what is admitted bans nobody who
 * is never banned, by looking at each range; the message to the kernel has that
 * address, and no text but our own words.  A line for fwd.pl is answered in one
 * printable line.  Whatever the kernel says is read within its bytes.
 */
#include "ban/admit.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ban/gate.h"
#include "ban/nfanswer.h"
#include "ban/nftable.h"
#include "base/err.h"
#include "state/never.h"
#include "state/offender.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct never never;

static void
must(bool claim)
{
	if (!claim)
		abort();
}

static void
add(const char *from, const char *to)
{
	struct ip a, b;
	struct err e;

	must(ip_parse(&a, from, &e) == 0 && ip_parse(&b, to, &e) == 0);
	must(never_add(&never, &a, &b, &e) == 0);
}

static void
begin(void)
{
	struct err e;

	must(never_add_special(&never, &e) == 0);
	add("192.0.2.25", "192.0.2.25");
	add("198.51.100.0", "198.51.100.255");
	add("2001:db8:7::25", "2001:db8:7::25");
	add("2001:db8:100::", "2001:db8:1ff:ffff:ffff:ffff:ffff:ffff");
	never_settle(&never);
}

/* Whether any address of a ban, a number of 32 or 64 bits, is never banned. */
static bool
is_never(const unsigned char *octet, unsigned bits)
{
	const unsigned len = bits / 8;
	size_t i;

	for (i = 0; i < never.len; i++)
		if ((never.range[i].first.bits == 32) == (bits == 32) &&
		    memcmp(octet, never.range[i].first.octet, len) >= 0 &&
		    memcmp(octet, never.range[i].last.octet, len) <= 0)
			return true;
	return false;
}

/* Whether len bytes stand somewhere in the batch. */
static bool
has(const struct netlink *o, const void *bytes, size_t len)
{
	size_t i;

	for (i = 0; i + len <= o->len; i++)
		if (memcmp(o->data + i, bytes, len) == 0)
			return true;
	return false;
}

/* The batch of a ban: the same for all, but for address, time, kind. */
static void
check_batch(const struct ban_record *r, bool again)
{
	static const struct nftable table = { .name = "dhf", .ports = 1,
		.port = { 25 }, .never = &never };
	unsigned char out[NFTABLE_BATCH_SIZE], other[NFTABLE_BATCH_SIZE];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	struct netlink p = { .data = other, .cap = sizeof(other) };
	const size_t len = r->ip.bits == 32 ? 4 : 16;
	struct ban_record zero = *r;
	struct netlink_view view;
	struct netlink_message m;
	size_t i, differ = 0;
	unsigned count = 0;

	must(nftable_ban(&o, &table, r, again, 7) == (again ? 9u : 8u));
	must(!o.full && has(&o, r->ip.octet, len));
	for (view = (struct netlink_view){ out, o.len };
	    netlink_next(&view, &m);)
		must(m.seq == 7 + count++);
	must(view.len == 0 && count == (again ? 4u : 3u));
	memset(zero.ip.octet, 0, sizeof(zero.ip.octet));
	zero.seconds = 0;
	(void)nftable_ban(&p, &table, &zero, again, 7);
	must(p.len == o.len);
	for (i = 0; i < o.len; i++)
		differ += out[i] != other[i];
	must(differ <= (again ? 2 : 1) * len + 8);
}

static void
try_record(const uint8_t *data, size_t size)
{
	static struct admit_bans admit = { .never = &never };
	unsigned char back[BAN_RECORD];
	struct ban_record r;

	if (ban_unpack(&r, data, size) != BAN_WHOLE)
		return;
	must(size == BAN_RECORD);
	ban_pack(back, &r);
	must(memcmp(back, data, BAN_RECORD) == 0);
	bucket_init(&admit.bucket, 0);
	if (admit_ban(&admit, &r, 0) != BAN_ASKED || r.verb != BAN_ADD)
		return;
	must(data[12] == 32 || data[12] == 64);
	must(!is_never(data + 16, data[12]));
	must(r.seconds >= 60 && r.seconds <= 2592000);
	check_batch(&r, false);
	check_batch(&r, true);
}

/* A record whose fields make sense: 'b', kind, time, family, address. */
static void
try_good(const uint8_t *data, size_t size)
{
	unsigned char in[BAN_RECORD];
	struct ban_record r = { .verb = BAN_ADD };
	struct ip ip = { { 0 }, 0 };

	if (size < 4)
		return;
	r.kind = 1 + data[1] % OFFENDER_KINDS;
	r.seconds = 60 + data[2] * 10000u;
	ip.bits = data[3] % 2 == 0 ? 32 : 128;
	size = size - 4 < ip.bits / 8 ? size - 4 : ip.bits / 8;
	memcpy(ip.octet, data + 4, size);
	r.ip = offender_address(&ip);
	ban_pack(in, &r);
	try_record(in, sizeof(in));
}

static void
try_line(const uint8_t *data, size_t size)
{
	char line[256], out[GATE_ANSWER];
	struct gate g;
	size_t i, len;

	if (size >= sizeof(line))
		size = sizeof(line) - 1;
	memcpy(line, data, size);
	line[size] = '\0';
	if (gate_read(&g, line) == GATE_OTHER)
		return;
	gate_write(&g, '+', out);
	len = strlen(out);
	must(len > 0 && out[len - 1] == '\n');
	for (i = 0; i + 1 < len; i++)
		must(out[i] >= ' ' && out[i] <= '~');
}

static void
try_answer(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size + 1); /* so that its end is seen */
	struct netlink_view view = { copy, size }, elements;
	struct netlink_message m;
	struct ban_record r;

	must(copy != NULL);
	memcpy(copy, data, size);
	while (netlink_next(&view, &m)) {
		(void)nfanswer_error(&m);
		(void)nfanswer_rules(&m);
		elements = nfanswer_elements(&m);
		while (nfanswer_element(&elements, &r))
			must((r.ip.bits == 32 || r.ip.bits == 128) &&
			    r.kind <= OFFENDER_KINDS);
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (never.len == 0)
		begin();
	if (size == 0)
		return 0;
	switch (data[0]) {
	case 0:
		try_answer(data + 1, size - 1);
		break;
	case 'a':
		try_line(data, size);
		break;
	case 'b':
		try_good(data, size);
		break;
	default:
		try_record(data, size);
	}
	return 0;
}
