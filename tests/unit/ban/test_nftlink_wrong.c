/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel that is made up: its answers wait in a socket pair before they are
 * asked for, and what it was told stays there.  None of these has a kernel that
 * is well. */
#include "ban/nftlink.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#if defined(__linux__)
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ban/nftlist.h"
#include "base/err.h"
#include "lib/failing.h"
#include "state/never.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TYPE(message) (NFNL_SUBSYS_NFTABLES << 8 | (message))
#define FIRST 100 /* number of the first message of each test */

static struct never never;
static struct nftlink l;
static int kernel;

static int
begin(void **state)
{
	int fd[2];

	(void)state;
	never = (struct never){ 0 };
	never_settle(&never);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd), 0);
	kernel = fd[1];
	l = (struct nftlink){ .fd = fd[0], .number = FIRST,
		.table = { .name = "dhf", .port = { 25 }, .ports = 1,
		    .never = &never } };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	(void)failing_end();
	nftlink_close(&l);
	if (kernel != -1)
		(void)close(kernel);
	never_free(&never);
	return 0;
}

static void
answer(const struct netlink *o)
{
	assert_false(o->full);
	/* not send(2), which may fail */
	assert_int_equal(write(kernel, o->data, o->len), o->len);
}

/* Message seq has failed so, 0: it went well. */
static void
add_error(struct netlink *o, uint32_t seq, int32_t why)
{
	unsigned char head[NETLINK_HEAD] = { 0 };

	why = -why;
	netlink_begin(o, NLMSG_ERROR, 0, seq);
	netlink_add(o, &why, sizeof(why));
	netlink_add(o, head, sizeof(head));
	netlink_end(o);
}

static void
answer_error(uint32_t seq, int why)
{
	unsigned char out[64];
	struct netlink o = { .data = out, .cap = sizeof(out) };

	add_error(&o, seq, why);
	answer(&o);
}

/* The chain has so many rules; or an address has so many seconds left. */
static void
begin_answer(struct netlink *o, unsigned type, uint32_t seq)
{
	static const struct nfgenmsg head = { .nfgen_family = AF_UNSPEC };

	netlink_begin(o, TYPE(type), 0, seq);
	netlink_add(o, &head, sizeof(head));
}

static void
answer_rules(uint32_t seq, uint32_t rules)
{
	unsigned char out[128];
	struct netlink o = { .data = out, .cap = sizeof(out) };

	begin_answer(&o, NFT_MSG_NEWCHAIN, seq);
	netlink_put_32(&o, NFTA_CHAIN_USE, rules);
	netlink_end(&o);
	add_error(&o, seq, 0);
	answer(&o);
}

static void
answer_left(uint32_t seq, const struct ip *ip, uint32_t seconds)
{
	unsigned char out[256];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	size_t list, one, key;

	begin_answer(&o, NFT_MSG_NEWSETELEM, seq);
	list = netlink_nest(&o, NFTA_SET_ELEM_LIST_ELEMENTS);
	one = netlink_nest(&o, NFTA_LIST_ELEM);
	key = netlink_nest(&o, NFTA_SET_ELEM_KEY);
	netlink_put(&o, NFTA_DATA_VALUE, ip->octet, ip->bits / 8);
	netlink_nest_end(&o, key);
	netlink_put_64(&o, NFTA_SET_ELEM_EXPIRATION, seconds * 1000ull);
	netlink_nest_end(&o, one);
	netlink_nest_end(&o, list);
	netlink_end(&o);
	add_error(&o, seq, 0);
	answer(&o);
}

/* Behind the end of a batch. */
#define NEXT_OF(last) ((last) + 2)

static struct ban_record
record(void)
{
	return (struct ban_record){ .verb = BAN_ADD, .kind = 1, .seconds = 600,
		.ip = { { 198, 51, 100, 7 }, 32 } };
}

/* The numbers of the messages that the kernel answers. */
static uint32_t
last_of_ban(bool again, uint32_t first)
{
	unsigned char out[NFTABLE_BATCH_SIZE];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	const struct ban_record r = record();

	return nftable_ban(&o, &l.table, &r, again, first);
}

static uint32_t
last_of_make(bool anew, uint32_t first)
{
	unsigned char out[NFTABLE_MAKE_SIZE(0)];
	struct netlink o = { .data = out, .cap = sizeof(out) };

	return nftable_make(&o, &l.table, anew, first);
}

static enum ban_answer
ban(struct err *e)
{
	struct ban_record r = record();

	return nftlink_ban(&l, &r, e);
}

