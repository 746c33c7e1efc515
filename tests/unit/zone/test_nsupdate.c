/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/nsupdate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "zone/entries.h"
#include "zone/terms.h"
#include "zone/transfer.h"

#define SOA "bl.x. 300 IN SOA ns.x. h.x. 5 1 2 3 4\n"
#define POINT "Test entry of this list, RFC 5782"
#define SIX "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
#define POINTS "2.0.0.127.bl.x. 300 IN A 127.0.0.2\n" \
	"2.0.0.127.bl.x. 300 IN TXT \"" POINT "\"\n" \
	SIX ".bl.x. 300 IN A 127.0.0.2\n" \
	SIX ".bl.x. 300 IN TXT \"" POINT "\"\n"

static const struct terms terms = { .zone = "bl.x", .server = "ns.x",
	.ttl_s = 60 };

static void
add(struct entries *s, const char *ip, const char *text)
{
	struct zone_entry entry = { .value = 10, .text = text };
	struct err e;

	assert_int_equal(ip_parse(&entry.ip, ip, &e), 0);
	entry.bits = entry.ip.bits == 32 ? 32 : 64;
	assert_int_equal(entries_add(s, &entry, &e), 0);
	entries_sort(s);
}

/* What a zone that holds this has to be told. */
static void
must_tell(const struct entries *s, const char *held, const char *want)
{
	struct transfer now = { 0 };
	struct buf b = { 0 };
	struct err e;

	if (held != NULL &&
	    transfer_read(&now, "bl.x", held, strlen(held), &e) == -1)
		fail_msg("%s", e.msg);
	nsupdate_write(&b, s, &terms, held != NULL ? &now : NULL);
	assert_string_equal(buf_text(&b), want);
	buf_free(&b);
	transfer_free(&now);
}

static void
nsupdate_fills_an_empty_zone(void **state)
{
	struct entries s = { 0 };

	(void)state;
	add(&s, "70.1.2.3", "a \"b\\");
	add(&s, "2001:db8::", "");
	must_tell(&s, NULL, "zone bl.x.\n"
	    "update add 2.0.0.127.bl.x. 60 A 127.0.0.2\n"
	    "update add 2.0.0.127.bl.x. 60 TXT \"" POINT "\"\n"
	    "update add " SIX ".bl.x. 60 A 127.0.0.2\n"
	    "update add " SIX ".bl.x. 60 TXT \"" POINT "\"\n"
	    "update add 3.2.1.70.bl.x. 60 A 127.0.0.10\n"
	    "update add 3.2.1.70.bl.x. 60 TXT \"a \\\"b\\\\\"\n"
	    "update add *.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.x. 60 A "
	    "127.0.0.10\nsend\n");
	entries_free(&s);
}

static void
nsupdate_tells_what_differs_only(void **state)
{
	struct entries s = { 0 };

	(void)state;
	add(&s, "70.1.2.3", "same");
	add(&s, "70.1.2.4", "new text");
	add(&s, "70.1.2.5", "other value");
	add(&s, "70.1.2.6", "comes");
	add(&s, "70.1.2.8", "too much");
	must_tell(&s, SOA POINTS "bl.x. 300 IN NS ns.x.\n"
	    "www.bl.x. 300 IN A 192.0.2.1\n"
	    "3.2.1.70.bl.x. 5 IN A 127.0.0.10\n"
	    "3.2.1.70.bl.x. 5 IN TXT \"same\"\n"
	    "4.2.1.70.bl.x. 300 IN A 127.0.0.10\n"
	    "4.2.1.70.bl.x. 300 IN TXT \"old text\"\n"
	    "5.2.1.70.bl.x. 300 IN A 127.0.0.11\n"
	    "5.2.1.70.bl.x. 300 IN TXT \"other value\"\n"
	    "7.2.1.70.bl.x. 300 IN CNAME goes.x.\n"
	    "8.2.1.70.bl.x. 300 IN MX 5 mx.x.\n"
	    "8.2.1.70.bl.x. 300 IN A 127.0.0.10\n"
	    "8.2.1.70.bl.x. 300 IN TXT \"too much\"\n"
	    "*.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.x. 9 IN A 127.0.0.10\n" SOA,
	    "zone bl.x.\nupdate delete 7.2.1.70.bl.x.\n"
	    "update delete *.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.x.\n"
	    "update delete 4.2.1.70.bl.x.\n"
	    "update add 4.2.1.70.bl.x. 60 A 127.0.0.10\n"
	    "update add 4.2.1.70.bl.x. 60 TXT \"new text\"\n"
	    "update delete 5.2.1.70.bl.x.\n"
	    "update add 5.2.1.70.bl.x. 60 A 127.0.0.10\n"
	    "update add 5.2.1.70.bl.x. 60 TXT \"other value\"\n"
	    "update add 6.2.1.70.bl.x. 60 A 127.0.0.10\n"
	    "update add 6.2.1.70.bl.x. 60 TXT \"comes\"\n"
	    "update delete 8.2.1.70.bl.x.\n"
	    "update add 8.2.1.70.bl.x. 60 A 127.0.0.10\n"
	    "update add 8.2.1.70.bl.x. 60 TXT \"too much\"\nsend\n");
	entries_free(&s);
}

static void
nsupdate_has_nothing_to_tell_of_equals(void **state)
{
	struct entries s = { 0 };

	(void)state;
	must_tell(&s, SOA POINTS SOA, "");
	add(&s, "70.1.2.3", "");
	must_tell(&s, SOA POINTS "3.2.1.70.bl.x. 5 IN A 127.0.0.10\n" SOA, "");
	entries_free(&s);
}

/* A message has at most 65,535 bytes: with each name in full. */
static void
nsupdate_divides_what_is_long(void **state)
{
	char text[256], ip[16], *message, *line;
	struct entries s = { 0 };
	struct buf b = { 0 };
	size_t bytes, messages = 0;
	unsigned i;

	(void)state;
	memset(text, 'x', 255);
	text[255] = '\0';
	for (i = 0; i < 1000; i++) {
		(void)snprintf(ip, sizeof(ip), "70.1.%u.%u", i / 256, i % 256);
		add(&s, ip, text);
	}
	nsupdate_write(&b, &s, &terms, NULL);
	for (message = buf_text(&b); *message != '\0'; messages++) {
		assert_int_equal(strncmp(message, "zone bl.x.\n", 11), 0);
		bytes = 64;
		for (line = message + 11; strncmp(line, "send\n", 5) != 0;
		    line = strchr(line, '\n') + 1) {
			assert_int_equal(strncmp(line, "update add ", 11), 0);
			bytes += strcspn(line, "\n");
		}
		assert_true(bytes < 65536);
		message = line + 5;
	}
	assert_true(messages >= 10 && messages <= 40);
	buf_free(&b);
	entries_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nsupdate_fills_an_empty_zone),
		cmocka_unit_test(nsupdate_tells_what_differs_only),
		cmocka_unit_test(nsupdate_has_nothing_to_tell_of_equals),
		cmocka_unit_test(nsupdate_divides_what_is_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
