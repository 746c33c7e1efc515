/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/envelope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(s) s, sizeof(s) - 1

struct row {
	const char *in;
	size_t len;
	const char *want; /* NULL: none */
};

static void
check_rows(const struct row *row, size_t count)
{
	char out[ENVELOPE_ADDRESS_MAX + 1];
	size_t i;
	bool got;

	for (i = 0; i < count; i++) {
		strcpy(out, "as it was");
		got = envelope_address(out, row[i].in, row[i].len, "FROM");
		if (got != (row[i].want != NULL) ||
		    strcmp(out, got ? row[i].want : "as it was") != 0)
			fail_msg("row %zu: %s", i, out);
	}
}

static void
an_address_is_read_in_every_form(void **state)
{
	static const struct row row[] = {
		{ TEXT(" FROM:<a@b.example>"), "a@b.example" },
		{ TEXT(" from:<a@b.example>"), "a@b.example" },
		{ TEXT(" FROM:<>"), "" },
		{ TEXT(" FROM:<> SIZE=9"), "" },
		{ TEXT(" FROM:<a@b> SIZE=9 BODY=8BITMIME"), "a@b" },
		{ TEXT(" FROM:<a@b>SIZE=9"), "a@b" },
		{ TEXT(" FROM:<a@b>\tSIZE=9"), "a@b" },
		{ TEXT(" FROM:<a@b>  "), "a@b" },
		/* blanks where RFC 5321 section 3.3 has none */
		{ TEXT(" FROM: <a@b>"), "a@b" },
		{ TEXT(" FROM : <a@b>"), "a@b" },
		{ TEXT("\tFROM:\t<a@b>"), "a@b" },
		{ TEXT("FROM:<a@b>"), "a@b" },
		/* the domain means the same in any case, the rest may not */
		{ TEXT(" FROM:<A@B.Example>"), "A@b.example" },
		{ TEXT(" FROM:<Postmaster>"), "Postmaster" },
		{ TEXT(" FROM:<\"A@B\"@C>"), "\"A@B\"@c" },
		{ TEXT(" FROM:<a@[192.0.2.1]>"), "a@[192.0.2.1]" },
		{ TEXT(" FROM:<a@[IPv6:2001:DB8::1]>"),
		    "a@[ipv6:2001:db8::1]" },
		/* RFC 5321 section 4.1.2: Quoted-string, appendix C: routes */
		{ TEXT(" FROM:<\"a b\"@c>"), "\"a b\"@c" },
		{ TEXT(" FROM:<\"a>b\"@c> X=1"), "\"a>b\"@c" },
		{ TEXT(" FROM:<\"a\\\"b>\"@c>"), "\"a\\\"b>\"@c" },
		{ TEXT(" FROM:<\"a\\\\\"@c>"), "\"a\\\\\"@c" },
		{ TEXT(" FROM:<@one,@two:a@b>"), "a@b" },
		{ TEXT(" FROM:<@one:\"x:y\"@b>"), "\"x:y\"@b" },
		{ TEXT(" FROM:<a:b@c>"), "a:b@c" },
		/* no angle brackets, or a name before them */
		{ TEXT(" FROM:a@b"), "a@b" },
		{ TEXT(" FROM: a@b SIZE=9"), "a@b" },
		{ TEXT(" FROM:a@b\tSIZE=9"), "a@b" },
		{ TEXT(" FROM:\"a b\"@c SIZE=9"), "\"a b\"@c" },
		{ TEXT(" FROM:\"<\"@c"), "\"<\"@c" },
		{ TEXT(" FROM:Jo Do <a@b>"), "a@b" },
		{ TEXT(" FROM:\"Do, <Jo>\" <a@b>"), "a@b" },
		/* RFC 6531 */
		{ TEXT(" FROM:<\xc3\xa9@\xc3\xa9>"), "\xc3\xa9@\xc3\xa9" },
	};

	(void)state;
	check_rows(row, COUNT(row));
}

