/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 addresses in base 32.  The texts are those of Python's base64
 * (b32encode, b32hexencode) and of its integers, letter by letter.
 */
#include "name/base32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/named.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define HERE "2001:db8:85a3:8d3:1319:8a2e:370:7348"
#define SPARSE "2001:db8:0:1:2:3:4:5"

struct row {
	const char *address, *name;
	unsigned octets;
};

static void
check(const struct row *row, size_t n, enum embedded_kind kind)
{
	struct embedded got;
	size_t i;

	for (i = 0; i < n; i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != kind || got.octets != row[i].octets ||
		    (kind != EMBEDDED_NONE && got.form != EMBEDDED_BASE32))
			named_fail(&got, row[i].address, row[i].name);
	}
}

static void
base32_is_the_whole_address(void **state)
{
	static const struct row row[] = {
		/* RFC 4648, section 6 and 7 */
		{ HERE, "eaaq3oefumengeyzrixag4dtja.example", 16 },
		{ HERE, "400gre45kc4d64oph8n06s3j90.example", 16 },
		{ SPARSE, "eaaq3oaaaaaacaacaabqabaaau.example", 16 },
		{ SPARSE, "400gre0000002002001g01000k.example", 16 },
		/* as numbers, in the alphabets of Crockford and z-base-32 */
		{ HERE, "10046vh1d3139h66ca5r1q0wt8.example", 16 },
		{ HERE, "byyrg5tbpdbdjtggckfabzyh4e.example", 16 },
		/* behind other things */
		{ HERE, "ip6-eaaq3oefumengeyzrixag4dtja.example", 16 },
		{ HERE, "a.heaaq3oefumengeyzrixag4dtja.b.example", 16 },
	};

	(void)state;
	check(row, COUNT(row), EMBEDDED_FULL);
}

static void
base32_can_begin_behind_the_network(void **state)
{
	static const struct row row[] = {
		{ HERE, "qwrqruytdgfc4a3qonea.example", 12 },
		{ HERE, "cmmyulqdobzuq.example", 8 },
		{ HERE, "2ccokbg3e1pkg.example", 8 },
		/* in an alphabet that somebody made */
		{ SPARSE, "d555555q55q55r55w55ey-3.example", 12 },
		{ HERE, "ynmym72l8r-e15gyfaw5.example", 12 },
	};

	(void)state;
	check(row, COUNT(row), EMBEDDED_PART);
}

static void
base32_needs_the_own_address(void **state)
{
	static const struct row row[] = {
		/* another's, one letter wrong, cut */
		{ HERE, "eaaq3oaaaaaacaacaabqabaaau.example", 0 },
		{ HERE, "eaaq3oefumdngeyzrixag4dtja.example", 0 },
		{ HERE, "cmmyulqdobzu.example", 0 },
		/* of the network alone: another client's in its /64 */
		{ "2001:db8:7a3c:91e5:2::99",
		    "eaaq3od2hsi6k.dyn.example", 0 },
		{ HERE, "eaaq3oefumeng.example", 0 },
		{ HERE, "eaaq3oefumengeyzrixag4dtj.example", 0 },
		/* words, and zeros alone */
		{ HERE, "internationalisation.example", 0 },
		{ "2001:db8::", "aaaaaaaaaaaaaaaaaaaa.example", 0 },
		{ HERE, "", 0 }, { HERE, ".", 0 },
	};

	(void)state;
	check(row, COUNT(row), EMBEDDED_NONE);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(base32_is_the_whole_address),
		cmocka_unit_test(base32_can_begin_behind_the_network),
		cmocka_unit_test(base32_needs_the_own_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
