/* SPDX-License-Identifier: GPL-2.0-or-later */
/* With the nftables of a network namespace of its own; tests/peers/band.t looks
 * at the same with nft(8), and at packets. */
#if defined(__linux__)
#define _GNU_SOURCE /* unshare(2) */
#endif
#include "ban/nftlink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#if defined(__linux__)
#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ban/nftlist.h"
#include "base/err.h"
#include "state/never.h"

static struct never never;
static struct nftlink l = { .table = { .name = "dhf-test", .port = { 25 },
	.ports = 1, .never = &never } };
static bool allowed;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(never_add_special(&never, &e), 0);
	never_settle(&never);
	allowed = unshare(CLONE_NEWNET) == 0 ||
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
	if (allowed && (nftlink_open(&l, &e) == -1 ||
	    nftlink_make(&l, &e) == -1)) {
		(void)fprintf(stderr, "%s\n", e.msg);
		allowed = false;
	}
	if (!allowed)
		(void)fprintf(stderr, "# SKIP no network of our own here\n");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	if (allowed)
		nftlink_close(&l);
	never_free(&never);
	return 0;
}

static struct ban_record
record(const char *ip, uint32_t seconds)
{
	struct ban_record r = { .verb = BAN_ADD, .kind = 1,
		.seconds = seconds };
	struct err e;

	if (ip_parse(&r.ip, ip, &e) == -1)
		fail_msg("%s", e.msg);
	return r;
}

/* Ban; *left, where asked for, is what it has then. */
static enum ban_answer
ban(const char *ip, uint32_t seconds, uint32_t *left)
{
	struct ban_record r = record(ip, seconds);
	struct err e = { 0 };
	enum ban_answer answer = nftlink_ban(&l, &r, &e);

	if (answer == BAN_CANNOT)
		fail_msg("%s", e.msg);
	if (left != NULL)
		*left = r.seconds;
	return answer;
}

static enum ban_answer
found(const char *ip, struct ban_record *r)
{
	struct err e;

	*r = record(ip, 0);
	r->kind = 0;
	return nftlink_find(&l, r, &e);
}

static enum ban_answer
freed(const char *ip)
{
	struct ban_record r = record(ip, 0);
	struct err e;

	return nftlink_free(&l, &r, &e);
}

/* A message to the kernel in another way than the code's: a batch of one that
 * takes a table away, or all of them. */
static void
table_delete(const char *name)
{
	unsigned char out[512];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	struct nfgenmsg head = { .nfgen_family = AF_UNSPEC,
		.res_id = htons(NFNL_SUBSYS_NFTABLES) };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);

	netlink_begin(&o, NFNL_MSG_BATCH_BEGIN, NLM_F_REQUEST, 1);
	netlink_add(&o, &head, sizeof(head));
	netlink_end(&o);
	netlink_begin(&o, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_DELTABLE,
	    NLM_F_REQUEST | NLM_F_ACK, 2);
	head.nfgen_family = NFPROTO_INET;
	head.res_id = 0;
	netlink_add(&o, &head, sizeof(head));
	netlink_put_text(&o, NFTA_TABLE_NAME, name);
	netlink_end(&o);
	head.nfgen_family = AF_UNSPEC;
	head.res_id = htons(NFNL_SUBSYS_NFTABLES);
	netlink_begin(&o, NFNL_MSG_BATCH_END, NLM_F_REQUEST, 3);
	netlink_add(&o, &head, sizeof(head));
	netlink_end(&o);
	assert_int_equal(send(fd, out, o.len, 0), o.len);
	(void)recv(fd, out, sizeof(out), 0);
	(void)close(fd);
}

static void
an_address_is_banned_once_and_then_longer(void **state)
{
	struct ban_record r;
	uint32_t left;

	(void)state;
	if (!allowed)
		skip();
	assert_int_equal(found("198.51.100.1", &r), BAN_NONE);
	assert_int_equal(ban("198.51.100.1", 3600, &left), BAN_NEW);
	assert_int_equal(found("198.51.100.1", &r), BAN_ENTRY);
	assert_in_range(r.seconds, 3590, 3600);
	assert_int_equal(r.kind, 1);
	/* a re-ban prolongs, and never shortens */
	assert_int_equal(ban("198.51.100.1", 7200, &left), BAN_STANDS);
	assert_int_equal(left, 7200);
	assert_int_equal(ban("198.51.100.1", 60, &left), BAN_STANDS);
	assert_in_range(left, 7190, 7200);
	assert_int_equal(found("198.51.100.1", &r), BAN_ENTRY);
	assert_in_range(r.seconds, 7190, 7200);
	assert_int_equal(found("198.51.100.2", &r), BAN_NONE);
	assert_int_equal(freed("198.51.100.1"), BAN_GONE);
	assert_int_equal(freed("198.51.100.1"), BAN_NONE);
	assert_int_equal(found("198.51.100.1", &r), BAN_NONE);
	assert_false(l.lost);
}

