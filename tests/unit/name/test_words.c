/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "name/vocabulary.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MOST 16

/* What is found, as "kind:word ", one after the other. */
static void
say(char *out, size_t cap, const char *text)
{
	struct word word[MOST];
	size_t n = words_find(word, MOST, text, strlen(text)), i, at = 0;

	out[0] = '\0';
	for (i = 0; i < n; i++)
		at += (size_t)snprintf(out + at, cap - at, "%s:%.*s ",
		    word_kind_word(word[i].kind), word[i].len,
		    text + word[i].at);
}

static void
words_have_the_kind_of_their_meaning(void **state)
{
	static const char *const row[][2] = {
		{ "dhcp", "dynamic:dhcp " }, { "pool", "dynamic:pool " },
		{ "dyn", "dynamic:dyn " }, { "dialup", "dynamic:dialup " },
		{ "einwahl", "dynamic:einwahl " },
		{ "cable", "access:cable " }, { "ftth", "access:ftth " },
		{ "vdsl", "access:vdsl " }, { "kabel", "access:kabel " },
		{ "glasfaser", "access:glasfaser " },
		{ "customer", "line:customer " }, { "kunde", "line:kunde " },
		{ "cliente", "line:cliente " }, { "abonent", "line:abonent " },
		{ "host", "generic:host " }, { "ip", "generic:ip " },
		{ "static", "static:static " }, { "biz", "static:biz " },
		{ "business", "static:business " }, { "fijo", "static:fijo " },
		{ "vps", "hosting:vps " }, { "dedi", "hosting:dedi " },
		{ "cloud", "hosting:cloud " }, { "www", "server:www " },
		{ "ns", "server:ns " }, { "router", "device:router " },
		{ "pc", "device:pc " }, { "gw", "device:gw " },
		{ "mx", "mail:mx " }, { "smtp", "mail:smtp " },
		{ "relay", "mail:relay " }, { "out", "mail:out " },
		{ "zimbra", "mail:zimbra " }, { "poczta", "mail:poczta " },
		/* only numbers, nothing, and words that nobody knows */
		{ "198-51-100-7", "" }, { "", "" }, { "-", "" },
		{ "anna", "" }, { "qqqq", "" }, { "z", "" },
	};
	char got[200];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		say(got, sizeof(got), row[i][0]);
		if (strcmp(got, row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], got);
	}
}

/* A row of letters ends at everything else. */
static void
words_stand_in_their_place(void **state)
{
	static const char *const row[][2] = {
		/* ip is a whole row only */
		{ "ip", "generic:ip " }, { "1ip2", "generic:ip " },
		{ "a-ip.b", "generic:ip " }, { "ship", "" }, { "ipx", "" },
		{ "_ip_", "generic:ip " },
		/* mx begins or ends one */
		{ "mxa", "mail:mx " }, { "amx", "mail:mx " }, { "amxa", "" },
		{ "mx01", "mail:mx " }, { "a1mx", "mail:mx " },
		/* user begins one */
		{ "userx", "line:user " }, { "xuser", "" },
		/* smtp is known anywhere */
		{ "xsmtpx", "mail:smtp " }, { "smtpx", "mail:smtp " },
		{ "xsmtp", "mail:smtp " },
	};
	char got[200];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		say(got, sizeof(got), row[i][0]);
		if (strcmp(got, row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], got);
	}
}

/* What else is in the row is a word, or an ending. */
static void
words_are_joined_by_words(void **state)
{
	static const char *const row[][2] = {
		{ "dyn", "dynamic:dyn " }, { "1dyn2", "dynamic:dyn " },
		{ "dynpool", "dynamic:dyn dynamic:pool " },
		{ "bbcable", "access:cable " }, /* bb is no part, but a word */
		{ "cables", "access:cable " }, { "modems", "access:modem " },
		{ "dynasty", "" }, { "dynamite", "" }, { "educatv", "" },
		{ "spool", "" }, { "poolside", "" }, { "diplomat", "" },
		{ "customs", "" }, { "intercable", "" }, { "fibonacci", "" },
	};
	char got[200];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		say(got, sizeof(got), row[i][0]);
		if (strcmp(got, row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], got);
	}
}

