/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/hearsay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NIBBLES "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." \
	"8.b.d.0.1.0.0.2"

struct row {
	const char *ip, *name;
	enum naming_state state;
	const char *ask;
	enum dns_type type;
	const char *want;
};

static const char *
told(const struct dns_answer *a)
{
	static char text[DNS_NAME_SIZE];

	if (a->state != DNS_FOUND)
		return a->state == DNS_ABSENT ? "absent" : "open";
	assert_int_equal(a->count, 1);
	if (a->type == DNS_PTR)
		return a->name[0];
	ip_format(&a->ip[0], text);
	return text;
}

static void
check(const struct row *row, size_t count)
{
	struct dns_source source;
	struct hearsay h;
	struct evidence ev;
	struct err e;
	const char *got;
	size_t i;

	for (i = 0; i < count; i++) {
		evidence_init(&ev);
		assert_int_equal(evidence_ip(&ev, row[i].ip, &e), 0);
		evidence_name(&ev, row[i].name);
		memset(&h, 0, sizeof(h));
		hearsay_begin(&h, &source, &ev, row[i].state,
		    "bl.example:listed,wl.example:no,dbl.example:listed");
		got = told(source.answer(source.of, source.ask(source.of,
		    row[i].ask, row[i].type)));
		if (strcmp(got, row[i].want) != 0)
			fail_msg("%s %s, %s: %s", row[i].ip, row[i].name,
			    row[i].ask, got);
	}
}

static void
of_lists_it_is_known_what_was_noted(void **state)
{
	static const struct row row[] = {
		{ "192.0.2.1", NULL, NAMED_NONE, "1.2.0.192.bl.example", DNS_A,
		    "127.0.0.2" },
		{ "192.0.2.1", NULL, NAMED_NONE, "1.2.0.192.wl.example", DNS_A,
		    "absent" },
		{ "192.0.2.1", NULL, NAMED_NONE, "1.2.0.192.x.example", DNS_A,
		    "open" },
		{ "192.0.2.1", NULL, NAMED_NONE, "1.2.0.192xbl.example", DNS_A,
		    "open" },
		{ "192.0.2.1", NULL, NAMED_NONE, "2.2.0.192.bl.example", DNS_A,
		    "open" },
		{ "192.0.2.1", NULL, NAMED_NONE, "1.2.0.192.bl.example",
		    DNS_TXT, "open" },
		{ "2001:db8::1", NULL, NAMED_NONE, NIBBLES ".bl.example", DNS_A,
		    "127.0.0.2" },
		/* by a name that is known to be the client's */
		{ "192.0.2.1", "a.example", NAMED_PROVEN,
		    "a.example.dbl.example", DNS_A, "127.0.0.2" },
		{ "192.0.2.1", "a.example", NAMED_CLAIMED,
		    "a.example.dbl.example", DNS_A, "open" },
		{ "192.0.2.1", "a.example", NAMED_PROVEN,
		    "b.example.dbl.example", DNS_A, "open" },
		{ "192.0.2.1", NULL, NAMED_PROVEN, ".dbl.example", DNS_A,
		    "open" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
of_names_it_is_known_what_was_proven(void **state)
{
	static const struct row row[] = {
		{ "192.0.2.1", "a.example", NAMED_PROVEN,
		    "1.2.0.192.in-addr.arpa", DNS_PTR, "a.example" },
		{ "192.0.2.1", "a.example", NAMED_GIVEN,
		    "1.2.0.192.in-addr.arpa", DNS_PTR, "open" },
		{ "192.0.2.1", NULL, NAMED_NONE,
		    "1.2.0.192.in-addr.arpa", DNS_PTR, "absent" },
		{ "192.0.2.1", "a.example", NAMED_PROVEN,
		    "2.2.0.192.in-addr.arpa", DNS_PTR, "open" },
		{ "2001:db8::1", "a.example", NAMED_PROVEN,
		    NIBBLES ".ip6.arpa", DNS_PTR, "a.example" },
		{ "192.0.2.1", "a.example", NAMED_PROVEN, "a.example", DNS_A,
		    "192.0.2.1" },
		{ "192.0.2.1", "a.example", NAMED_PROVEN, "a.example",
		    DNS_AAAA, "open" },
		{ "192.0.2.1", "a.example", NAMED_GIVEN, "a.example", DNS_A,
		    "open" },
		{ "192.0.2.1", "a.example", NAMED_PROVEN, "b.example", DNS_A,
		    "open" },
		{ "2001:db8::1", "a.example", NAMED_PROVEN, "a.example",
		    DNS_AAAA, "2001:db8::1" },
		{ "2001:db8::1", "a.example", NAMED_PROVEN, "a.example",
		    DNS_A, "open" },
	};

	(void)state;
	check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_lists_it_is_known_what_was_noted),
		cmocka_unit_test(of_names_it_is_known_what_was_proven),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
