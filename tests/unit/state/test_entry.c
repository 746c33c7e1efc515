/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "state/envelope.h"

#define DECODE(out, octets, len) \
	entry_decode(out, (struct store_bytes){ octets, len })

static void
entry_is_as_its_page_says(void **state)
{
	static const unsigned char octets[] = { 8,
		1, 2, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1,
		2, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1,
		5, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80 };
	static const struct entry want = { .first_s = 0x201,
		.since_s = INT64_C(0x100000000000003), .mails = 2,
		.mail = { { 0, UINT64_C(0x0102030405060708) },
		    { 0x105, UINT64_C(0x8000000000000001) } } };
	unsigned char out[ENTRY_MAX], many[ENTRY_MAX + 12];
	struct entry entry;
	size_t i;

	(void)state;
	assert_int_equal(entry_encode(&want, out), sizeof(octets));
	assert_memory_equal(out, octets, sizeof(octets));
	memset(&entry, 0xff, sizeof(entry));
	assert_true(DECODE(&entry, octets, sizeof(octets)));
	assert_false(entry.green);
	assert_true(entry.first_s == want.first_s);
	assert_true(entry.since_s == want.since_s);
	assert_int_equal(entry.mails, 2);
	assert_memory_equal(entry.mail, want.mail, sizeof(want.mail));
	for (i = 0; i < sizeof(octets); i++)
		assert_false(DECODE(&entry, octets, i));
	out[sizeof(octets)] = 1; /* of a later version */
	assert_true(DECODE(&entry, out, sizeof(octets) + 1));
	memset(many, 0, sizeof(many));
	many[0] = octets[0];
	many[17] = ENTRY_MAILS;
	assert_true(DECODE(&entry, many, sizeof(many)));
	many[17]++;
	assert_false(DECODE(&entry, many, sizeof(many)));
}

/* What a daemon that knows of no mails reads is as it always was. */
static void
entry_has_what_older_daemons_read(void **state)
{
	static const unsigned char octets[ENTRY_MIN] = { 1,
		1, 2, 0, 0, 0, 0, 0, 0, 3 };
	static const struct entry green = { .green = true, .first_s = 0x201,
		.since_s = 3 };
	struct entry entry = { .mails = 1, .mail = { { 9, 9 } } };
	unsigned char out[ENTRY_MAX];
	unsigned i;

	(void)state;
	assert_int_equal(entry_encode(&green, out), ENTRY_MIN);
	assert_memory_equal(out, octets, ENTRY_MIN);
	assert_int_equal(entry_encode(&entry, out), ENTRY_MIN);
	for (i = 0; i <= ENTRY_MAILS; i++) {
		entry.mails = i;
		assert_true(entry_encode(&entry, out) <= ENTRY_MAX);
		assert_int_equal(out[0] & 7, 0); /* no hashes of theirs */
	}
	assert_int_equal(entry_encode(&entry, out), ENTRY_MAX);
}

static void
entry_of_an_older_daemon_has_a_mail(void **state)
{
	unsigned char octets[ENTRY_MIN] = { 6,
		1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 0, 0, 0, 0, 0, 0, 0, 2 };
	struct entry entry;

	(void)state;
	assert_true(DECODE(&entry, octets, sizeof(octets)));
	assert_true(!entry.green && entry.first_s == 0x201);
	assert_int_equal(entry.mails, 1);
	assert_int_equal(entry.mail[0].after_s, 0);
	assert_true(entry.mail[0].number == envelope_join(1, 2));
	octets[0] = 4; /* a recipient alone is no mail */
	assert_true(DECODE(&entry, octets, sizeof(octets)));
	assert_int_equal(entry.mails, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_is_as_its_page_says),
		cmocka_unit_test(entry_has_what_older_daemons_read),
		cmocka_unit_test(entry_of_an_older_daemon_has_a_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
