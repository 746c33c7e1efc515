/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values of criteria: text becomes bytes, bytes become the same text. */
#include "rule/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "lib/nets.h"
#include "lib/valued.h"
#include "rule/listspec.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct arena arena;

static int
end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const struct {
	enum criterion_kind kind;
	const char *text, *want; /* NULL: as the text */
} row[] = {
	{ CRITERION_NAME, "a.example,B.Example.,c_d-e.example",
	    "a.example,b.example,c_d-e.example" },
	{ CRITERION_HOST, "a", NULL },
	{ CRITERION_NAME, "", NULL },
	{ CRITERION_EMBEDDED, "", NULL },
	{ CRITERION_EMBEDDED, "full", NULL },
	{ CRITERION_EMBEDDED, "full,partial,full", "partial,full" },
	{ CRITERION_RDNS, "none,unconfirmed,confirmed,unknown", NULL },
	{ CRITERION_RDNS, "unknown,none", "none,unknown" },
	{ CRITERION_CLASS, "dynamic:0.98,static-generic,odd:1.0,plain:0",
	    "dynamic:0.98,static-generic,odd:1,plain" },
	{ CRITERION_CLASS, "hosting:0.005,mail:0.05,dynamic:0.5", NULL },
	{ CRITERION_DNSBL, "a.ex", NULL },
	{ CRITERION_DNSBL, "A.ex./4,b.ex/6,c.ex", "a.ex/4,b.ex/6,c.ex" },
	{ CRITERION_DNSBL, "a.ex=127.0.0.2,b.ex/6,c.ex=127.0.0.3,127.0.0.4",
	    NULL },
	{ CRITERION_DNSWL, "a.ex/4=127.0.0.2-127.0.0.9,127.0.1.0", NULL },
	{ CRITERION_DNSWL, "a.ex=127.0.0.2-127.0.0.2", "a.ex=127.0.0.2" },
	{ CRITERION_DNSWL, "1.2.ex,127.0.0.ex", NULL },
	{ CRITERION_RHSBL, "a.ex=127.0.[2..20].[1..3;9],127.0.0.2", NULL },
	{ CRITERION_RHSBL, "a.ex=127.0.[2..2].[1;3..3]",
	    "a.ex=127.0.2.[1;3]" },
	{ CRITERION_RHSBL, "a.ex=127.0.[0].[1],[127].255.[0..255].0",
	    "a.ex=127.0.0.1,127.255.[0..255].0" },
	{ CRITERION_PORT, "25,587,1000-1010,2-2", "25,587,1000-1010,2" },
	{ CRITERION_RCPT, "a.example,@B.Example.,U.s-er+x@c.example,Abuse@",
	    "a.example,@b.example,u.s-er+x@c.example,abuse@" },
	{ CRITERION_SENDER, "<>,A@,@b.example", "<>,a@,@b.example" },
	{ CRITERION_HELO, "a.example,@B.Example.", "a.example,@b.example" },
	{ CRITERION_HELO_IS, "sender,numeric", "numeric,sender" },
	{ CRITERION_HELO_AT, "mx,a,net24,net16,other,private,nowhere", NULL },
	{ CRITERION_SENDER_AT, "nowhere", NULL },
	{ CRITERION_NEIGHBOURS, "none,same", "same,none" },
	{ CRITERION_NEIGHBOURS, "other", NULL },
	{ CRITERION_DECLARED, "", NULL },
	{ CRITERION_SENDER_RHSBL, "n.example=127.0.0.2", NULL },
	{ CRITERION_SCORE, "-1.5", NULL },
	{ CRITERION_HELO_SEARCH, "~^a,b$", NULL },
	{ CRITERION_OFFENDER, "storm,trap,trap", "trap,storm" },
	{ CRITERION_OFFENDER, "trap,storm,broadband,early-talker,manual",
	    NULL },
	{ CRITERION_REGEX, "^a,b$", NULL },
	{ CRITERION_IP, "192.0.2.0/24,::1", NULL },
};

static void
value_text_is_what_value_add_reads(void **state)
{
	struct buf room = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct criterion c = valued(&arena, row[i].kind, row[i].text);
		struct criterion again;
		const char *text = value_text(&room, &c);

		assert_string_equal(text, row[i].want != NULL ? row[i].want :
		    row[i].text);
		again = valued(&arena, row[i].kind, text);
		assert_int_equal(again.len, c.len);
		assert_memory_equal(again.value, c.value, c.len);
		assert_true(value_is_sound(&c));
	}
	buf_free(&room);
}

/* Read bytes in every way, from a copy whose ends the sanitizer guards. */
static bool
read_all(enum criterion_kind kind, const unsigned char *data, size_t len)
{
	struct criterion c = { .kind = kind, .len = len };
	struct ip ip = { { 127, 0, 0, 2 }, 32 };
	struct packed_cursor at;
	struct listspec list;
	struct buf room = { 0 };
	unsigned char *copy = malloc(len > 0 ? len : 1);
	bool sound;

	assert_non_null(copy);
	memcpy(copy, data, len);
	c.value = copy;
	sound = value_is_sound(&c);
	at = criterion_value(&c);
	if (criterion_trait(kind)->form == VALUE_LISTS)
		while (listspec_next(&at, &list))
			(void)listspec_wants(&list, &ip);
	if (sound)
		assert_non_null(value_text(&room, &c));
	buf_free(&room);
	free(copy);
	return sound;
}

