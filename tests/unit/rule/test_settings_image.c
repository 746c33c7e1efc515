/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/settings_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
settings_decode_gives_what_was_encoded(void **state)
{
	struct settings s, got;
	struct buf b = { 0 };
	struct err e;
	size_t i;

	(void)state;
	settings_init(&s);
	s.number[SET_MODE] = 2;
	s.number[SET_NAMES] = NAMES_UNVERIFIED;
	s.number[SET_SCORE_GREY] = -1500;
	s.number[SET_SCORE_BLOCK] = SETTING_NONE;
	s.number[SET_GREYLIST_GREEN] = 315619200;
	s.text[SET_LISTEN] = "one; two";
	s.text[SET_REPLY_TEXT] = "go away";
	s.text[SET_DYNAWALL_FROM] = "192.0.2.0/24";
	s.number[SET_STATE_SIZE] = 1 << 20;
	settings_encode(&b, &s);
	assert_int_equal(settings_decode(&got, b.data, b.len, &e), 0);
	assert_memory_equal(got.number, s.number, sizeof(s.number));
	for (i = 0; i < SETTING_TEXTS; i++)
		assert_string_equal(got.text[i], s.text[i]);
	buf_free(&b);
}

/* Encode the defaults with one number changed, and decode. */
static int
decode_with(size_t number, int32_t value)
{
	struct settings s, got;
	struct buf b = { 0 };
	struct err e = { 0 };
	int rc;

	settings_init(&s);
	s.number[number] = value;
	settings_encode(&b, &s);
	rc = settings_decode(&got, b.data, b.len, &e);
	if (rc == -1)
		assert_int_equal(e.class, ERR_PERM);
	buf_free(&b);
	return rc;
}

static void
settings_decode_refuses_numbers_that_none_has(void **state)
{
	static const struct {
		size_t number;
		int32_t good, bad;
	} row[] = {
		{ SET_DEFAULT_ACTION, 3, 4 }, { SET_DEFAULT_ACTION, 0, -1 },
		{ SET_DEFAULT_UNRESOLVED_ACTION, 3, 4 },
		{ SET_DEFAULT_IP_ACTION, 3, 4 }, { SET_MODE, 2, 3 },
		{ SET_MODE, 0, -1 }, { SET_REPLY_CODE, 400, 399 },
		{ SET_REPLY_CODE, 599, 600 }, { SET_DEFER_CODE, 400, 250 },
		{ SET_DEFER_CODE, 499, 500 }, { SET_REJECT_AT, 2, 3 },
		{ SET_REJECT_AT, 0, -1 }, { SET_SCORE_BLOCK, 1000000,
		1000001 }, { SET_SCORE_GREY, -1000000, INT32_MIN },
		{ SET_SCORE_DEFER, SETTING_NONE, INT32_MAX - 1 },
		{ SET_DNSBL_AGREE, 8, 9 }, { SET_DNSBL_AGREE, 1, 0 },
		{ SET_DNS_TIMEOUT, 60000, 60001 },
		{ SET_DNS_TIMEOUT, 0, -1 },
		{ SET_GREYLIST_DELAY, 315619200, 315619201 },
		{ SET_REFUSE_IN, 1, 2 }, { SET_GREYLIST_NET4, 32, 33 },
		{ SET_TARPIT, 60, 61 },
		{ SET_IPFILE_SKIP, 1, 2 }, { SET_IPFILE_ALL, 0, -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(decode_with(row[i].number, row[i].good), 0);
		if (decode_with(row[i].number, row[i].bad) != -1)
			fail_msg("number %zu took %d", row[i].number,
			    (int)row[i].bad);
	}
}

/* A whole entry may be missing: it has its default then. */
static void
settings_decode_refuses_every_cut(void **state)
{
	struct settings s, got;
	struct buf b = { 0 };
	size_t first, len;
	struct err e;

	(void)state;
	settings_init(&s);
	s.number[SET_TARPIT] = 7;
	settings_encode(&b, &s);
	first = b.len;
	s.text[SET_DAEMON] = "/run/x";
	b.len = 0;
	settings_encode(&b, &s);
	for (len = 0; len < b.len; len++)
		assert_int_equal(settings_decode(&got, b.data, len, &e),
		    len == 0 || len == first ? 0 : -1);
	buf_free(&b);
}

static void
settings_decode_refuses_what_it_does_not_know(void **state)
{
	/* a whole entry but for its first byte, or with that too much */
	static const struct {
		unsigned char byte[6];
		size_t len;
	} row[] = {
		{ { SETTING_NUMBERS, 7 }, 5 },
		{ { SETTING_NUMBERS, SET_GREYLIST_GREEN, 7, 7, 7 }, 6 },
		{ { 0x80 | SETTING_TEXTS, 'x' }, 3 },
		{ { 0x80 | SETTING_TEXTS, SET_GREYLIST_GREEN, 7, 7, 7 }, 6 },
		{ { 0x7f, 7 }, 5 }, { { 0xff, 'x' }, 3 },
	};
	struct settings got;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_int_equal(settings_decode(&got, row[i].byte,
		    row[i].len, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_string_equal(e.msg, "the settings are damaged: run dhf-compile");
	assert_int_equal(settings_decode(&got, row[1].byte + 1, 5, &e), 0);
	assert_int_equal(got.number[SET_GREYLIST_GREEN], 0x070707);
}

/* Settings at their defaults take no room. */
static void
settings_encode_writes_what_is_not_usual(void **state)
{
	struct buf b = { 0 };
	struct settings s;

	(void)state;
	settings_init(&s);
	settings_encode(&b, &s);
	assert_int_equal(b.len, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_decode_gives_what_was_encoded),
		cmocka_unit_test(
		    settings_decode_refuses_numbers_that_none_has),
		cmocka_unit_test(settings_decode_refuses_every_cut),
		cmocka_unit_test(
		    settings_decode_refuses_what_it_does_not_know),
		cmocka_unit_test(settings_encode_writes_what_is_not_usual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
