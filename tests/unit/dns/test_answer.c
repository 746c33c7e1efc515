/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages are written by hand from RFC 1035 section 4. */
#include "dns/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Header: flags, then the four counts, each below 256. */
#define OK   "\x81\x80" /* response, recursion desired and available */
#define LAME "\x81\x00" /* recursion not available */
#define AUTH "\x85\x00" /* authoritative, and not available */
#define NX   "\x81\x83"
#define HEAD(flags, qd, an, ns, ar) \
	"\x12\x34" flags "\0" qd "\0" an "\0" ns "\0" ar
/* The question a.ex, at offset 12; the rest begins at offset 22. */
#define ASK(type)    "\1a\2ex\0" "\0" type "\0\1"
#define ASK_A        ASK("\x01")
#define ASK_PTR      ASK("\x0c")
#define ASK_MX      ASK("\x0f")
#define ASK_TXT      ASK("\x10")
#define ASK_AAAA     ASK("\x1c")
#define NAME         "\xc0\x0c"
#define RR(type)     "\0" type "\0\1" "\0\0\0\x3c"
#define A(d)         NAME RR("\x01") "\0\4" "\x7f\0\0" d
#define PTR_B        NAME RR("\x0c") "\0\5" "\1b\xc0\x0e" "\0" /* 1 over */
#define NS           NAME RR("\x02") "\0\2" NAME
#define SOA          NAME RR("\x06") "\0\x16" "\0\0" "\0\0\0\1" "\0\0\0\1" \
	"\0\0\0\1" "\0\0\0\1" "\0\0\0\1"
#define CNAME_B      NAME RR("\x05") "\0\4" "\1b\xc0\x0e" /* b.ex: 34 */
#define B            "\xc0\x22"
#define B_A          B RR("\x01") "\0\4" "\x7f\0\0\2"

struct row {
	const char *claim;
	enum dns_type type;
	const char *data;
	size_t len;
	const char *want; /* records with spaces; "-": absent; "?": unknown */
};
#define M(message) message, sizeof(message) - 1

static bool
is_name(const struct dns_answer *a)
{
	return a->type == DNS_PTR || a->type == DNS_MX;
}

static void
answer_text(char *out, size_t size, const struct dns_answer *a)
{
	char ip[IP_TEXT_SIZE];
	size_t i, len = 0;

	if (a->state != DNS_FOUND) {
		(void)snprintf(out, size, "%s",
		    a->state == DNS_ABSENT ? "-" : "?");
		return;
	}
	out[0] = '\0';
	for (i = 0; i < a->count; i++) {
		const char *text = is_name(a) ? a->name[i] :
		    a->text;

		if (a->type == DNS_A || a->type == DNS_AAAA) {
			ip_format(&a->ip[i], ip);
			text = ip;
		}
		len += (size_t)snprintf(out + len, size - len, "%s%s",
		    i > 0 ? " " : "", text);
	}
}

static void
rows_check(const struct row *row, size_t count)
{
	struct dns_question q = { "a.ex", DNS_A };
	char got[4096];
	struct dns_answer a;
	size_t i;

	for (i = 0; i < count; i++) {
		q.type = row[i].type;
		answer_decode(&a, row[i].data, row[i].len, &q);
		answer_text(got, sizeof(got), &a);
		if (strcmp(got, row[i].want) != 0)
			fail_msg("%s: \"%s\" (%s)", row[i].claim, got, a.why);
		if ((a.state == DNS_UNKNOWN) != (a.why[0] != '\0'))
			fail_msg("%s: why \"%s\"", row[i].claim, a.why);
		assert_int_equal(a.type, row[i].type);
	}
}

