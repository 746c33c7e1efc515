/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/evidence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
evidence_starts_with_nothing(void **state)
{
	struct evidence ev;

	(void)state;
	memset(&ev, 'x', sizeof(ev));
	evidence_init(&ev);
	assert_false(ev.has_ip);
	assert_string_equal(ev.ip_text, "");
	assert_int_equal(ev.has_name, ANSWER_NO);
	assert_string_equal(ev.name, "");
	assert_int_equal(ev.name_len, 0);
	assert_false(ev.odd);
}

static void
evidence_address_is_canonical(void **state)
{
	static const char *const row[][2] = { { "192.0.2.1", "192.0.2.1" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "2001:DB8:0::1", "2001:db8::1" },
		{ "fe80::1%eth0", "fe80::1" } };
	struct evidence ev, was;
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		evidence_init(&ev);
		assert_int_equal(evidence_ip(&ev, row[i][0], &e), 0);
		assert_true(ev.has_ip);
		assert_string_equal(ev.ip_text, row[i][1]);
	}
	memset(&ev, 'x', sizeof(ev)); /* padding, too, for the comparison */
	evidence_init(&ev);
	memcpy(&was, &ev, sizeof(ev));
	assert_int_equal(evidence_ip(&ev, "unknown", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_memory_equal(&ev, &was, sizeof(ev));
}

static void
evidence_name_is_yes_no_or_unknown(void **state)
{
	static char longer[300];
	static const struct {
		const char *in, *name;
		enum answer has;
		bool odd;
	} row[] = {
		{ NULL, "", ANSWER_NO, false },
		{ "", "", ANSWER_NO, false },
		{ ".", "", ANSWER_NO, false },
		{ "Host.Example.", "host.example", ANSWER_YES, false },
		{ "a b", "a b", ANSWER_YES, true },
		{ longer, "", ANSWER_UNKNOWN, true },
	};
	size_t i;

	(void)state;
	memset(longer, 'a', 254);
	for (i = 0; i < COUNT(row); i++) {
		struct evidence ev;

		evidence_init(&ev);
		evidence_name(&ev, row[i].in);
		assert_int_equal(ev.has_name, row[i].has);
		assert_int_equal(ev.odd, row[i].odd);
		assert_string_equal(ev.name, row[i].name);
		assert_int_equal(ev.name_len, strlen(row[i].name));
	}
}

/* The name asked about last is the name. */
static void
evidence_name_may_be_replaced(void **state)
{
	struct evidence ev;

	(void)state;
	evidence_init(&ev);
	evidence_name(&ev, "a b");
	evidence_name(&ev, NULL);
	assert_int_equal(ev.has_name, ANSWER_NO);
	assert_false(ev.odd);
	assert_string_equal(ev.name, "");
	assert_int_equal(ev.name_len, 0);
}

static void
evidence_entry_is_host_ip_or_both(void **state)
{
	static const struct {
		const char *in, *ip, *name; /* "": none */
	} row[] = {
		{ "host.example", "", "host.example" },
		{ "192.0.2.1", "192.0.2.1", "" },
		{ "2001:db8::1", "2001:db8::1", "" },
		{ "::FFFF:192.0.2.1", "192.0.2.1", "" },
		{ "host.example/192.0.2.1", "192.0.2.1", "host.example" },
		{ "host.example/2001:db8::1", "2001:db8::1",
		    "host.example" },
		{ "/192.0.2.1", "192.0.2.1", "" },
		{ "a/b/192.0.2.1", "192.0.2.1", "a/b" },
		{ "192.0.2.1/198.51.100.1", "198.51.100.1", "192.0.2.1" },
		{ "1.2.3/192.0.2.1", "192.0.2.1", "1.2.3" },
		{ "1.2.3.example", "", "1.2.3.example" },
		{ "-/192.0.2.1", "192.0.2.1", "" },
		{ "?/192.0.2.1", "192.0.2.1", "" },
	};
	static const char *const wrong[] = { "host.example/", "192.0.2.0/24",
		"host/1.2.3.4/", "", ".", "-", "?", "-/", "?/",
		"192.000.002.001", "999.1.1.1", "192.0.2", "192.0.2.1.",
		"2001:db8::g", "[2001:db8::1]", "[192.0.2.1]",
		"2001:db8::1%eth0" };
	struct evidence ev;
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(evidence_entry(&ev, row[i].in, &e), 0);
		assert_string_equal(ev.ip_text, row[i].ip);
		assert_int_equal(ev.has_ip, row[i].ip[0] != '\0');
		assert_string_equal(ev.name, row[i].name);
		assert_int_equal(ev.has_name, row[i].name[0] != '\0' ?
		    ANSWER_YES : row[i].in[0] == '?' ? ANSWER_WAITING :
		    ANSWER_NO);
	}
	for (i = 0; i < COUNT(wrong); i++) {
		e.class = ERR_NONE;
		if (evidence_entry(&ev, wrong[i], &e) != -1)
			fail_msg("\"%s\" is taken", wrong[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
}

static void
evidence_entry_with_a_name_too_long_is_unknown(void **state)
{
	static char entry[4000];
	struct evidence ev;
	struct err e;
	size_t len;

	(void)state;
	for (len = 250; len < sizeof(entry) - 16; len = len * 5 / 4) {
		memset(entry, 'a', len);
		memcpy(entry + len, "/192.0.2.1", 11);
		assert_int_equal(evidence_entry(&ev, entry, &e), 0);
		assert_int_equal(ev.has_name, len > 253 ? ANSWER_UNKNOWN :
		    ANSWER_YES);
		assert_true(ev.has_ip);
		entry[len] = '\0'; /* the name alone */
		assert_int_equal(evidence_entry(&ev, entry, &e), 0);
		assert_int_equal(ev.has_name, len > 253 ? ANSWER_UNKNOWN :
		    ANSWER_YES);
		assert_false(ev.has_ip);
	}
}

/* What a server says where it has no name is no name, in whatever spelling a
 * name is taken in; what only looks like it is one. */
static void
evidence_words_for_no_name_tell_nothing(void **state)
{
	static const struct {
		const char *host, *name;
		enum answer tcp, list;
	} row[] = {
		{ "softdnserror", "", ANSWER_WAITING, ANSWER_WAITING },
		{ "softdnserr", "", ANSWER_WAITING, ANSWER_WAITING },
		{ "unknown", "", ANSWER_WAITING, ANSWER_WAITING },
		{ "UNKNOWN", "", ANSWER_WAITING, ANSWER_WAITING },
		{ "softdnserror.", "", ANSWER_WAITING, ANSWER_WAITING },
		{ "", "", ANSWER_WAITING, ANSWER_NO },
		{ ".", "", ANSWER_WAITING, ANSWER_NO },
		{ "softdnserro", "softdnserro", ANSWER_YES, ANSWER_YES },
		{ "softdnserrors", "softdnserrors", ANSWER_YES, ANSWER_YES },
		{ "unknown.example", "unknown.example", ANSWER_YES,
		    ANSWER_YES },
		{ "localhost", "localhost", ANSWER_YES, ANSWER_YES },
	};
	struct evidence ev;
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(evidence_tcp(&ev, "192.0.2.1", row[i].host,
		    &e), 0);
		assert_int_equal(ev.has_name, row[i].tcp);
		assert_string_equal(ev.name, row[i].name);
		assert_int_equal(ev.name_len, strlen(row[i].name));
		evidence_init(&ev);
		evidence_host(&ev, row[i].host);
		assert_int_equal(ev.has_name, row[i].list);
		assert_string_equal(ev.name, row[i].name);
		evidence_init(&ev);
		evidence_name(&ev, row[i].host); /* as DNS tells it */
		assert_int_equal(ev.has_name, row[i].list == ANSWER_NO ?
		    ANSWER_NO : ANSWER_YES);
	}
}

static void
evidence_claim_is_a_name_that_nobody_has_proven(void **state)
{
	static char longer[300];
	static const struct {
		const char *host, *claim, *name, *word;
	} row[] = {
		{ NULL, "Mail.Example.", "mail.example", "claimed" },
		{ "", "mail.example", "mail.example", "claimed" },
		{ "softdnserr", "mail.example", "mail.example", "claimed" },
		{ "given.example", "mail.example", "given.example", "given" },
		{ NULL, NULL, "", "unknown" },
		{ NULL, "", "", "unknown" },
		{ NULL, "unknown", "", "unknown" },
		{ NULL, longer, "", "unknown" },
	};
	struct evidence ev;
	struct err e = { 0 };
	size_t i;

	(void)state;
	memset(longer, 'a', 254);
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(evidence_tcp(&ev, "192.0.2.1", row[i].host,
		    &e), 0);
		evidence_claim(&ev, row[i].claim);
		assert_string_equal(ev.name, row[i].name);
		assert_string_equal(evidence_name_word(&ev), row[i].word);
		assert_int_equal(ev.has_name, row[i].name[0] != '\0' ?
		    ANSWER_YES : ANSWER_WAITING);
	}
}

static void
evidence_doubt_is_of_a_name_that_was_told(void **state)
{
	struct evidence ev;
	struct err e;

	(void)state;
	evidence_init(&ev);
	evidence_doubt(&ev);
	assert_false(ev.unproven || ev.provable);
	assert_int_equal(evidence_tcp(&ev, "192.0.2.1", NULL, &e), 0);
	evidence_claim(&ev, "a.example");
	assert_true(ev.unproven);
	evidence_doubt(&ev); /* whoever claims it has asked DNS */
	assert_false(ev.provable);
	evidence_name(&ev, "a.example");
	ev.unproven = false;
	evidence_doubt(&ev);
	assert_true(ev.unproven && ev.provable);
}

static void
evidence_that_is_given_up_is_unknown(void **state)
{
	struct evidence ev;

	(void)state;
	evidence_init(&ev);
	ev.offender = ev.has_name = ANSWER_WAITING;
	evidence_give_up(&ev);
	assert_int_equal(ev.offender, ANSWER_UNKNOWN);
	assert_int_equal(ev.has_name, ANSWER_UNKNOWN);
	ev.offender = ev.has_name = ANSWER_NO;
	evidence_give_up(&ev);
	assert_int_equal(ev.offender, ANSWER_NO);
	assert_int_equal(ev.has_name, ANSWER_NO);
}

/* Nothing is known of whoever comes, whoever came before. */
static void
evidence_init_knows_nothing(void **state)
{
	struct evidence ev;

	(void)state;
	memset(&ev, 1, sizeof(ev));
	evidence_init(&ev);
	assert_false(ev.has_ip || ev.odd || ev.unproven || ev.provable ||
	    ev.doubtful || ev.learnt || ev.session || ev.to_say);
	assert_int_equal(ev.has_name, ANSWER_NO);
	assert_int_equal(ev.offences, 0);
	assert_int_equal(ev.port, 0);
	assert_string_equal(ev.name, "");
	assert_int_equal(ev.name_len, 0);
	assert_null(ev.helo);
	assert_null(ev.sender);
	assert_null(ev.rcpt);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_starts_with_nothing),
		cmocka_unit_test(evidence_address_is_canonical),
		cmocka_unit_test(evidence_name_is_yes_no_or_unknown),
		cmocka_unit_test(evidence_name_may_be_replaced),
		cmocka_unit_test(evidence_entry_is_host_ip_or_both),
		cmocka_unit_test(
		    evidence_entry_with_a_name_too_long_is_unknown),
		cmocka_unit_test(evidence_words_for_no_name_tell_nothing),
		cmocka_unit_test(
		    evidence_claim_is_a_name_that_nobody_has_proven),
		cmocka_unit_test(evidence_doubt_is_of_a_name_that_was_told),
		cmocka_unit_test(evidence_that_is_given_up_is_unknown),
		cmocka_unit_test(evidence_init_knows_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
