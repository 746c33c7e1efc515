/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/delivery.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define WHEN "; Tue, 21 Oct 2008 20:17:43 +0200 (CEST)\n"
#define LINE(n, by) "Received: from h (N.Example [192.0.2." n "])\n\tby " by \
	" (Postfix) with ESMTP id 4B" n "\n\tfor <trap@here.example>" WHEN
#define FORGED LINE("66", "mx.here.example")
#define END "Subject: x\n\nbody\n"

/* What is found in a message: "IP name id", or a word of the state. */
static void
must_find(const char *message, size_t len, const char *by, const char *want)
{
	static const char *const words[] = { "looking", "found", "none",
		"unclear", "undated" };
	struct delivery_search s = { .hop = { .by = &by,
		.by_count = by != NULL } };
	char got[512], ip[IP_TEXT_SIZE];
	size_t step, at, n;

	for (step = 1; step <= len; step = step < 8 ? step + 1 : step * 4) {
		for (at = 0; at < len; at += n) {
			n = len - at < step ? len - at : step;
			delivery_take(&s, message + at, n);
		}
		delivery_end(&s);
		(void)snprintf(got, sizeof(got), "%s", words[s.state]);
		if (s.state == DELIVERY_FOUND) {
			ip_format(&s.found.ip, ip);
			(void)snprintf(got, sizeof(got), "%s %s %s", ip,
			    s.found.name, s.found.id);
		}
		if (strcmp(got, want) != 0)
			fail_msg("\"%s\", not \"%s\" in steps of %zu:\n%.400s",
			    got, want, step, message);
		delivery_again(&s);
	}
	delivery_free(&s);
}

