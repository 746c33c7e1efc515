/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/delegation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The example of Postfix's SMTPD_POLICY_README, shortened. */
#define EXAMPLE \
	"request=smtpd_access_policy\nprotocol_state=RCPT\n" \
	"protocol_name=SMTP\nhelo_name=some.domain.tld\nqueue_id=8045F2AB23\n" \
	"sender=foo@bar.tld\nrecipient=bar@foo.tld\nrecipient_count=0\n" \
	"client_address=1.2.3.4\nclient_name=another.domain.tld\n" \
	"reverse_client_name=another.domain.tld\ninstance=123.456.7\n" \
	"sasl_method=plain\nserver_address=10.3.2.1\nserver_port=54321\n\n"

/* Read a copy whose ends the sanitizer guards; the caller's to free. */
static char *
read_copy(struct delegation *d, const char *text, size_t len,
    enum delegation_answer want)
{
	char *copy = malloc(len > 0 ? len : 1);

	assert_non_null(copy);
	memcpy(copy, text, len);
	assert_int_equal(delegation_read(d, copy, len), want);
	return copy;
}

static void
delegation_read_takes_what_postfix_tells(void **state)
{
	struct delegation d;
	char *copy = read_copy(&d, EXAMPLE, sizeof(EXAMPLE) - 1,
	    DELEGATION_WELL);

	(void)state;
	assert_string_equal(d.request, "smtpd_access_policy");
	assert_string_equal(d.state, "RCPT");
	assert_string_equal(d.instance, "123.456.7");
	assert_string_equal(d.address, "1.2.3.4");
	assert_string_equal(d.name, "another.domain.tld");
	assert_string_equal(d.claim, "another.domain.tld");
	assert_string_equal(d.helo, "some.domain.tld");
	assert_string_equal(d.sender, "foo@bar.tld");
	assert_string_equal(d.rcpt, "bar@foo.tld");
	assert_string_equal(d.port, "54321");
	free(copy);
}

static void
delegation_read_passes_the_rest_over(void **state)
{
	static const char text[] = "nothing\n=x\nrequest\nhelo_name=a=b\n"
	    "stress=a\nstress=b\nSENDER=x\nsender =y\n\n";
	struct delegation d;
	char *copy = read_copy(&d, text, sizeof(text) - 1,
	    DELEGATION_WELL);

	(void)state;
	assert_string_equal(d.helo, "a=b");
	assert_null(d.request);
	assert_null(d.sender);
	assert_null(d.rcpt);
	free(copy);
	d.helo = "as before";
	free(read_copy(&d, "helo_name=a\0b\n\n", 15, DELEGATION_NUL));
	free(read_copy(&d, "sender=\na=b\nsender=x\n\n", 22,
	    DELEGATION_TWICE));
	assert_string_equal(d.helo, "as before");
	free(read_copy(&d, "\n", 1, DELEGATION_WELL));
	assert_null(d.helo);
}

/* Whatever pieces come, the end is where it is. */
static void
delegation_len_finds_the_end_of_pieces(void **state)
{
	static const struct {
		const char *text;
		size_t want;
	} row[] = {
		{ "a=b\n\n", 5 }, { "a=b\n\nc=d\n\n", 5 }, { "\n", 1 },
		{ "\n\n", 1 }, { "a\n", 0 }, { "a\nb\n", 0 }, { "", 0 },
		{ "a=b\r\n\r\n", 0 }, { "a\nb\n\n", 5 }, { "a", 0 },
	};
	size_t i, first, len, seen, got;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		len = strlen(row[i].text);
		for (first = 0; first <= len; first++) {
			seen = 0;
			got = delegation_len(row[i].text, first, &seen);
			if (got == 0)
				got = delegation_len(row[i].text, len, &seen);
			assert_int_equal(got, row[i].want);
		}
	}
}

static void
an_empty_sender_is_one_from_mail_on(void **state)
{
	static const struct {
		const char *state, *sender;
		bool want;
	} row[] = {
		{ "RCPT", "", true }, { "MAIL", "", true },
		{ "DATA", "", true },
		{ "CONNECT", "", false }, { "EHLO", "", false },
		{ "HELO", "", false }, { NULL, "", false },
		{ "RCPT", NULL, false }, { NULL, "a@b", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_int_equal(delegation_has_sender(&(struct delegation){
		    .state = row[i].state, .sender = row[i].sender }),
		    row[i].want);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(delegation_read_takes_what_postfix_tells),
		cmocka_unit_test(delegation_read_passes_the_rest_over),
		cmocka_unit_test(delegation_len_finds_the_end_of_pieces),
		cmocka_unit_test(an_empty_sender_is_one_from_mail_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