static void
all_kinds_and_families_are_listed(void **state)
{
	struct nftlist list;
	struct ban_record r;
	struct err e;
	unsigned i, four = 0, six = 0;

	(void)state;
	if (!allowed)
		skip();
	for (i = 0; i < 3000; i++) {
		r = record("198.51.100.0", 3600);
		r.ip.octet[2] = (unsigned char)(i >> 8);
		r.ip.octet[3] = (unsigned char)i;
		r.kind = 1 + i % 5;
		assert_int_equal(nftlink_ban(&l, &r, &e), BAN_NEW);
		r = record("2001:db8::", 3600);
		r.ip.octet[6] = (unsigned char)(i >> 8);
		r.ip.octet[7] = (unsigned char)i;
		r.kind = 1 + i % 5;
		assert_int_equal(nftlink_ban(&l, &r, &e), BAN_NEW);
	}
	assert_int_equal(nftlist_begin(&list, &l.table, &e), 0);
	while (nftlist_next(&list, &r, &e) == BAN_ENTRY) {
		unsigned at = r.ip.bits == 32 ? 2 : 6;

		i = r.ip.octet[at] * 256u + r.ip.octet[at + 1];
		assert_int_equal(r.kind, 1 + i % 5);
		assert_in_range(r.seconds, 3500, 3600);
		if (r.ip.bits == 32)
			four++;
		else
			six++;
	}
	assert_int_equal(list.fd, -1);
	assert_int_equal(four, 3000);
	assert_int_equal(six, 3000);
	/* one that is given up leaves nothing open */
	assert_int_equal(nftlist_begin(&list, &l.table, &e), 0);
	assert_int_equal(nftlist_next(&list, &r, &e), BAN_ENTRY);
	nftlist_end(&list);
	assert_int_equal(list.fd, -1);
}

static void
to_make_it_again_keeps_who_is_banned(void **state)
{
	struct ban_record r;
	struct ip own;
	struct err e;
	unsigned i;

	(void)state;
	if (!allowed)
		skip();
	assert_int_equal(ban("203.0.113.9", 3600, NULL), BAN_NEW);
	assert_int_equal(ip_parse(&own, "203.0.113.1", &e), 0);
	assert_int_equal(never_add(&never, &own, &own, &e), 0);
	never_settle(&never);
	if (nftlink_make(&l, &e) == -1)
		fail_msg("%s", e.msg);
	assert_int_equal(nftlink_check(&l, &e), 0);
	assert_false(l.lost);
	assert_int_equal(found("203.0.113.9", &r), BAN_ENTRY);
	/* more than one message holds */
	for (i = 0; i < 1000; i++) {
		own = (struct ip){ { 203, 0, (unsigned char)(i >> 7),
			(unsigned char)(i << 1) }, 32 };
		assert_int_equal(never_add(&never, &own, &own, &e), 0);
	}
	never_settle(&never);
	if (nftlink_make(&l, &e) == -1)
		fail_msg("%s", e.msg);
	assert_int_equal(found("203.0.113.9", &r), BAN_ENTRY);
}

static void
what_is_missing_is_made_anew(void **state)
{
	struct ban_record r;
	struct err e;

	(void)state;
	if (!allowed)
		skip();
	/* found by a ban */
	assert_int_equal(ban("203.0.113.10", 3600, NULL), BAN_NEW);
	table_delete("dhf-test");
	assert_int_equal(found("203.0.113.10", &r), BAN_NONE);
	assert_int_equal(ban("203.0.113.11", 3600, NULL), BAN_NEW);
	assert_true(l.lost);
	l.lost = false;
	assert_int_equal(found("203.0.113.11", &r), BAN_ENTRY);
	/* found by looking */
	table_delete("dhf-test");
	if (nftlink_check(&l, &e) == -1)
		fail_msg("%s", e.msg);
	assert_true(l.lost);
	l.lost = false;
	assert_int_equal(found("203.0.113.11", &r), BAN_NONE);
	assert_int_equal(nftlink_check(&l, &e), 0);
	assert_false(l.lost);
	/* no table: there is nothing to list, and nothing to free */
	table_delete("dhf-test");
	assert_int_equal(freed("203.0.113.11"), BAN_NONE);
	assert_int_equal(nftlink_check(&l, &e), 0);
}

static void
there_is_room_for_so_many_and_no_more(void **state)
{
	struct ban_record r = record("198.51.100.0", 3600);
	struct err e;
	unsigned i, full = 0, banned = 0;

	(void)state;
	if (!allowed)
		skip();
	table_delete("dhf-test");
	assert_int_equal(nftlink_check(&l, &e), 0);
	for (i = 0; i < NFTABLE_SET_SIZE + 3; i++, (void)ip_next(&r.ip))
		switch (nftlink_ban(&l, &r, &e)) {
		case BAN_NEW:
			banned++;
			break;
		case BAN_FULL:
			full++;
			break;
		default:
			fail_msg("%u: %s", i, e.msg);
		}
	assert_int_equal(banned, NFTABLE_SET_SIZE);
	assert_int_equal(full, 3);
	/* who is in can be banned longer, and who leaves makes room */
	assert_int_equal(ban("198.51.100.0", 7200, NULL), BAN_STANDS);
	assert_int_equal(freed("198.51.100.1"), BAN_GONE);
	assert_int_equal(ban("192.0.2.1", 3600, NULL), BAN_NEW);
	assert_int_equal(ban("192.0.2.2", 3600, NULL), BAN_FULL);
	assert_int_equal(ban("2001:db8::", 3600, NULL), BAN_NEW);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_banned_once_and_then_longer),
		cmocka_unit_test(all_kinds_and_families_are_listed),
		cmocka_unit_test(to_make_it_again_keeps_who_is_banned),
		cmocka_unit_test(what_is_missing_is_made_anew),
		cmocka_unit_test(there_is_room_for_so_many_and_no_more),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
#else
int
main(void)
{
	return 0;
}
#endif