static void
records_are_decoded_in_order(void **state)
{
	static const struct row row[] = {
		{ "one A", DNS_A, M(HEAD(OK, "\1", "\1", "\0", "\0") ASK_A
			A("\2")), "127.0.0.2" },
		{ "sorted", DNS_A, M(HEAD(OK, "\1", "\3", "\0", "\0") ASK_A
			A("\x0a") A("\2") A("\4")),
		    "127.0.0.2 127.0.0.4 127.0.0.10" },
		{ "duplicates", DNS_A, M(HEAD(OK, "\1", "\3", "\0", "\0") ASK_A
			A("\4") A("\2") A("\4")), "127.0.0.2 127.0.0.4" },
		{ "AAAA", DNS_AAAA, M(HEAD(OK, "\1", "\1", "\0", "\0") ASK_AAAA
			NAME RR("\x1c") "\0\x10" "\x20\1\x0d\xb8\0\0\0\0"
			"\0\0\0\0\0\0\0\1"), "2001:db8::1" },
		{ "PTR, compressed", DNS_PTR, M(HEAD(OK, "\1", "\2", "\0", "\0")
			ASK_PTR NAME RR("\x0c") "\0\4" "\1z\xc0\x0e"
			NAME RR("\x0c") "\0\6" "\4MaIl" "\0"), "mail z.ex" },
		{ "MX, without the preference", DNS_MX, M(HEAD(OK, "\1",
			"\2", "\0", "\0") ASK_MX NAME RR("\x0f") "\0\6"
			"\0\x0a\1z\xc0\x0e" NAME RR("\x0f") "\0\5"
			"\0\5\1m\0"), "m z.ex" },
		{ "root PTR", DNS_PTR, M(HEAD(OK, "\1", "\1", "\0", "\0")
			ASK_PTR NAME RR("\x0c") "\0\1" "\0"), "." },
		{ "odd PTR", DNS_PTR, M(HEAD(OK, "\1", "\1", "\0", "\0")
			ASK_PTR NAME RR("\x0c") "\0\x0e" "\x0c" "a.b\n\\%\"\xc3"
			"\xa4\0_-" "\0"),
		    "a\\046b\\010\\092\\037\\034\\195\\164\\000_-" },
		{ "TXT strings join", DNS_TXT, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_TXT NAME RR("\x10") "\0\x0a" "\3one" "\0"
			"\4 t\x07\xff"), "one t??" },
		{ "least of two TXT", DNS_TXT, M(HEAD(OK, "\1", "\2", "\0",
			"\0") ASK_TXT NAME RR("\x10") "\0\4" "\3two"
			NAME RR("\x10") "\0\4" "\3one"), "one" },
		{ "owner in other case", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") "\1A\2eX\0" "\0\1\0\1" "\1a\2Ex\0" RR("\x01")
			"\0\4" "\x7f\0\0\2"), "127.0.0.2" },
	};

	(void)state;
	rows_check(row, COUNT(row));
}

static void
only_a_whole_answer_says_no(void **state)
{
	static const struct row row[] = {
		{ "NXDOMAIN", DNS_A, M(HEAD(NX, "\1", "\0", "\0", "\0") ASK_A),
		    "-" },
		{ "NODATA, RFC 2308 2.2 type 3", DNS_A, M(HEAD(OK, "\1", "\0",
			"\0", "\0") ASK_A), "-" },
		{ "NODATA with SOA", DNS_A, M(HEAD(LAME, "\1", "\0", "\1",
			"\0") ASK_A SOA), "-" },
		{ "NODATA type 1: SOA and NS", DNS_A, M(HEAD(LAME, "\1", "\0",
			"\2", "\0") ASK_A SOA NS), "-" },
		{ "referral", DNS_A, M(HEAD(LAME, "\1", "\0", "\1", "\0") ASK_A
			NS), "?" },
		{ "referral by one who claims authority", DNS_A, M(HEAD(
			"\x85\x80", "\1", "\0", "\1", "\0") ASK_A NS), "?" },
		{ "SERVFAIL", DNS_A, M(HEAD("\x81\x82", "\1", "\0", "\0",
			"\0") ASK_A), "?" },
		{ "REFUSED", DNS_A, M(HEAD("\x81\x85", "\1", "\0", "\0",
			"\0") ASK_A), "?" },
		{ "YXDOMAIN", DNS_A, M(HEAD("\x81\x86", "\1", "\0", "\0",
			"\0") ASK_A), "?" },
		{ "truncated", DNS_A, M(HEAD("\x83\x80", "\1", "\1", "\0",
			"\0") ASK_A A("\2")), "?" },
		{ "no response bit", DNS_A, M(HEAD("\x01\x83", "\1", "\0",
			"\0", "\0") ASK_A), "?" },
		{ "opcode STATUS", DNS_A, M(HEAD("\x91\x83", "\1", "\0", "\0",
			"\0") ASK_A), "?" },
		{ "other type asked", DNS_A, M(HEAD(NX, "\1", "\0", "\0",
			"\0") ASK_PTR), "?" },
		{ "other name asked", DNS_A, M(HEAD(NX, "\1", "\0", "\0",
			"\0") "\1b\2ex\0" "\0\1\0\1"), "?" },
		{ "class CH asked", DNS_A, M(HEAD(NX, "\1", "\0", "\0", "\0")
			"\1a\2ex\0" "\0\1\0\3"), "?" },
		{ "no question", DNS_A, M(HEAD(NX, "\0", "\0", "\0", "\0")),
		    "?" },
		{ "record of class CH", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_A NAME "\0\1\0\3\0\0\0\0\0\4\x7f\0\0\2"),
		    "?" },
		{ "record of another owner", DNS_A, M(HEAD(OK, "\1", "\1",
			"\0", "\0") ASK_A "\4evil\0" RR("\1") "\0\4"
			"\x7f\0\0\2"), "?" },
		{ "record of another type", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_A NAME RR("\x10") "\0\2\1x"), "?" },
		{ "NXDOMAIN with data", DNS_A, M(HEAD(NX, "\1", "\1", "\0",
			"\0") ASK_A A("\2")), "?" },
		{ "one stray owner does not matter", DNS_A, M(HEAD(OK, "\1",
			"\2", "\0", "\0") ASK_A "\4evil\0" RR("\1") "\0\4"
			"\x7f\0\0\3" A("\2")), "127.0.0.2" },
	};

	(void)state;
	rows_check(row, COUNT(row));
}

