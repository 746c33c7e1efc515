/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers as the kernel gives them, and as it gives none: what is cut or of
 * another form is not read as an address. */
#include "ban/nfanswer.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#if defined(__linux__)
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <netinet/in.h>

#include "ban/record.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TYPE(message) (NFNL_SUBSYS_NFTABLES << 8 | (message))

static unsigned char out[1024];
static struct netlink o;

static void
begin(unsigned type)
{
	static const struct nfgenmsg head = { .nfgen_family = AF_UNSPEC };

	o = (struct netlink){ .data = out, .cap = sizeof(out) };
	netlink_begin(&o, type, 0, 1);
	netlink_add(&o, &head, sizeof(head));
}

/* The one message that was written. */
static struct netlink_message
read_it(void)
{
	struct netlink_view in;
	struct netlink_message m;

	netlink_end(&o);
	assert_false(o.full);
	in = (struct netlink_view){ out, o.len };
	assert_true(netlink_next(&in, &m));
	return m;
}

/* An element; key_type: that of what holds the address. */
static void
put_key(unsigned key_type, unsigned value_type, size_t len)
{
	static const unsigned char ip[16] = { 198, 51, 100, 7 };
	size_t key = netlink_nest(&o, key_type);

	netlink_put(&o, value_type, ip, len);
	netlink_nest_end(&o, key);
}

/* Type 0, length, text: as nft(8) has comments. */
static void
put_comment(unsigned type, unsigned len, const char *text, size_t size)
{
	unsigned char data[128] = { 0 };

	data[0] = (unsigned char)type;
	data[1] = (unsigned char)len;
	memcpy(data + 2, text, size);
	netlink_put(&o, NFTA_SET_ELEM_USERDATA, data, 2 + size);
}

struct element {
	unsigned type, key_type, value_type;
	size_t len;           /* of the address */
	unsigned comment;     /* its type */
	unsigned comment_len; /* as it says itself */
	const char *text;     /* NULL: no comment */
	size_t size;
	uint64_t left_ms, for_ms; /* 0: not told */
};

static void
put_element(const struct element *e)
{
	size_t one = netlink_nest(&o, e->type);

	put_key(e->key_type, e->value_type, e->len);
	if (e->left_ms != 0)
		netlink_put_64(&o, NFTA_SET_ELEM_EXPIRATION, e->left_ms);
	if (e->for_ms != 0)
		netlink_put_64(&o, NFTA_SET_ELEM_TIMEOUT, e->for_ms);
	if (e->text != NULL)
		put_comment(e->comment, e->comment_len, e->text, e->size);
	netlink_nest_end(&o, one);
}

/* Read a list of two: this one, and one that is well. */
static unsigned
read_two(const struct element *first, struct ban_record r[2])
{
	static const struct element well = { .type = NFTA_LIST_ELEM,
		.key_type = NFTA_SET_ELEM_KEY,
		.value_type = NFTA_DATA_VALUE, .len = 4, .left_ms = 1000 };
	struct netlink_message m;
	struct netlink_view list;
	size_t at;
	unsigned n = 0;

	begin(TYPE(NFT_MSG_NEWSETELEM));
	at = netlink_nest(&o, NFTA_SET_ELEM_LIST_ELEMENTS);
	put_element(first);
	put_element(&well);
	netlink_nest_end(&o, at);
	m = read_it();
	list = nfanswer_elements(&m);
	while (nfanswer_element(&list, &r[n]))
		assert_in_range(++n, 1, 2);
	return n;
}

#define OF(t, k, v, n) .type = t, .key_type = k, .value_type = v, .len = n
#define ELEMENT OF(NFTA_LIST_ELEM, NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE, 4)
#define OF_LEN(n) OF(NFTA_LIST_ELEM, NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE, n)
#define SAID(t) .text = t, .size = sizeof(t), .comment_len = sizeof(t)

