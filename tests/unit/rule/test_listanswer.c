/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Patterns for answers against a reader of their text that is written for this
 * test: postconf(5), postscreen_dnsbl_sites, says that d.d.d.d has for each d
 * a number, or in [] numbers and number..number, separated by ";". */
#include "rule/listanswer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ip.h"
#include "lib/nets.h"
#include "lib/valued.h"
#include "rule/listspec.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define OCTETS 4

static struct arena arena;

/* What each octet may be, once named and once in a range. */
struct table {
	bool holds[OCTETS][256], names[OCTETS][256];
};

/* Fill in one octet of a pattern; returns what is behind it. */
static const char *
read_octet(const char *p, bool holds[256], bool names[256])
{
	bool bracket = *p == '[';
	char *end = NULL;
	long first, last;

	p += bracket;
	for (;;) {
		first = last = strtol(p, &end, 10);
		if (end[0] == '.' && end[1] == '.')
			last = strtol(end + 2, &end, 10);
		if (first == last)
			names[first] = true;
		for (; first <= last; first++)
			holds[first] = true;
		if (!bracket)
			return end;
		if (*end == ']')
			return end + 1;
		p = end + 1;
	}
}

static void
read_table(struct table *t, const char *pattern)
{
	size_t i;

	memset(t, 0, sizeof(*t));
	for (i = 0; i < OCTETS; i++)
		pattern = read_octet(pattern, t->holds[i], t->names[i]) + 1;
}

static enum listanswer_fit
table_fit(const struct table *t, const struct ip *ip)
{
	bool holds = true, names = true;
	size_t i;

	for (i = 0; i < OCTETS; i++) {
		holds = holds && t->holds[i][ip->octet[i]];
		names = names && t->names[i][ip->octet[i]];
	}
	return names ? LISTANSWER_NAMES :
	    holds ? LISTANSWER_HOLDS : LISTANSWER_NO;
}

/* All 65536 ends of addresses that begin with 127 and another octet. */
static void
compare(const char *pattern, unsigned char second)
{
	struct ip ip = { { 127, second }, 32 };
	enum listanswer_fit fit = LISTANSWER_NO;
	struct packed_cursor at;
	struct listspec list;
	char value[400];
	struct table t;
	unsigned tail;
	struct criterion c;

	(void)snprintf(value, sizeof(value), "a.ex=%s", pattern);
	c = valued(&arena, CRITERION_DNSBL, value);
	at = criterion_value(&c);
	assert_true(listspec_next(&at, &list));
	read_table(&t, pattern);
	for (tail = 0; tail < 65536; tail++) {
		at = list.answers;
		ip.octet[2] = (unsigned char)(tail >> 8);
		ip.octet[3] = (unsigned char)tail;
		assert_true(listanswer_next(&at, &fit, &ip));
		if (fit != table_fit(&t, &ip))
			fail_msg("%s: 127.%u.%u.%u is %d", pattern, second,
			    tail >> 8, tail & 255, (int)fit);
		assert_int_equal(listspec_wants(&list, &ip),
		    fit != LISTANSWER_NO);
	}
}

/* As people have them for postscreen(8). */
static void
patterns_hold_what_their_text_says(void **state)
{
	static const char *const pattern[] = {
		"127.0.[2..20].[1..3]", "127.0.[0..255].0",
		"127.0.[2..15].[2..3]", "127.0.0.[18;19;20]",
		"127.0.0.[4..7]", "127.0.0.[10;11]", "127.0.1.[2..99]",
		"127.0.1.[102..199]", "127.0.[1;3;5..7].[0..255]",
		"127.[0..1].[254..255].[0;255]", "127.0.0.2",
		"127.0.0.[1;1..3;2]", "127.[0..255].[0..255].[0..255]",
	};
	static const unsigned char second[] = { 0, 1, 2, 255 };
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(pattern); i++)
		for (n = 0; n < COUNT(second); n++)
			compare(pattern[i], second[n]);
}

/* An octet in one of the ways to write it, 16 spans at most. */
static size_t
write_octet(char *out, size_t size, uint32_t *seed)
{
	unsigned n = nets_random(seed) % 8, i, a, b;
	size_t len;

	if (n == 0)
		return (size_t)snprintf(out, size, "%u",
		    nets_random(seed) % 256);
	if (n == 7)
		n = 16;
	len = (size_t)snprintf(out, size, "[");
	for (i = 0; i < n; i++) {
		a = nets_random(seed) % 256;
		b = a + nets_random(seed) % (256 - a);
		len += (size_t)snprintf(out + len, size - len,
		    nets_random(seed) % 2 == 0 ? "%u;" : "%u..%u;", a, b);
	}
	out[len - 1] = ']';
	return len;
}

static void
random_patterns_hold_what_their_text_says(void **state)
{
	uint32_t seed = 20261130;
	char pattern[400];
	size_t len, i;
	unsigned n;

	(void)state;
	for (n = 0; n < 60; n++) {
		len = (size_t)snprintf(pattern, sizeof(pattern), "127");
		for (i = 1; i < OCTETS; i++) {
			pattern[len++] = '.';
			len += write_octet(pattern + len,
			    sizeof(pattern) - len, &seed);
		}
		compare(pattern, (unsigned char)nets_random(&seed));
		compare(pattern, 0);
	}
}

/* The text of a pattern is a pattern, and means the same. */
static void
random_patterns_keep_their_text(void **state)
{
	uint32_t seed = 20261131;
	struct criterion c, again;
	struct packed_cursor at;
	struct buf text = { 0 };
	struct listspec list;
	char value[400];
	size_t len, i;
	unsigned n;

	(void)state;
	for (n = 0; n < 2000; n++) {
		len = (size_t)snprintf(value, sizeof(value), "a.ex=127");
		for (i = 1; i < OCTETS; i++) {
			value[len++] = '.';
			len += write_octet(value + len, sizeof(value) - len,
			    &seed);
		}
		c = valued(&arena, CRITERION_DNSBL, value);
		at = criterion_value(&c);
		assert_true(listspec_next(&at, &list));
		text.len = 0;
		buf_add_text(&text, "a.ex=");
		listanswer_format(&text, &list.answers);
		again = valued(&arena, CRITERION_DNSBL, buf_text(&text));
		assert_int_equal(again.len, c.len);
		assert_memory_equal(again.value, c.value, c.len);
	}
	buf_free(&text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_hold_what_their_text_says),
		cmocka_unit_test(random_patterns_hold_what_their_text_says),
		cmocka_unit_test(random_patterns_keep_their_text),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	arena_free(&arena);
	return failed;
}