static void
malformed_messages_are_unknown(void **state)
{
	static const struct row row[] = {
		{ "nothing", DNS_A, M(""), "?" },
		{ "one octet", DNS_A, M("\x12"), "?" },
		{ "header cut", DNS_A, M("\x12\x34\x81\x83\0\1\0\0\0\0\0"),
		    "?" },
		{ "question missing", DNS_A, M(HEAD(NX, "\1", "\0", "\0",
			"\0")), "?" },
		{ "question cut", DNS_A, M(HEAD(NX, "\1", "\0", "\0", "\0")
			"\1a\2ex\0" "\0\1\0"), "?" },
		{ "too many counted", DNS_A, M(HEAD(OK, "\1", "\2", "\0", "\0")
			ASK_A A("\2")), "?" },
		{ "too few counted", DNS_A, M(HEAD(OK, "\1", "\0", "\0", "\0")
			ASK_A A("\2")), "?" },
		{ "A of 3 octets", DNS_A, M(HEAD(OK, "\1", "\1", "\0", "\0")
			ASK_A NAME RR("\1") "\0\3" "\x7f\0\0"), "?" },
		{ "data beyond the end", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_A NAME RR("\1") "\0\5" "\x7f\0\0\2"), "?" },
		{ "pointer to itself", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_A "\xc0\x16" RR("\1") "\0\4" "\x7f\0\0\2"),
		    "?" },
		{ "pointer forward", DNS_A, M(HEAD(OK, "\1", "\2", "\0", "\0")
			ASK_A A("\2") "\xc0\x28" RR("\1") "\0\4"
			"\x7f\0\0\2"), "?" },
		{ "pointer beyond the end", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_A "\xff\xff" RR("\1") "\0\4" "\x7f\0\0\2"),
		    "?" },
		{ "pointer into the header", DNS_A, M("\1\1" OK "\0\1" "\0\1"
			"\0\1" "\0\0" ASK_A A("\2") "\xc0\5" "\0\2\0\1"
			"\0\0\0\0\0\0"), "?" },
		{ "labels that loop", DNS_A, M(HEAD(OK, "\1", "\1", "\0", "\0")
			ASK_A "\1x\xc0\x16" RR("\1") "\0\4" "\x7f\0\0\2"),
		    "?" },
		{ "label type 01", DNS_A, M(HEAD(OK, "\1", "\2", "\0", "\0")
			ASK_A A("\2") "\x40\x0c" RR("\1") "\0\4"
			"\x7f\0\0\2"), "?" },
		{ "MX of a preference", DNS_MX, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_MX NAME RR("\x0f") "\0\2" "\0\x0a"), "?" },
		{ "MX of one byte", DNS_MX, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_MX NAME RR("\x0f") "\0\1" "\0"), "?" },
		{ "PTR shorter than its data", DNS_PTR, M(HEAD(OK, "\1", "\1",
			"\0", "\0") ASK_PTR PTR_B), "?" },
		{ "TXT string beyond its data", DNS_TXT, M(HEAD(OK, "\1", "\1",
			"\0", "\0") ASK_TXT NAME RR("\x10") "\0\2" "\2x"),
		    "?" },
		{ "TXT of nothing", DNS_TXT, M(HEAD(OK, "\1", "\1", "\0", "\0")
			ASK_TXT NAME RR("\x10") "\0\0"), "?" },
	};

	(void)state;
	rows_check(row, COUNT(row));
}