static void
an_element_has_its_time_and_its_kind(void **state)
{
	static const char longest[] = "a word that is longer than all kinds";
	static const struct {
		struct element e;
		unsigned seconds;
		bool kind;
	} row[] = {
		{ { ELEMENT, .left_ms = 1 }, 1, false },
		{ { ELEMENT, .left_ms = 1000 }, 1, false },
		{ { ELEMENT, .left_ms = 1001 }, 2, false },
		{ { ELEMENT, .for_ms = 5000 }, 5, false },
		{ { ELEMENT, .left_ms = 3000, .for_ms = 5000 }, 3, false },
		{ { ELEMENT }, 0, false },
		{ { ELEMENT, .left_ms = 1000, SAID("trap") }, 1, true },
		{ { ELEMENT, .left_ms = 1000, SAID("no kind") }, 1, false },
		{ { ELEMENT, .left_ms = 1000, SAID(longest) }, 1, false },
		/* no comment; of another length; not ended */
		{ { ELEMENT, .left_ms = 1000, SAID("trap"), .comment = 1 }, 1,
		    false },
		{ { ELEMENT, .left_ms = 1000, .text = "trap", .size = 5,
		    .comment_len = 4 }, 1, false },
		{ { ELEMENT, .left_ms = 1000, .text = "trap", .size = 4,
		    .comment_len = 4 }, 1, false },
		{ { ELEMENT, .left_ms = 1000, .text = "", .size = 0 }, 1,
		    false },
	};
	struct ban_record r[2];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(read_two(&row[i].e, r), 2);
		if (r[0].seconds != row[i].seconds ||
		    (r[0].kind != 0) != row[i].kind)
			fail_msg("row %zu: %u s, kind %u", i,
			    (unsigned)r[0].seconds, r[0].kind);
		assert_int_equal(r[0].ip.bits, 32);
		assert_int_equal(r[0].ip.octet[0], 198);
	}
}

static void
what_has_no_address_is_passed_over(void **state)
{
	static const struct element row[] = {
		{ OF(NFTA_LIST_ELEM + 1, NFTA_SET_ELEM_KEY, NFTA_DATA_VALUE,
		    4) },
		{ OF(NFTA_LIST_ELEM, NFTA_SET_ELEM_DATA, NFTA_DATA_VALUE, 4) },
		{ OF(NFTA_LIST_ELEM, NFTA_SET_ELEM_KEY, NFTA_DATA_VERDICT,
		    4) },
		{ OF_LEN(0) }, { OF_LEN(3) }, { OF_LEN(5) }, { OF_LEN(15) },
	};
	struct ban_record r[2];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(read_two(&row[i], r), 1);
		assert_int_equal(r[0].seconds, 1);
	}
}

static void
other_messages_have_no_elements_and_no_rules(void **state)
{
	struct netlink_message m;

	(void)state;
	begin(TYPE(NFT_MSG_NEWSETELEM)); /* no list */
	m = read_it();
	assert_int_equal(nfanswer_elements(&m).len, 0);
	assert_int_equal(nfanswer_rules(&m), 0);
	begin(TYPE(NFT_MSG_NEWCHAIN)); /* no count */
	netlink_put_text(&o, NFTA_CHAIN_NAME, "input");
	m = read_it();
	assert_int_equal(nfanswer_rules(&m), 0);
	begin(TYPE(NFT_MSG_NEWCHAIN));
	netlink_put_32(&o, NFTA_CHAIN_USE, 4);
	m = read_it();
	assert_int_equal(nfanswer_rules(&m), 4);
	m.body.len = sizeof(struct nfgenmsg) - 1; /* cut */
	assert_int_equal(nfanswer_rules(&m), 0);
	m.type = TYPE(NFT_MSG_NEWSETELEM);
	assert_int_equal(nfanswer_elements(&m).len, 0);
}

static void
errors_are_those_of_the_kernel(void **state)
{
	static const struct {
		int32_t said;
		int want;
	} row[] = {
		{ 0, 0 }, { -ENOENT, ENOENT }, { -4095, 4095 },
		{ 1, EIO }, { -4096, EIO }, { INT32_MIN, EIO },
	};
	struct netlink_message m = { .type = NLMSG_ERROR };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		m.body.data = (const unsigned char *)&row[i].said;
		m.body.len = sizeof(row[i].said);
		assert_int_equal(nfanswer_error(&m), row[i].want);
	}
	m.body.len = 3;
	assert_int_equal(nfanswer_error(&m), -1);
	m.body.len = 4;
	m.type = NLMSG_DONE;
	assert_int_equal(nfanswer_error(&m), -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_element_has_its_time_and_its_kind),
		cmocka_unit_test(what_has_no_address_is_passed_over),
		cmocka_unit_test(other_messages_have_no_elements_and_no_rules),
		cmocka_unit_test(errors_are_those_of_the_kernel),
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
