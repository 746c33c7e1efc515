/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In a network namespace of its own, which has but a loopback. */
#if defined(__linux__)
#define _GNU_SOURCE /* unshare(2) */
#endif
#include "ban/kernel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#if defined(__linux__)
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ban/server.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "lib/failing.h"

#define OURS "198.51.100.77" /* of the loopback */

static bool allowed;
static struct ban_kernel k;
static struct ban_backend b;
static int heard; /* what was told */

static int
begin_all(void **state)
{
	(void)state;
	allowed = unshare(CLONE_NEWNET) == 0 ||
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
	if (!allowed)
		(void)fprintf(stderr, "# SKIP no network of our own here\n");
	return 0;
}

static int
fill(struct err *e)
{
	k = (struct ban_kernel){ .link = { .table = { .name = "dhf-test",
		.port = { 25 }, .ports = 1 } } };
	return never_add_special(&k.never, e);
}

static int
begin(void **state)
{
	struct err e;

	(void)state;
	if (!allowed)
		return 0;
	assert_int_equal(fill(&e), 0);
	if (ban_kernel_open(&k, &e) == -1)
		fail_msg("%s", e.msg);
	ban_kernel_backend(&b, &k);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	(void)failing_end();
	if (allowed)
		ban_kernel_close(&k);
	return 0;
}

/* The loopback gets this address, which is news. */
static void
give_address(const char *text)
{
	struct ifreq r = { .ifr_flags = 0 };
	struct sockaddr_in ip = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)strcpy(r.ifr_name, "lo");
	assert_int_equal(inet_pton(AF_INET, text, &ip.sin_addr), 1);
	memcpy(&r.ifr_addr, &ip, sizeof(ip));
	assert_int_equal(ioctl(fd, SIOCSIFADDR, &r), 0);
	r.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
	assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &r), 0);
	(void)close(fd);
}

/* Look; what was told, until the next call. */
static const char *
look(bool *lost)
{
	static char text[1024];
	struct tell t = { .program = "test" };
	int fd[2];
	ssize_t n;

	assert_int_equal(pipe(fd), 0);
	t.fd = fd[1];
	*lost = b.look(b.arg, &t);
	(void)close(fd[1]);
	n = read(fd[0], text, sizeof(text) - 1);
	(void)close(fd[0]);
	assert_true(n >= 0);
	text[n] = '\0';
	return text;
}

static struct ban_record
record(const char *ip)
{
	struct ban_record r = { .verb = BAN_ADD, .kind = 1, .seconds = 3600 };
	struct err e;

	assert_int_equal(ip_parse(&r.ip, ip, &e), 0);
	return r;
}

static void
who_is_banned_is_found_listed_and_freed(void **state)
{
	struct ban_record r = record("198.51.100.1");
	struct err e;

	(void)state;
	if (!allowed)
		skip();
	assert_int_equal(b.ban(b.arg, &r, &e), BAN_NEW);
	assert_int_equal(b.find(b.arg, &r, &e), BAN_ENTRY);
	assert_int_equal(b.list(b.arg, &e), 0);
	assert_int_equal(b.next(b.arg, &r, &e), BAN_ENTRY);
	assert_int_equal(r.ip.octet[3], 1);
	assert_int_equal(b.next(b.arg, &r, &e), BAN_END);
	b.list_end(b.arg);
	assert_int_equal(b.unban(b.arg, &r, &e), BAN_GONE);
	assert_int_equal(b.find(b.arg, &r, &e), BAN_NONE);
}

static void
an_address_that_comes_is_never_banned(void **state)
{
	const struct ban_record r = record(OURS);
	bool lost;

	(void)state;
	if (!allowed)
		skip();
	assert_false(never_has(&k.never, &r.ip, &r.ip));
	(void)look(&lost); /* the table is well */
	give_address(OURS);
	b.watch(b.arg);
	assert_true(k.changed);
	assert_string_equal(look(&lost), "test: addresses or routers are new "
	    "here: they are never banned\n");
	assert_false(lost);
	assert_true(never_has(&k.never, &r.ip, &r.ip));
	/* something changed, and nothing is new */
	k.changed = true;
	assert_string_equal(look(&lost), "");
	assert_false(k.changed);
	give_address("127.0.0.1");
}

static void
a_table_that_was_taken_away_is_made_again(void **state)
{
	struct ban_record r = record("198.51.100.1");
	bool lost;
	struct err e;
	unsigned i;

	(void)state;
	if (!allowed)
		skip();
	assert_string_equal(look(&lost), "");
	assert_int_equal(b.ban(b.arg, &r, &e), BAN_NEW);
	/* all of nftables is gone with the namespace */
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	nftlink_close(&k.link);
	assert_int_equal(nftlink_open(&k.link, &e), 0);
	for (i = 0; i < 4; i++) { /* it is not looked for each time */
		assert_string_equal(look(&lost), "");
		assert_false(lost);
	}
	assert_non_null(strstr(look(&lost), "the table dhf-test was taken "
	    "away"));
	assert_true(lost);
	assert_int_equal(b.find(b.arg, &r, &e), BAN_NONE);
}