static void
aliases_are_followed_to_their_end(void **state)
{
	static const struct row row[] = {
		{ "alias and data", DNS_A, M(HEAD(OK, "\1", "\2", "\0", "\0")
			ASK_A CNAME_B B_A), "127.0.0.2" },
		{ "data of a bystander", DNS_A, M(HEAD(OK, "\1", "\2", "\0",
			"\0") ASK_A CNAME_B "\1c\xc0\x0e" RR("\1") "\0\4"
			"\x7f\0\0\2"), "?" },
		{ "alias without data", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_A CNAME_B), "-" },
		{ "the same, not looked up", DNS_A, M(HEAD(AUTH, "\1", "\1",
			"\0", "\0") ASK_A CNAME_B), "?" },
		{ "the same, denied", DNS_A, M(HEAD(AUTH, "\1", "\1", "\1",
			"\0") ASK_A CNAME_B SOA), "-" },
		{ "alias to no name", DNS_A, M(HEAD(NX, "\1", "\1", "\0",
			"\0") ASK_A CNAME_B), "-" },
		{ "alias to itself", DNS_A, M(HEAD(OK, "\1", "\1", "\0", "\0")
			ASK_A NAME RR("\x05") "\0\2" NAME), "?" },
		{ "two that loop", DNS_A, M(HEAD(OK, "\1", "\2", "\0", "\0")
			ASK_A CNAME_B B RR("\x05") "\0\2" NAME), "?" },
		{ "two targets", DNS_A, M(HEAD(OK, "\1", "\4", "\0", "\0")
			ASK_A CNAME_B B_A NAME RR("\x05") "\0\3" "\1c\0"
			NAME RR("\x05") "\0\2" B), "?" },
		{ "alias of another name", DNS_A, M(HEAD(OK, "\1", "\1", "\0",
			"\0") ASK_A "\1c\0" RR("\x05") "\0\2" NAME), "?" },
		{ "alias beside data", DNS_A, M(HEAD(OK, "\1", "\2", "\0",
			"\0") ASK_A CNAME_B A("\2")), "?" },
	};

	(void)state;
	rows_check(row, COUNT(row));
}

/* Append a record with n as its owner's or its data's only label. */
static size_t
octets_add(unsigned char *message, size_t len, const void *octets, size_t n)
{
	memcpy(message + len, octets, n);
	return len + n;
}

/* a.ex is l0, l0 is l1 and so on, hops times; the last has an address. */
static enum dns_state
chain_state(unsigned hops)
{
	struct dns_question q = { "a.ex", DNS_A };
	unsigned char m[512], label[3] = { 1, 'a', 0 };
	struct dns_answer a;
	size_t len;
	unsigned i;

	len = octets_add(m, 0, M(HEAD(OK, "\1", "\0", "\0", "\0") ASK_A));
	m[7] = (unsigned char)(hops + 1);
	for (i = 0; i < hops; i++) {
		if (i == 0)
			len = octets_add(m, len, M(NAME));
		else
			len = octets_add(m, len, label, 3);
		label[1] = (unsigned char)('b' + i);
		len = octets_add(m, len, M(RR("\x05") "\0\3"));
		len = octets_add(m, len, label, 3);
	}
	len = octets_add(m, len, label, 3);
	len = octets_add(m, len, M(RR("\x01") "\0\4" "\x7f\0\0\2"));
	answer_decode(&a, m, len, &q);
	return a.state;
}

