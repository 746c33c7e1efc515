/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expected bytes are those of netlink(7): length, type and, of a message,
 * flags, sequence and port, each as the machine has numbers. */
#include "base/netlink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint32_t
u32_at(const unsigned char *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

static uint16_t
u16_at(const unsigned char *p)
{
	uint16_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

/* A message with a fixed part of 6 bytes, and 3 bytes in an attribute that is
 * in another. */
static size_t
write_one(unsigned char *data, size_t cap)
{
	struct netlink o = { .data = data, .cap = cap };
	size_t at;

	netlink_begin(&o, 0x1234, 0x0506, 99);
	netlink_add(&o, "fixed.", 6);
	at = netlink_nest(&o, 7);
	netlink_put(&o, 8, "abc", 3);
	netlink_nest_end(&o, at);
	netlink_end(&o);
	return o.full ? 0 : o.len;
}

static void
bytes_are_those_of_the_manual(void **state)
{
	unsigned char b[64];

	(void)state;
	assert_int_equal(write_one(b, sizeof(b)), 16 + 8 + 4 + 8);
	assert_int_equal(u32_at(b), 36);
	assert_int_equal(u16_at(b + 4), 0x1234);
	assert_int_equal(u16_at(b + 6), 0x0506);
	assert_int_equal(u32_at(b + 8), 99);
	assert_int_equal(u32_at(b + 12), 0);
	assert_memory_equal(b + 16, "fixed.\0\0", 8);
	assert_int_equal(u16_at(b + 24), 12);
	assert_int_equal(u16_at(b + 26), 7 | 0x8000);
	assert_int_equal(u16_at(b + 28), 7);
	assert_int_equal(u16_at(b + 30), 8);
	assert_memory_equal(b + 32, "abc\0", 4);
}

static void
what_does_not_fit_is_seen(void **state)
{
	unsigned char b[64];
	size_t cap;

	(void)state;
	for (cap = 0; cap < 36; cap++)
		assert_int_equal(write_one(b, cap), 0);
	assert_int_equal(write_one(b, cap), 36);
}

static void
an_attribute_is_at_most_what_its_length_can_say(void **state)
{
	static unsigned char b[200000], zero[70000];
	struct netlink o = { .data = b, .cap = sizeof(b) };
	size_t at;

	(void)state;
	netlink_put(&o, 1, zero, 65531);
	assert_false(o.full);
	netlink_put(&o, 1, zero, 65532);
	assert_true(o.full);
	o.full = false;
	o.len = 0;
	at = netlink_nest(&o, 1);
	netlink_put(&o, 2, zero, 40000);
	netlink_put(&o, 2, zero, 40000);
	netlink_nest_end(&o, at);
	assert_true(o.full);
}

static void
numbers_are_in_network_order(void **state)
{
	unsigned char b[64];
	struct netlink o = { .data = b, .cap = sizeof(b) };

	(void)state;
	netlink_put_32(&o, 1, 0x01020304);
	netlink_put_64(&o, 2, 0x05060708090a0b0c);
	netlink_put_text(&o, 3, "dhf");
	assert_int_equal(o.len, 8 + 12 + 8);
	assert_memory_equal(b + 4, "\1\2\3\4", 4);
	assert_memory_equal(b + 12, "\5\6\7\10\11\12\13\14", 8);
	assert_memory_equal(b + 24, "dhf", 4);
}

static void
what_was_written_is_read(void **state)
{
	unsigned char b[128];
	size_t len = write_one(b, sizeof(b));
	struct netlink_view in, value;
	struct netlink_message m;
	unsigned type;

	(void)state;
	len += write_one(b + len, sizeof(b) - len);
	in.data = b;
	in.len = len;
	assert_true(netlink_next(&in, &m));
	assert_true(netlink_next(&in, &m));
	assert_false(netlink_next(&in, &m));
	assert_int_equal(m.type, 0x1234);
	assert_int_equal(m.flags, 0x0506);
	assert_int_equal(m.seq, 99);
	assert_int_equal(m.body.len, 20);
	m.body.data += 8;
	m.body.len -= 8;
	assert_false(netlink_find(&value, m.body, 8, 0));
	assert_false(netlink_find(&value, m.body, 7, 9));
	assert_true(netlink_find(&value, m.body, 7, 8));
	assert_true(netlink_attribute(&value, &type, &in));
	assert_int_equal(type, 8);
	assert_int_equal(in.len, 3);
	assert_memory_equal(in.data, "abc", 3);
}

static void
what_is_not_whole_is_not_read(void **state)
{
	unsigned char b[64];
	size_t len = write_one(b, sizeof(b)), cut;
	struct netlink_view in, value;
	struct netlink_message m;
	unsigned type, wrong;

	(void)state;
	for (cut = 0; cut < len; cut++) {
		in.data = b;
		in.len = cut;
		assert_false(netlink_next(&in, &m));
	}
	for (wrong = 0; wrong < 16; wrong++) {
		uint32_t n = wrong;

		memcpy(b, &n, sizeof(n));
		in.data = b;
		in.len = len;
		assert_false(netlink_next(&in, &m));
	}
	for (wrong = 0; wrong < 4; wrong++) {
		uint16_t n = (uint16_t)wrong;

		memcpy(b + 28, &n, sizeof(n));
		in.data = b + 28;
		in.len = 8;
		assert_false(netlink_attribute(&in, &type, &value));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_those_of_the_manual),
		cmocka_unit_test(what_does_not_fit_is_seen),
		cmocka_unit_test(
		    an_attribute_is_at_most_what_its_length_can_say),
		cmocka_unit_test(numbers_are_in_network_order),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(what_is_not_whole_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
