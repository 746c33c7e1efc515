/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/untagged.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct row {
	const char *address, *want;
};

static void
check(const struct row *row, size_t n)
{
	char out[UNTAGGED_SIZE];
	size_t i;

	for (i = 0; i < n; i++) {
		untagged_address(out, row[i].address);
		if (strcmp(out, row[i].want) != 0)
			fail_msg("%s: %s, not %s", row[i].address, out,
			    row[i].want);
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows[0]))

static void
untagged_address_folds_case_and_leaves_the_rest(void **state)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "a@b.example", "a@b.example" },
		{ "Anna.Ab-C@B.Example", "anna.ab-c@b.example" },
		{ "postmaster", "postmaster" },
		{ "@b.example", "@b.example" },
		{ "\"A@B\"@c.example", "\"a@b\"@c.example" },
		{ "bounce-7-a=b.example@c.example",
		    "bounce-7-a=b.example@c.example" },
		{ "\xc3\x84@b.example", "\xc3\x84@b.example" },
	};

	(void)state;
	CHECK(rows);
}

/* The tags are those of mails that are in public archives. */
static void
untagged_address_takes_batv_off(void **state)
{
	static const struct row rows[] = {
		{ "prvs=4068eb2540=a@b.example", "a@b.example" },
		{ "PRVS=008310FAAA=A@b.example", "a@b.example" },
		{ "prvs=a=4068eb2540@b.example", "a@b.example" },
		{ "prvs=a/4068eb2540@b.example", "a@b.example" },
		{ "prvs=a=x=4068eb2540@b.example", "a=x@b.example" },
		/* both read as one: the draft has it first */
		{ "prvs=4068eb2540=4068eb2541@b.example",
		    "4068eb2541@b.example" },
		{ "prvs=4068eb2540=a=b@b.example", "a=b@b.example" },
		{ "prvs=short=a@b.example", "a@b.example" },
		{ "msprvs1=1202020UU5ulBw=bounces-9@b.example",
		    "bounces-9@b.example" },
		{ "btv1==068a4973b3a==a.b@b.example", "a.b@b.example" },
		{ "btv1==068a4973b3a==a==b@b.example", "a==b@b.example" },
		/* half of one is none */
		{ "prvs=@b.example", "prvs=@b.example" },
		{ "prvs==@b.example", "prvs==@b.example" },
		{ "prvs=4068eb2540=@b.example",
		    "prvs=4068eb2540=@b.example" },
		{ "prvs==4068eb2540@b.example",
		    "prvs==4068eb2540@b.example" },
		{ "prvs=4068eb2540@b.example", "prvs=4068eb2540@b.example" },
		{ "msprvs1=@b.example", "msprvs1=@b.example" },
		{ "btv1==@b.example", "btv1==@b.example" },
		{ "btv1==068a4973b3a=a@b.example",
		    "btv1==068a4973b3a=a@b.example" },
		{ "btv1==068a4973b3a==@b.example",
		    "btv1==068a4973b3a==@b.example" },
		/* and a domain has none */
		{ "a@prvs=4068eb2540=b", "a@prvs=4068eb2540=b" },
	};

	(void)state;
	CHECK(rows);
}

static void
untagged_address_takes_extensions_off(void **state)
{
	static const struct row rows[] = {
		{ "a+b@c.example", "a@c.example" },
		{ "a+b+c@d.example", "a@d.example" },
		{ "a+@c.example", "a@c.example" },
		{ "+a@c.example", "+a@c.example" }, /* or nobody is left */
		{ "prvs=4068eb2540=a+b@c.example", "a@c.example" },
		{ "a-b@c.example", "a-b@c.example" },
		{ "a@b+c.example", "a@b+c.example" },
	};

	(void)state;
	CHECK(rows);
}

static void
untagged_address_takes_what_srs_makes_anew_off(void **state)
{
	static const struct row rows[] = {
		{ "SRS0=aB+/=4Z=b.example=A@c.example",
		    "srs0=b.example=a@c.example" },
		{ "SRS0+aBcd=7A=b.example=a@c.example",
		    "srs0=b.example=a@c.example" },
		{ "SRS0-aBcd=7A=b.example=a+x@c.example",
		    "srs0=b.example=a@c.example" },
		{ "prvs=4068eb2540=SRS0=aBcd=7A=b.example=a@c.example",
		    "srs0=b.example=a@c.example" },
		{ "SRS1=aBcd=c.example==wXyz=7A=b.example=a@d.example",
		    "srs1=c.example==wxyz=7a=b.example=a@d.example" },
		/* senders of other domains stay others */
		{ "SRS0=aBcd=7A=e.example=a@c.example",
		    "srs0=e.example=a@c.example" },
		/* what is none */
		{ "SRS0=aBcd@c.example", "srs0=abcd@c.example" },
		{ "SRS0=aBcd=77A=b.example=a@c.example",
		    "srs0=abcd=77a=b.example=a@c.example" },
		{ "SRS0=aBcd=7A=@c.example", "srs0=abcd=7a=@c.example" },
		{ "SRS0==7A=b.example=a@c.example",
		    "srs0==7a=b.example=a@c.example" },
		{ "SRS1=aBcd=@c.example", "srs1=abcd=@c.example" },
		{ "SRS0@c.example", "srs0@c.example" },
		{ "srs@c.example", "srs@c.example" },
	};

	(void)state;
	CHECK(rows);
}

static void
untagged_address_cuts_what_is_too_long(void **state)
{
	static char longest[4096];
	char out[UNTAGGED_SIZE];

	(void)state;
	memset(longest, 'A', sizeof(longest) - 1);
	untagged_address(out, longest);
	assert_int_equal(strlen(out), UNTAGGED_SIZE - 1);
	assert_int_equal(out[UNTAGGED_SIZE - 2], 'a');
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    untagged_address_folds_case_and_leaves_the_rest),
		cmocka_unit_test(untagged_address_takes_batv_off),
		cmocka_unit_test(untagged_address_takes_extensions_off),
		cmocka_unit_test(
		    untagged_address_takes_what_srs_makes_anew_off),
		cmocka_unit_test(untagged_address_cuts_what_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