static void
delivery_is_of_the_line_that_a_server_of_ours_wrote(void **state)
{
	static const struct {
		const char *message, *by, *want;
	} row[] = {
		{ LINE("1", "mx.here.example") FORGED END, NULL,
		    "192.0.2.1 n.example 4B1" },
		{ LINE("1", "MX.here.example.") FORGED END, "mx.here.example",
		    "192.0.2.1 n.example 4B1" },
		{ LINE("9", "in") LINE("1", "mx.here.example") FORGED END,
		    "mx.here.example", "192.0.2.1 n.example 4B1" },
		{ "From a Tue\n>From b\n" LINE("1", "mx") END, "mx",
		    "192.0.2.1 n.example 4B1" },
		{ "X: y\nno field\nreceived :" " from h (g [192.0.2.1])\n by m"
		    WHEN END, NULL, "192.0.2.1 g " },
		{ LINE("1", "mx.other.example") FORGED END, "192.0.2.5",
		    "none" },
		{ "Subject: x\n\n" FORGED, NULL, "none" },
		{ "\n" FORGED, NULL, "none" },
		{ "", NULL, "none" },
		{ "Received:", NULL, "none" },
		{ "Received: from h by mx.here.example with SMTP" WHEN FORGED
		    END, "mx.here.example", "unclear" },
		{ "Received: from h (g [192.0.2.1]) by mx with SMTP\n" FORGED
		    END, NULL, "undated" },
		{ "Received: from h (g [192.0.2.1]) by mx with SMTP; yesterday"
		    "\n" FORGED END, NULL, "undated" },
		{ "Received: from h (g [192.0.2.1]) by mx with SMTP; 1 Jan "
		    "1969 00:00:00 +0000\n" FORGED END, NULL, "undated" },
		{ "Received: from h (g [192.0.2.1]) by mx with SMTP; 1 Jan "
		    "2107 00:00:00 +0000\n" FORGED END, NULL, "undated" },
		/* the machine itself, unless there is more */
		{ "Received: from a (localhost [127.0.0.1]) by mx with SMTP"
		    WHEN LINE("1", "mx") END, "mx",
		    "192.0.2.1 n.example 4B1" },
		{ "Received: from a (localhost [127.0.0.1]) by mx with SMTP "
		    "id 7" WHEN "Received: from b (c [::1]) by mx with SMTP"
		    WHEN END, "mx", "127.0.0.1  7" },
		{ "Received: from a (localhost [127.0.0.1]) by other with SMTP"
		    WHEN END, "mx", "none" },
		{ "Received: from imap.example [192.0.2.7] by localhost with "
		    "IMAP (fetchmail-6.4)" WHEN LINE("1", "mx") END, NULL,
		    "192.0.2.1 n.example 4B1" },
		{ "Received: from imap.example [192.0.2.7] by localhost with "
		    "IMAP (fetchmail-6.4)" WHEN END, NULL, "none" },
		/* a name that is none, and one that is cut */
		{ "Received: from h (g\xe4 [192.0.2.1]) by mx with SMTP id "
		    "a\xe4" "b" WHEN, NULL, "192.0.2.1  a?b" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		must_find(row[i].message, strlen(row[i].message), row[i].by,
		    row[i].want);
}

/* A message that begins with a blank goes on with the line of the server, and
 * with the comment that its client opened in HELO. */
static void
delivery_is_of_nobody_if_a_message_goes_on(void **state)
{
#define OPENED "Received: from x (HELO a () (192.0.2.1)\n  by mx with SMTP" WHEN
	static const char forged[] = OPENED "\t) ([192.0.2.66]) by mx" WHEN END;
	static const char late[] = "Received: from h (g [192.0.2.1])\n  by mx "
	    "with SMTP; soon\n\t" WHEN END;
	static const char passed[] = OPENED "\t) by other\n"
	    LINE("66", "mx") END;

	(void)state;
	must_find(forged, sizeof(forged) - 1, "mx", "unclear");
	must_find(forged, sizeof(forged) - 1, NULL, "unclear");
	must_find(passed, sizeof(passed) - 1, "mx", "unclear");
	must_find(late, sizeof(late) - 1, "mx", "undated");
}

static void
delivery_keeps_time_and_zone_and_hides_the_trap(void **state)
{
	static const char message[] = LINE("1", "mx")
	    "\t; Mon, 1 Jan 1990 00:00:00 +0000\n\n";
	struct delivery_search s = { .state = DELIVERY_LOOKING };

	(void)state;
	delivery_take(&s, message, sizeof(message) - 1);
	delivery_end(&s);
	assert_int_equal(s.state, DELIVERY_FOUND);
	assert_int_equal(s.found.date.time_s, 1224613063);
	assert_int_equal(s.found.date.zone_min, 120);
	assert_string_equal(s.found.evidence, "from h (N.Example [192.0.2.1]) "
	    "by mx (Postfix) with ESMTP id 4B1");
	delivery_free(&s);
}

/* A NUL is a blank, wherever it stands. */
static void
delivery_bears_nul(void **state)
{
	static const char message[] = "Received: from h\0(g [192.0.2.1])\0by "
	    "mx\0with SMTP" WHEN END;

	(void)state;
	must_find(message, sizeof(message) - 1, "mx", "192.0.2.1 g ");
}

/* Append so many times; returns where the text goes on. */
static char *
repeat(char *to, const char *text, size_t count)
{
	for (; count > 0; count--)
		to = stpcpy(to, text);
	return to;
}

static void
delivery_looks_at_no_more_than_its_limits(void **state)
{
	char *big = malloc(DELIVERY_HEAD_MAX * 2), *end;

	(void)state;
	assert_non_null(big);
	/* a line of ours that is too long */
	end = repeat(stpcpy(big, "Received: from "), "x", TRACE_LINE_MAX);
	end = stpcpy(end, " (g [192.0.2.1]) by mx with SMTP" WHEN FORGED END);
	must_find(big, (size_t)(end - big), "mx", "unclear");
	/* a header that is */
	end = repeat(big, "X: y\n", DELIVERY_HEAD_MAX / 5 + 1);
	end = stpcpy(end, FORGED END);
	must_find(big, (size_t)(end - big), NULL, "none");
	/* and one that just is not */
	end = repeat(big, "X: y\n", DELIVERY_HEAD_MAX / 5 - 100);
	end = stpcpy(end, LINE("1", "mx") END);
	must_find(big, (size_t)(end - big), "mx", "192.0.2.1 n.example 4B1");
	free(big);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    delivery_is_of_the_line_that_a_server_of_ours_wrote),
		cmocka_unit_test(delivery_is_of_nobody_if_a_message_goes_on),
		cmocka_unit_test(
		    delivery_keeps_time_and_zone_and_hides_the_trap),
		cmocka_unit_test(delivery_bears_nul),
		cmocka_unit_test(delivery_looks_at_no_more_than_its_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