static void
words_are_in_order_and_do_not_overlap(void **state)
{
	static const char *const row[][2] = {
		{ "dhcp-customer.pool", "dynamic:dhcp line:customer "
		    "dynamic:pool " },
		/* the longest: not "dial", not "mail", not "stat" */
		{ "dialup", "dynamic:dialup " },
		{ "webmail", "mail:webmail " },
		{ "static", "static:static " },
		{ "sendmail", "mail:sendmail " },
		{ "nonresidential", "static:nonresident " },
		/* the first: its bytes are used up, and no word begins then */
		{ "smtprelay", "mail:smtp mail:relay " },
		{ "dhcpdhcp", "dynamic:dhcp dynamic:dhcp " },
		{ "adslcable", "access:adsl access:cable " },
		{ "smtp.smtp", "mail:smtp mail:smtp " },
	};
	char got[200];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		say(got, sizeof(got), row[i][0]);
		if (strcmp(got, row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], got);
	}
}

static void
words_stop_at_the_length_and_at_max(void **state)
{
	static const char text[] = "smtpdhcp.cable";
	struct word word[3];
	size_t i;

	(void)state;
	assert_int_equal(words_find(word, 3, text, 14), 3);
	assert_int_equal(word[2].at, 9);
	assert_int_equal(word[2].len, 5);
	for (i = 0; i < 4; i++) /* before its end no word is one */
		assert_int_equal(words_find(word, 3, text, i), 0);
	assert_int_equal(words_find(word, 3, text, 4), 1);
	assert_int_equal(words_find(word, 3, text, 13), 2);
	memset(word, 0x55, sizeof(word));
	assert_int_equal(words_find(word, 1, text, 14), 1);
	assert_int_equal(word[1].at, 0x55);
	assert_int_equal(words_find(word, 0, text, 14), 0);
}

/* words_find looks for a word where the table says that it would be. */
static void
vocabulary_is_in_order(void **state)
{
	size_t i, n;

	(void)state;
	assert_true(vocabulary_len > 0);
	for (i = 0; i < vocabulary_len; i++) {
		const struct vocabulary_entry *v = &vocabulary[i];

		if (memchr(v->text, '\0', sizeof(v->text)) == NULL)
			fail_msg("%.*s has no end", VOCABULARY_WORD, v->text);
		n = strlen(v->text);
		if (n == 0 || strspn(v->text,
		    "abcdefghijklmnopqrstuvwxyz") != n)
			fail_msg("\"%s\" is no word", v->text);
		assert_true(v->kind < WORD_KINDS);
		assert_true(v->place <= PLACE_INSIDE);
		if (i > 0 && strcmp(v[-1].text, v->text) > 0)
			fail_msg("%s stands after %s", v->text, v[-1].text);
	}
}

/* True if a word that may stand in a may also stand in b. */
static int
covers(unsigned b, unsigned a)
{
	return b == a || b == PLACE_INSIDE || a == PLACE_WHOLE;
}

/* Of two entries with the same text the first is taken where both may stand:
 * the second says nothing if it may stand nowhere else, and the first nothing
 * if the second says the same wherever it may stand. */
static void
vocabulary_entries_all_say_something(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < vocabulary_len; i++)
		for (k = i; k > 0 && strcmp(vocabulary[k - 1].text,
		    vocabulary[i].text) == 0; k--) {
			const struct vocabulary_entry *a = &vocabulary[k - 1];
			const struct vocabulary_entry *b = &vocabulary[i];

			if (covers(a->place, b->place) ||
			    (a->kind == b->kind && covers(b->place, a->place)))
				fail_msg("%s: one of the entries %zu and %zu "
				    "says nothing", a->text, k - 1, i);
		}
}

/* Every word is found as a row of its own, or what covers it is longer. */
static void
vocabulary_words_are_found(void **state)
{
	struct word word[MOST];
	size_t i, n;

	(void)state;
	for (i = 0; i < vocabulary_len; i++) {
		const char *text = vocabulary[i].text;

		n = words_find(word, MOST, text, strlen(text));
		if (n != 1 || word[0].at != 0 || word[0].len != strlen(text))
			fail_msg("%s: %zu words", text, n);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_have_the_kind_of_their_meaning),
		cmocka_unit_test(words_stand_in_their_place),
		cmocka_unit_test(words_are_joined_by_words),
		cmocka_unit_test(words_are_in_order_and_do_not_overlap),
		cmocka_unit_test(words_stop_at_the_length_and_at_max),
		cmocka_unit_test(vocabulary_is_in_order),
		cmocka_unit_test(vocabulary_entries_all_say_something),
		cmocka_unit_test(vocabulary_words_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
