/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A term as text: kind, qualifier, domain, address, prefixes. */
static void
write_term(char *out, size_t size, const struct spf_term *t)
{
	static const char *const kind[] = { [SPF_ALL] = "all",
		[SPF_INCLUDE] = "include", [SPF_A] = "a", [SPF_MX] = "mx",
		[SPF_PTR] = "ptr", [SPF_IP4] = "ip4", [SPF_IP6] = "ip6",
		[SPF_EXISTS] = "exists", [SPF_REDIRECT] = "redirect",
		[SPF_EXP] = "exp", [SPF_MODIFIER] = "modifier" };
	char ip[IP_TEXT_SIZE] = "-";

	if (t->kind == SPF_IP4 || t->kind == SPF_IP6)
		ip_format(&t->ip, ip);
	(void)snprintf(out, size, "%c%s %.*s %s/%u/%u%s",
	    "+-~?"[t->qualifier], kind[t->kind], (int)t->domain_len,
	    t->domain_len > 0 ? t->domain : "", ip, t->bits4, t->bits6,
	    t->macro ? " macro" : "");
}

/* RFC 7208 section 12; each record has one term. */
static const struct {
	const char *record, *want; /* NULL: broken */
} term[] = {
	{ "v=spf1 all", "+all  -/32/128" },
	{ "V=SPF1   -ALL  ", "-all  -/32/128" },
	{ "v=spf1 ~a", "~a  -/32/128" },
	{ "v=spf1 a/24", "+a  -/24/128" },
	{ "v=spf1 a//64", "+a  -/32/64" },
	{ "v=spf1 a/24//64", "+a  -/24/64" },
	{ "v=spf1 ?mx:a.example/0//0", "?mx a.example -/0/0" },
	{ "v=spf1 a:foo:bar/baz.example", "+a foo:bar/baz.example "
	    "-/32/128" },
	{ "v=spf1 ptr", "+ptr  -/32/128" },
	{ "v=spf1 ptr:a.example", "+ptr a.example -/32/128" },
	{ "v=spf1 include:a.example", "+include a.example -/32/128" },
	{ "v=spf1 exists:%{i}.a.example",
	    "+exists %{i}.a.example -/32/128 macro" },
	{ "v=spf1 ip4:192.0.2.1", "+ip4  192.0.2.1/32/128" },
	{ "v=spf1 ip4:192.0.2.1/20", "+ip4  192.0.2.1/20/128" },
	{ "v=spf1 ip6:2001:db8::/48", "+ip6  2001:db8::/32/48" },
	{ "v=spf1 redirect=a.example", "+redirect a.example "
	    "-/32/128" },
	{ "v=spf1 exp=a.example", "+exp a.example -/32/128" },
	{ "v=spf1 a.b-c_d1=%{s}/x:y", "+modifier  -/32/128 macro" },
	{ "v=spf1 x=", "+modifier  -/32/128" },
	{ "v=spf1 all.", NULL },
	{ "v=spf1 all/8", NULL },
	{ "v=spf1 all:a.example", NULL },
	{ "v=spf1 al", NULL },
	{ "v=spf1 +", NULL },
	{ "v=spf1 ++all", NULL },
	{ "v=spf1 a/33", NULL },
	{ "v=spf1 a/032", NULL },
	{ "v=spf1 a//129", NULL },
	{ "v=spf1 a/", NULL },
	{ "v=spf1 a//", NULL },
	{ "v=spf1 a//64/24", NULL },
	{ "v=spf1 a/4294967320", NULL },
	{ "v=spf1 a:", NULL },
	{ "v=spf1 a:example", NULL },
	{ "v=spf1 a=example", "+modifier  -/32/128" },
	{ "v=spf1 ptr/24", NULL },
	{ "v=spf1 ptr:", NULL },
	{ "v=spf1 include", NULL },
	{ "v=spf1 include:a.example/24", NULL },
	{ "v=spf1 exists", NULL },
	{ "v=spf1 ip4", NULL },
	{ "v=spf1 ip4:", NULL },
	{ "v=spf1 ip4:1.2.3", NULL },
	{ "v=spf1 ip4:01.2.3.4", NULL },
	{ "v=spf1 ip4:1.2.3.4/33", NULL },
	{ "v=spf1 ip4:1.2.3.4//32", NULL },
	{ "v=spf1 ip4:1.2.3.4:25", NULL },
	{ "v=spf1 ip4:::1", NULL },
	{ "v=spf1 ip6:1.2.3.4", NULL },
	{ "v=spf1 ip6:::1/129", NULL },
	{ "v=spf1 redirect=", NULL },
	{ "v=spf1 redirect:a.example", NULL },
	{ "v=spf1 exp=%{x}.a.example", NULL },
	{ "v=spf1 =x", NULL },
	{ "v=spf1 1x=y", NULL },
	{ "v=spf1 x=%", NULL },
	{ "v=spf1 a\tmx", NULL },
	{ "v=spf1 ip4:192.0.2.1\001", NULL },
};

static void
spf_term_next_reads_each_kind(void **state)
{
	struct spf_term t;
	char text[256];
	const char *at;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(term); i++) {
		at = term[i].record;
		if (spf_term_next(&t, &at) != (term[i].want != NULL ?
		    SPF_TERM : SPF_BROKEN))
			fail_msg("\"%s\"", term[i].record);
		if (term[i].want == NULL)
			continue;
		write_term(text, sizeof(text), &t);
		assert_string_equal(text, term[i].want);
		assert_int_equal(spf_term_next(&t, &at), SPF_END);
	}
}

static void
spf_term_next_goes_through_the_record(void **state)
{
	const char *at = "v=spf1 mx  a -all ";
	struct spf_term t;

	(void)state;
	assert_int_equal(spf_term_next(&t, &at), SPF_TERM);
	assert_int_equal(t.kind, SPF_MX);
	assert_int_equal(spf_term_next(&t, &at), SPF_TERM);
	assert_int_equal(t.kind, SPF_A);
	assert_int_equal(spf_term_next(&t, &at), SPF_TERM);
	assert_int_equal(t.kind, SPF_ALL);
	assert_int_equal(spf_term_next(&t, &at), SPF_END);
	assert_int_equal(spf_term_next(&t, &at), SPF_END);
	at = "v=spf1";
	assert_int_equal(spf_term_next(&t, &at), SPF_END);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(spf_term_next_reads_each_kind),
		cmocka_unit_test(spf_term_next_goes_through_the_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