static void
a_right_that_is_missing_is_told_of(void **state)
{
	struct ban_record r = record();
	struct err e;

	(void)state;
	answer_error(FIRST, EPERM);
	assert_int_equal(ban(&e), BAN_CANNOT);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "CAP_NET_ADMIN"));
	answer_error(l.number, EPERM);
	assert_int_equal(nftlink_make(&l, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	answer_error(l.number, EPERM);
	assert_int_equal(nftlink_check(&l, &e), -1);
	answer_error(l.number, EPERM);
	assert_int_equal(nftlink_find(&l, &r, &e), BAN_CANNOT);
	answer_error(l.number, EPERM);
	assert_int_equal(nftlink_free(&l, &r, &e), BAN_CANNOT);
	assert_false(l.lost);
}

/* Whatever goes wrong with the kernel is no ban, and is said. */
static void
a_kernel_that_does_not_answer_is_an_error(void **state)
{
	static const char *const call[] = { "send", "read", "poll" };
	struct err e = { .msg = "" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(call); i++) {
		failing_nth(call[i], 1, ENOBUFS);
		answer_error(l.number, 0); /* it would be well */
		assert_int_equal(ban(&e), BAN_CANNOT);
		assert_true(failing_end());
		assert_int_equal(e.class, ERR_TEMP);
		assert_non_null(strstr(e.msg, strerror(ENOBUFS)));
	}
	(void)close(kernel);
	kernel = -1;
	assert_int_equal(ban(&e), BAN_CANNOT);
}

static void
a_kernel_that_is_gone_is_an_error(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(shutdown(kernel, SHUT_WR), 0);
	assert_int_equal(ban(&e), BAN_CANNOT);
	assert_non_null(strstr(e.msg, strerror(EIO)));
}

/* What is left of a batch that was given up says nothing of this one, nor does
 * news of others. */
static void
answers_to_others_are_passed_over(void **state)
{
	unsigned char out[512];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	struct ban_record r = record();
	struct err e;

	(void)state;
	answer_error(FIRST - 2, EPERM);
	answer_left(FIRST, &r.ip, 300);
	assert_int_equal(nftlink_find(&l, &r, &e), BAN_ENTRY);
	assert_int_equal(r.seconds, 300);
	begin_answer(&o, NFT_MSG_NEWGEN, l.number);
	netlink_end(&o);
	add_error(&o, l.number + 1, ENOENT);
	answer(&o);
	assert_int_equal(nftlink_free(&l, &r, &e), BAN_NONE);
}

/* A first message that fails is a batch that the kernel does not take at
 * all. */
static void
a_batch_that_is_not_begun_is_not_waited_for(void **state)
{
	struct ban_record r = record();
	struct err e;

	(void)state;
	answer_error(FIRST, EOPNOTSUPP);
	assert_int_equal(nftlink_free(&l, &r, &e), BAN_CANNOT);
	assert_non_null(strstr(e.msg, strerror(EOPNOTSUPP)));
}

/* Between a question and the ban somebody else bans, or a time ends: it is
 * tried again, and not for ever. */
static void
what_changes_meanwhile_is_tried_again(void **state)
{
	const struct ban_record r = record();
	uint32_t n = FIRST, last;
	struct err e;
	int i;

	(void)state;
	answer_error(n, ENOENT); /* not banned */
	last = last_of_ban(false, NEXT_OF(n));
	answer_error(last, EEXIST); /* now it is */
	answer_left(n = NEXT_OF(last), &r.ip, 60);
	last = last_of_ban(true, NEXT_OF(n));
	answer_error(last, ENOENT); /* now it is not */
	answer_left(n = NEXT_OF(last), &r.ip, 60);
	answer_error(last_of_ban(true, NEXT_OF(n)), 0);
	assert_int_equal(ban(&e), BAN_STANDS);
	for (i = 0, n = l.number; i < 4; i++, n = NEXT_OF(last)) {
		answer_left(n, &r.ip, 60);
		last = last_of_ban(true, NEXT_OF(n));
		answer_error(last, ENOENT);
	}
	assert_int_equal(ban(&e), BAN_CANNOT);
	assert_int_equal(e.class, ERR_TEMP);
}

static void
a_full_set_is_told_of(void **state)
{
	struct err e;

	(void)state;
	answer_error(FIRST, ENOENT);
	answer_error(last_of_ban(false, NEXT_OF(FIRST)), ENFILE);
	assert_int_equal(ban(&e), BAN_FULL);
}

/* Neither the address nor the table: that is made, or the ban has failed. */
static void
a_table_that_cannot_be_made_again_is_an_error(void **state)
{
	const uint32_t last = last_of_ban(false, NEXT_OF(FIRST));
	struct err e;

	(void)state;
	answer_error(FIRST, ENOENT);
	answer_error(last, ENOENT);
	answer_error(NEXT_OF(last), EBUSY);
	assert_int_equal(ban(&e), BAN_CANNOT);
	assert_non_null(strstr(e.msg, strerror(EBUSY)));
	assert_false(l.lost);
	answer_error(l.number, ENOENT);
	answer_error(last_of_ban(false, NEXT_OF(l.number)), ENOENT);
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_int_equal(ban(&e), BAN_CANNOT);
	assert_true(failing_end());
	assert_non_null(strstr(e.msg, strerror(ENOMEM)));
}

/* A table of that name that is not ours is taken away, with all its bans. */
static void
another_table_of_the_name_is_made_anew(void **state)
{
	uint32_t last = last_of_make(false, FIRST);
	struct err e;

	(void)state;
	answer_error(last - 3, EEXIST);
	answer_error(last - 2, EPERM); /* the first is why */
	answer_error(last, 0);
	answer_error(last_of_make(true, NEXT_OF(last)), 0);
	if (nftlink_make(&l, &e) == -1)
		fail_msg("%s", e.msg);
	assert_true(l.lost);
	/* and if that fails, too */
	l.lost = false;
	answer_error(l.number, EEXIST);
	answer_error(NEXT_OF(last_of_make(false, l.number)), EBUSY);
	assert_int_equal(nftlink_make(&l, &e), -1);
	assert_non_null(strstr(e.msg, strerror(EBUSY)));
	assert_false(l.lost);
}

static void
a_chain_without_its_rules_is_made_again(void **state)
{
	struct err e;

	(void)state;
	answer_rules(FIRST, NFTABLE_RULES);
	assert_int_equal(nftlink_check(&l, &e), 0);
	assert_false(l.lost);
	answer_rules(l.number, NFTABLE_RULES - 1);
	answer_error(last_of_make(false, NEXT_OF(l.number)), 0);
	assert_int_equal(nftlink_check(&l, &e), 0);
	assert_true(l.lost);
	l.lost = false;
	answer_error(l.number, ENOENT);
	answer_error(NEXT_OF(l.number), EPERM);
	assert_int_equal(nftlink_check(&l, &e), -1);
	assert_false(l.lost);
}

static void
no_socket_is_no_nftables(void **state)
{
	struct nftlist list = { .fd = -1 };
	struct nftlink other;
	struct err e;

	(void)state;
	failing_nth("socket", 1, EPROTONOSUPPORT);
	assert_int_equal(nftlink_open(&other, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	failing_nth("socket", 1, EMFILE);
	assert_int_equal(nftlist_begin(&list, &l.table, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(list.fd, -1);
	failing_nth("send", 1, ENOBUFS);
	assert_int_equal(nftlist_begin(&list, &l.table, &e), -1);
	assert_int_equal(list.fd, -1);
}

static struct nftlist
listing(unsigned bits)
{
	return (struct nftlist){ .fd = dup(l.fd), .table = &l.table,
		.bits = bits };
}

static void
answer_done(uint32_t seq)
{
	unsigned char out[64];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	const int32_t none = 0;

	netlink_begin(&o, NLMSG_DONE, NLM_F_MULTI, seq);
	netlink_add(&o, &none, sizeof(none));
	netlink_end(&o);
	answer(&o);
}

/* Half a listing is none. */
static void
a_listing_that_breaks_off_is_an_error(void **state)
{
	static struct nftlist list;
	struct ban_record r = record();
	struct err e;

	(void)state;
	list = listing(32);
	answer_left(32, &r.ip, 60);
	answer_error(32, EINTR);
	assert_int_equal(nftlist_next(&list, &r, &e), BAN_ENTRY);
	assert_int_equal(nftlist_next(&list, &r, &e), BAN_CANNOT);
	assert_int_equal(list.fd, -1);
	list = listing(32);
	answer_done(32);
	failing_nth("send", 1, ENOBUFS); /* the question for IPv6 */
	assert_int_equal(nftlist_next(&list, &r, &e), BAN_CANNOT);
	assert_int_equal(list.fd, -1);
	list = listing(32);
	failing_nth("read", 1, ENOBUFS);
	answer_done(32);
	assert_int_equal(nftlist_next(&list, &r, &e), BAN_CANNOT);
	assert_non_null(strstr(e.msg, strerror(ENOBUFS)));
	list = listing(128); /* behind which there is nothing */
	assert_int_equal(nftlist_next(&list, &r, &e), BAN_END);
	assert_int_equal(list.fd, -1);
	assert_int_equal(shutdown(kernel, SHUT_WR), 0);
	list = listing(32);
	assert_int_equal(nftlist_next(&list, &r, &e), BAN_CANNOT);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(a_right_that_is_missing_is_told_of),
		TEST(a_kernel_that_does_not_answer_is_an_error),
		TEST(a_kernel_that_is_gone_is_an_error),
		TEST(answers_to_others_are_passed_over),
		TEST(a_batch_that_is_not_begun_is_not_waited_for),
		TEST(what_changes_meanwhile_is_tried_again),
		TEST(a_full_set_is_told_of),
		TEST(a_table_that_cannot_be_made_again_is_an_error),
		TEST(another_table_of_the_name_is_made_anew),
		TEST(a_chain_without_its_rules_is_made_again),
		TEST(no_socket_is_no_nftables),
		TEST(a_listing_that_breaks_off_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int
main(void)
{
	return 0;
}
#endif