/* Once, until it is well again. */
static void
what_goes_wrong_is_told_once(void **state)
{
	bool lost;
	int i, fd;

	(void)state;
	if (!allowed)
		skip();
	for (i = 0; i < 3; i++) {
		k.changed = true;
		failing_nth(FAILING_MEMORY, 1, ENOMEM);
		if ((i == 0) != (look(&lost)[0] != '\0'))
			fail_msg("look %d", i);
		assert_true(failing_end());
		assert_true(k.changed); /* it is still to be done */
		assert_false(lost);
	}
	assert_string_equal(look(&lost), "");
	give_address(OURS);
	k.changed = true;
	fd = k.link.fd;
	k.link.fd = -1; /* the table can't be changed */
	assert_string_not_equal(look(&lost), "");
	k.link.fd = fd;
	give_address("127.0.0.1");
}

/* A message in the place of the kernel's; NULL: none, but an error. */
static bool
hears(const void *message, size_t len, int error)
{
	int fd[2], was = k.watch_fd;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK,
	    0, fd), 0);
	k.watch_fd = fd[0];
	k.changed = false;
	if (message != NULL)
		assert_int_equal(write(fd[1], message, len), len);
	if (error != 0)
		failing_nth("recv", 1, error);
	b.watch(b.arg);
	assert_int_equal(failing_end(), error != 0);
	k.watch_fd = was;
	(void)close(fd[0]);
	(void)close(fd[1]);
	return k.changed;
}

static bool
hears_of(unsigned type, const void *body, size_t len)
{
	unsigned char out[256];
	struct netlink o = { .data = out, .cap = sizeof(out) };

	netlink_begin(&o, type, 0, 0);
	netlink_add(&o, body, len);
	netlink_end(&o);
	return hears(out, o.len, 0);
}

static void
what_is_near_is_asked_for_when_it_may_be_new(void **state)
{
	struct rtmsg route = { .rtm_family = AF_INET };
	static char long_one[16384];

	(void)state;
	if (!allowed)
		skip();
	assert_true(hears_of(RTM_NEWADDR, &route, sizeof(route)));
	assert_true(hears_of(RTM_NEWROUTE, &route, sizeof(route)));
	route.rtm_dst_len = 24; /* of one network: its router is no way out */
	assert_false(hears_of(RTM_NEWROUTE, &route, sizeof(route)));
	assert_false(hears_of(RTM_NEWROUTE, &route, sizeof(route) - 4));
	assert_false(hears_of(RTM_DELADDR, &route, sizeof(route)));
	assert_false(hears_of(RTM_DELROUTE, &route, sizeof(route)));
	/* what was lost may have been news */
	assert_true(hears(NULL, 0, ENOBUFS));
	assert_true(hears(long_one, sizeof(long_one), 0));
	route.rtm_dst_len = 0;
	assert_false(hears(NULL, 0, EAGAIN));
	assert_false(hears(NULL, 0, EINTR));
}

/* Open it once more while something fails: then nothing stays open. */
static bool
open_again(void *arg)
{
	struct err e = { .msg = "" };
	int free_fd = dup(STDERR_FILENO), rc;
	bool failed;

	(void)arg;
	(void)close(free_fd);
	rc = ban_kernel_open(&k, &e);
	failed = failing_end();
	if (rc == 0) {
		fd_close(k.watch_fd);
		nftlink_close(&k.link);
	} else {
		assert_true(failed);
		assert_string_not_equal(e.msg, "");
	}
	never_free(&k.never);
	heard += rc == -1;
	assert_int_equal(fill(&e), 0);
	rc = dup(STDERR_FILENO);
	assert_int_equal(rc, free_fd);
	(void)close(rc);
	return failed;
}

static void
what_does_not_open_leaves_nothing_open(void **state)
{
	static const struct {
		const char *call;
		bool needed; /* else it goes on, or is tried again */
	} row[] = {
		{ FAILING_MEMORY, true }, { "socket", true }, { "send", true },
		{ "read", false }, { "bind", false },
	};
	struct err e;
	size_t i;

	(void)state;
	if (!allowed)
		skip();
	ban_kernel_close(&k);
	assert_int_equal(fill(&e), 0);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		heard = 0;
		assert_true(failing_each(row[i].call, ENOBUFS, open_again,
		    NULL) > 0);
		if ((heard > 0) != row[i].needed)
			fail_msg("%s: %d errors", row[i].call, heard);
	}
	if (ban_kernel_open(&k, &e) == -1)
		fail_msg("%s", e.msg);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(who_is_banned_is_found_listed_and_freed),
		TEST(an_address_that_comes_is_never_banned),
		TEST(a_table_that_was_taken_away_is_made_again),
		TEST(what_goes_wrong_is_told_once),
		TEST(what_is_near_is_asked_for_when_it_may_be_new),
		TEST(what_does_not_open_leaves_nothing_open),
	};

	return cmocka_run_group_tests(tests, begin_all, NULL);
}
#else
int
main(void)
{
	return 0;
}
#endif