static void
eight_aliases_are_followed(void **state)
{
	(void)state;
	assert_int_equal(chain_state(1), DNS_FOUND);
	assert_int_equal(chain_state(8), DNS_FOUND);
	assert_int_equal(chain_state(9), DNS_UNKNOWN);
}

/* Record i of count names is n(i * step mod count), in letters. */
static void
names_answer(struct dns_answer *a, unsigned count, unsigned step)
{
	static unsigned char m[65535];
	struct dns_question q = { "a.ex", DNS_PTR };
	unsigned char label[6] = { 4, 0, 0, 0, 0, 0 };
	size_t len;
	unsigned i, n;

	len = octets_add(m, 0, M(HEAD(OK, "\1", "\0", "\0", "\0") ASK_PTR));
	m[6] = (unsigned char)(count >> 8);
	m[7] = (unsigned char)count;
	for (i = 0; i < count; i++) {
		n = i * step % count;
		label[1] = (unsigned char)('a' + n / 1000);
		label[2] = (unsigned char)('a' + n / 100 % 10);
		label[3] = (unsigned char)('a' + n / 10 % 10);
		label[4] = (unsigned char)('a' + n % 10);
		len = octets_add(m, len, M(NAME RR("\x0c") "\0\6"));
		len = octets_add(m, len, label, sizeof(label));
	}
	answer_decode(a, m, len, &q);
}

/* 997, 1009 and 7 are coprime to 2500. */
static void
the_first_ten_of_many_names_are_kept_in_any_order(void **state)
{
	static const unsigned step[] = { 1, 2499, 997, 1009, 7 };
	struct dns_answer a;
	char want[5];
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(step); i++) {
		names_answer(&a, 2500, step[i]);
		assert_int_equal(a.state, DNS_FOUND);
		assert_int_equal(a.count, 10);
		assert_true(a.more);
		for (k = 0; k < 10; k++) {
			(void)snprintf(want, sizeof(want), "aaa%c",
			    (char)('a' + k));
			assert_string_equal(a.name[k], want);
		}
	}
	names_answer(&a, 10, 3);
	assert_int_equal(a.count, 10);
	assert_false(a.more);
}

static void
a_long_odd_name_is_cut_longer_than_a_host_name(void **state)
{
	struct dns_question q = { "a.ex", DNS_PTR };
	unsigned char m[512], label[64];
	struct dns_answer a;
	size_t len;
	int i;

	(void)state;
	label[0] = 63;
	memset(label + 1, '\n', 63);
	len = octets_add(m, 0, M(HEAD(OK, "\1", "\1", "\0", "\0") ASK_PTR
	    NAME RR("\x0c") "\0\xc1"));
	for (i = 0; i < 3; i++)
		len = octets_add(m, len, label, sizeof(label));
	len = octets_add(m, len, "", 1);
	answer_decode(&a, m, len, &q);
	assert_int_equal(a.state, DNS_FOUND);
	assert_int_equal(strlen(a.name[0]), 255);
}

static void
text_is_cut_to_200_bytes(void **state)
{
	static unsigned char m[65535];
	struct dns_question q = { "a.ex", DNS_TXT };
	struct dns_answer a;
	size_t len, i;

	(void)state;
	len = octets_add(m, 0, M(HEAD(OK, "\1", "\1", "\0", "\0") ASK_TXT
	    NAME RR("\x10") "\xfa\x00")); /* 64,000 = 250 * 256 */
	for (i = 0; i < 250; i++) {
		m[len] = 255;
		memset(m + len + 1, 'x', 255);
		len += 256;
	}
	answer_decode(&a, m, len, &q);
	assert_int_equal(a.state, DNS_FOUND);
	assert_int_equal(strlen(a.text), 200);
}