static void
values_are_read_within_their_bounds(void **state)
{
	unsigned char data[512];
	size_t i, at, len;
	unsigned value;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct criterion c = valued(&arena, row[i].kind, row[i].text);

		memcpy(data, c.value, c.len);
		for (len = 0; len < c.len; len++)
			(void)read_all(c.kind, data, len);
		for (at = 0; at < c.len; at++)
			for (value = 0; value < 256; value++) {
				data[at] = (unsigned char)value;
				(void)read_all(c.kind, data, c.len);
				memcpy(data, c.value, c.len);
			}
	}
}

/* Random bytes: whatever is sound has a text that gives the same bytes, or
 * fewer where one answer has two forms. */
static void
sound_bytes_have_a_text(void **state)
{
	static const enum criterion_kind kind[] = { CRITERION_CLASS,
		CRITERION_RDNS, CRITERION_EMBEDDED, CRITERION_PORT };
	unsigned char data[8];
	struct buf room = { 0 };
	uint32_t seed = 20261129;
	size_t n, i, len, sound = 0;

	(void)state;
	for (n = 0; n < 20000; n++) {
		struct criterion c = { .kind = kind[n % COUNT(kind)],
			.value = data }, again;

		len = nets_random(&seed) % 7;
		for (i = 0; i < len; i++)
			data[i] = (unsigned char)(nets_random(&seed) % 32);
		c.len = len;
		if (!value_is_sound(&c))
			continue;
		sound++;
		again = valued(&arena, c.kind, value_text(&room, &c));
		assert_int_equal(again.len, c.len);
		assert_memory_equal(again.value, c.value, c.len);
	}
	assert_in_range(sound, 100, 20000);
	buf_free(&room);
}

/* postconf(5), postscreen_dnsbl_sites, and RFC 5782 section 2.3. */
static void
listspec_wants_the_answers_that_are_written(void **state)
{
	static const struct {
		const char *value, *ip;
		bool want;
	} answer[] = {
		{ "a.ex", "127.0.0.2", true },
		{ "a.ex=127.0.0.2-127.0.1.1", "127.0.0.255", true },
		{ "a.ex=127.0.0.2-127.0.1.1", "127.0.1.2", false },
		{ "a.ex=127.0.0.2-127.0.1.1", "127.0.0.1", false },
		{ "a.ex=127.0.[2..20].[1..3]", "127.0.2.1", true },
		{ "a.ex=127.0.[2..20].[1..3]", "127.0.20.3", true },
		{ "a.ex=127.0.[2..20].[1..3]", "127.0.20.4", false },
		{ "a.ex=127.0.[2..20].[1..3]", "127.0.21.1", false },
		{ "a.ex=127.0.[2..20].[1..3]", "127.1.2.1", false },
		{ "a.ex=127.0.0.[1;9]", "127.0.0.9", true },
		{ "a.ex=127.0.0.[1;9]", "127.0.0.5", false },
		{ "a.ex=127.0.0.[1;9],127.0.0.5", "127.0.0.5", true },
	};
	struct listspec list;
	struct err e;
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(answer); i++) {
		struct criterion c = valued(&arena, CRITERION_DNSBL,
		    answer[i].value);
		struct packed_cursor at = criterion_value(&c);

		assert_true(listspec_next(&at, &list));
		assert_int_equal(ip_parse(&ip, answer[i].ip, &e), 0);
		if (listspec_wants(&list, &ip) != answer[i].want)
			fail_msg("%s: %s", answer[i].value, answer[i].ip);
		assert_false(listspec_next(&at, &list));
		assert_int_equal(at.left, 0);
	}
}

/* A list with all that may stand behind it. */
static void
listspec_next_keeps_answers_with_their_list(void **state)
{
	struct criterion c = valued(&arena, CRITERION_DNSBL,
	    "a.ex=127.0.0.2,b.ex/6,c.ex/4=127.0.0.3,127.0.0.4");
	static const struct {
		const char *zone;
		unsigned bits;
		size_t left;
	} want[] = { { "a.ex", 0, 9 }, { "b.ex", 128, 0 },
		{ "c.ex", 32, 18 } };
	struct packed_cursor at = criterion_value(&c);
	struct listspec list;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(want); i++) {
		assert_true(listspec_next(&at, &list));
		assert_string_equal(list.zone, want[i].zone);
		assert_int_equal(list.bits, want[i].bits);
		assert_int_equal(list.answers.left, want[i].left);
	}
	assert_false(listspec_next(&at, &list));
}

static void
value_add_stops_where_the_room_ends(void **state)
{
	unsigned char data[16];
	struct packed p = { data, 0, sizeof(data) };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(value_add(&p, CRITERION_NAME, "a.example", 9, &e), 0);
	assert_int_equal(p.len, 10);
	assert_int_equal(value_add(&p, CRITERION_NAME, "b.example", 9, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(p.len, 10);
	assert_int_equal(value_add(&p, CRITERION_NAME, "b.exa", 5, &e), 0);
	assert_int_equal(p.len, 16);
	assert_int_equal(value_add(&p, CRITERION_DNSBL, "b.ex", 4, &e), -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_text_is_what_value_add_reads),
		cmocka_unit_test(values_are_read_within_their_bounds),
		cmocka_unit_test(sound_bytes_have_a_text),
		cmocka_unit_test(listspec_wants_the_answers_that_are_written),
		cmocka_unit_test(listspec_next_keeps_answers_with_their_list),
		cmocka_unit_test(value_add_stops_where_the_room_ends),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