static void
what_is_no_address_is_not_heard(void **state)
{
	static const struct row row[] = {
		{ TEXT(""), NULL },
		{ TEXT(" "), NULL },
		{ TEXT(" FROM"), NULL },
		{ TEXT(" FROM:"), NULL },
		{ TEXT(" FROM:  "), NULL },
		{ TEXT(" FROM<a@b>"), NULL },
		{ TEXT(" FROMS:<a@b>"), NULL },
		{ TEXT(" TO:<a@b>"), NULL },
		{ TEXT(" FROM:<"), NULL },
		{ TEXT(" FROM:<a@b"), NULL },
		{ TEXT(" FROM:a@b>"), NULL },
		{ TEXT(" FROM:><a@b>"), NULL },
		{ TEXT(" FROM:>a@b>"), NULL },
		{ " FROM:<a@b>", 10, NULL }, /* the end is no part of it */
		{ TEXT(" FROM:\"a@b"), NULL },
		{ TEXT(" FROM:<a<b>"), NULL },
		{ TEXT(" FROM:<a b@c>"), NULL },
		{ TEXT(" FROM:<a\tb@c>"), NULL },
		{ TEXT(" FROM:<\"a\tb\"@c>"), NULL },
		{ TEXT(" FROM:<\"a@b>"), NULL },
		{ TEXT(" FROM:<\"a\\\"@b>"), NULL },
		{ TEXT(" FROM:<\"a\\"), NULL },
		{ TEXT(" FROM:<a\0@b>"), NULL },
		{ TEXT(" FROM:<a@b\r>"), NULL },
		{ TEXT(" FROM:<\"\\\x7f\"@b>"), NULL },
		{ TEXT(" FROM:a\0@b"), NULL },
		{ TEXT(" FROM:<@one>"), NULL },
		{ TEXT(" FROM:<@one:>"), NULL },
		{ TEXT(" FROM:<@one,@two a@b>"), NULL },
	};

	(void)state;
	check_rows(row, COUNT(row));
}

/* RFC 5321 section 4.5.3.1.1 and 2: 64 + 1 + 255 = 320. */
static void
an_address_has_at_most_320_bytes(void **state)
{
	char in[600] = " TO:<", out[ENVELOPE_ADDRESS_MAX + 1];
	size_t len;

	(void)state;
	for (len = 319; len <= 321; len++) {
		memset(in + 5, 'x', len);
		in[5 + 64] = '@';
		in[5 + len] = '>';
		assert_int_equal(envelope_address(out, in, len + 6, "TO"),
		    len <= 320);
	}
	assert_int_equal(strlen(out), 320);
}

static void
the_first_recipient_and_its_sender_are_kept(void **state)
{
	static const struct {
		const char *said[6];
		const char *sender, *recipient; /* NULL: not heard */
	} row[] = {
		{ { "EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>" }, "a@b",
		    "c@d" },
		{ { "mail from:<a@b>", "rcpt to:<c@d>", "rcpt to:<e@f>", "RSET",
		      "MAIL FROM:<g@h>" },
		    "a@b", "c@d" },
		{ { "MAIL FROM:<>", "RCPT TO:<c@d>" }, "", "c@d" },
		{ { "MAIL FROM:<a@b>" }, "a@b", NULL },
		{ { "MAIL FROM:<a@b>", "MAIL FROM:<g@h>", "RCPT TO:<c@d>" },
		    "g@h", "c@d" },
		{ { "MAIL FROM:<a@b>", "RSET", "RCPT TO:<c@d>" }, NULL, "c@d" },
		{ { "MAIL FROM:<a@b>", "HELO", "RCPT TO:<c@d>" }, NULL, "c@d" },
		{ { "MAIL FROM:<a@b>", "EHLO x" }, NULL, NULL },
		{ { "MAIL FROM:<a@b>", "NOOP", "RCPT TO:<c@d>" }, "a@b",
		    "c@d" },
		{ { "MAIL FROM:<a@b>", "MAIL", "RCPT TO:<c@d>" }, NULL, "c@d" },
		{ { "MAIL FROM:<a@b>", "RCPT", "RCPT TO:<>", "RCPT TO:<c@d>" },
		    "a@b", "c@d" },
		{ { "RCPT TO:<c@d>", "MAIL FROM:<a@b>" }, NULL, "c@d" },
		{ { "MAIL FROM:<a@b>", "RCPT TO:<c@d", "DATA" }, "a@b", NULL },
		{ { "MAILX FROM:<a@b>", "RCP TO:<c@d>", "" }, NULL, NULL },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct envelope v = { 0 };
		const char *s = row[i].sender, *r = row[i].recipient;

		for (k = 0; k < COUNT(row[i].said); k++)
			if (row[i].said[k] != NULL)
				envelope_hear(&v, row[i].said[k],
				    strlen(row[i].said[k]));
		if (v.has_sender != (s != NULL) ||
		    v.has_recipient != (r != NULL) ||
		    strcmp(v.sender, s != NULL ? s : "") != 0 ||
		    strcmp(v.recipient, r != NULL ? r : "") != 0)
			fail_msg("row %zu: <%s> <%s>", i, v.sender,
			    v.recipient);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_read_in_every_form),
		cmocka_unit_test(what_is_no_address_is_not_heard),
		cmocka_unit_test(an_address_has_at_most_320_bytes),
		cmocka_unit_test(the_first_recipient_and_its_sender_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