/* RFC 7208 section 4.5. */
static void
text_that_is_a_policy_is_kept_whole(void **state)
{
	static const struct {
		const char *record[3]; /* with its length before it, octal */
		unsigned policies;
		const char *policy;
	} row[] = {
		{ { "\6v=spf1", NULL }, 1, "v=spf1" },
		{ { "\5other", "\13v=spf1 -all", NULL }, 1, "v=spf1 -all" },
		{ { "\13V=SPF1 -all", NULL }, 1, "V=SPF1 -all" },
		{ { "\7v=spf10", NULL }, 0, "" },
		{ { "\5v=spf", NULL }, 0, "" },
		{ { "\6v=spf1", "\6v=spf1", NULL }, 2, "v=spf1" },
		{ { "\12v=spf1 \200\001\n", NULL }, 1,
		    "v=spf1 \200\001\n" },
	};
	const struct dns_question q = { "a.ex", DNS_TXT };
	unsigned char m[512];
	struct dns_answer a;
	size_t i, k, n, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		len = octets_add(m, 0, M(HEAD(OK, "\1", "\0", "\0", "\0")
		    ASK_TXT));
		for (k = 0; row[i].record[k] != NULL; k++) {
			n = strlen(row[i].record[k]);
			len = octets_add(m, len, M(NAME RR("\x10") "\0"));
			m[len++] = (unsigned char)n;
			len = octets_add(m, len, row[i].record[k], n);
			m[7]++;
		}
		answer_decode(&a, m, len, &q);
		assert_int_equal(a.state, DNS_FOUND);
		assert_int_equal(a.policies, row[i].policies);
		if (a.policies > 0)
			assert_string_equal(a.policy, row[i].policy);
	}
}

/* A record cut short would say something else. */
static void
a_policy_that_is_too_long_is_none(void **state)
{
	static unsigned char m[4096];
	const struct dns_question q = { "a.ex", DNS_TXT };
	struct dns_answer a;
	size_t len, i, k;

	(void)state;
	for (k = 8; k <= 9; k++) { /* strings of 255 bytes: 2,040 and 2,295 */
		len = octets_add(m, 0, M(HEAD(OK, "\1", "\1", "\0", "\0")
		    ASK_TXT NAME RR("\x10")));
		m[len++] = (unsigned char)(k * 256 >> 8);
		m[len++] = 0;
		for (i = 0; i < k; i++) {
			m[len] = 255;
			memset(m + len + 1, 'x', 255);
			if (i == 0)
				memcpy(m + len + 1, "v=spf1 ", 7);
			len += 256;
		}
		answer_decode(&a, m, len, &q);
		assert_int_equal(a.state, DNS_FOUND);
		assert_int_equal(a.policies, 1);
		assert_int_equal(strlen(a.policy), k == 8 ? 2040 : 0);
	}
}

/* Ten names may be of eleven records. */
static void
more_mx_records_than_are_kept_are_more(void **state)
{
	const struct dns_question q = { "a.ex", DNS_MX };
	unsigned char m[512];
	struct dns_answer a;
	size_t len, i, n;

	(void)state;
	for (n = 10; n <= 11; n++) {
		len = octets_add(m, 0, M(HEAD(OK, "\1", "\0", "\0", "\0")
		    ASK("\x0f")));
		m[7] = (unsigned char)n;
		for (i = 0; i < n; i++) {
			len = octets_add(m, len, M(NAME RR("\x0f") "\0\4"
			    "\0"));
			m[len++] = (unsigned char)i;
			len = octets_add(m, len, M("\xc0\x0c"));
		}
		answer_decode(&a, m, len, &q);
		assert_int_equal(a.state, DNS_FOUND);
		assert_int_equal(a.count, 1);
		assert_int_equal(a.more, n == 11);
	}
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(records_are_decoded_in_order),
		cmocka_unit_test(only_a_whole_answer_says_no),
		cmocka_unit_test(malformed_messages_are_unknown),
		cmocka_unit_test(aliases_are_followed_to_their_end),
		cmocka_unit_test(eight_aliases_are_followed),
		cmocka_unit_test(
		    the_first_ten_of_many_names_are_kept_in_any_order),
		cmocka_unit_test(
		    a_long_odd_name_is_cut_longer_than_a_host_name),
		cmocka_unit_test(text_is_cut_to_200_bytes),
		cmocka_unit_test(text_that_is_a_policy_is_kept_whole),
		cmocka_unit_test(a_policy_that_is_too_long_is_none),
		cmocka_unit_test(more_mx_records_than_are_kept_are_more),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
