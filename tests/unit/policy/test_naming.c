/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/naming.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "lib/valued.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static struct arena arena;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	/* no @class: the image has no list of suffixes, nor needs one here */
	fixture_load(&f, "block @any\n");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	arena_free(&arena);
	return 0;
}

/* The class of a client, by its name as -b takes it; false: it has none. */
static bool
find(struct class *out, const char *ip, const char *host)
{
	struct evidence ev;
	bool found;

	evidence_init(&ev);
	if (ip != NULL)
		assert_int_equal(evidence_ip(&ev, ip, &f.e), 0);
	evidence_host(&ev, host);
	if (naming_find(out, &found, &ev, &f.img, &f.e) == -1)
		fail_msg("%s", f.e.msg);
	return found;
}

static void
naming_needs_a_name(void **state)
{
	struct class c = { .signs = 77 };

	(void)state;
	assert_false(find(&c, "192.0.2.1", "-"));
	assert_false(find(&c, "192.0.2.1", "?"));
	assert_int_equal(c.signs, 77);
	assert_true(find(&c, "192.0.2.1", "mail.example.com"));
	assert_true(find(&c, NULL, "mail.example.com"));
}

/* RFC 6761 section 6.3, and what host.h calls odd. */
static void
naming_calls_odd_names_odd(void **state)
{
	static const char *const odd[] = { "localhost", "[192.0.2.1]",
		"dsl..example.com", "192.0.2.1" };
	struct class c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(odd); i++) {
		assert_true(find(&c, "192.0.2.1", odd[i]));
		assert_int_equal(c.kind, CLASS_ODD);
		assert_int_equal(c.confidence_milli, 1000);
	}
	assert_true(find(&c, "192.0.2.1", "a_b.example.com"));
	assert_int_not_equal(c.kind, CLASS_ODD);
}

/* The zone behind a name has the address of every client in it. */
static void
naming_leaves_the_reverse_zone_out(void **state)
{
	struct class c;

	(void)state;
	assert_true(find(&c, "192.0.2.7",
	    "mail.example.com.2.0.192.in-addr.arpa"));
	assert_int_equal(c.embedded.kind, EMBEDDED_NONE);
	assert_int_equal(c.kind, CLASS_MAIL);
	assert_true(find(&c, "192.0.2.7", "7.2.0.192.dsl.example.com"));
	assert_int_equal(c.embedded.kind, EMBEDDED_FULL);
}

static void
naming_is_class_from_the_confidence_on(void **state)
{
	static const struct {
		enum class_kind kind;
		int32_t milli;
		const char *value;
		bool want;
	} row[] = {
		{ CLASS_DYNAMIC, 0, "dynamic", true },
		{ CLASS_DYNAMIC, 900, "dynamic:0.9", true },
		{ CLASS_DYNAMIC, 899, "dynamic:0.9", false },
		{ CLASS_DYNAMIC, 985, "dynamic:0.985", true },
		{ CLASS_DYNAMIC, 984, "dynamic:0.985", false },
		{ CLASS_DYNAMIC, 50, "dynamic:0.05", true },
		{ CLASS_DYNAMIC, 49, "dynamic:0.05", false },
		{ CLASS_DYNAMIC, 0, "dynamic:0", true },
		{ CLASS_ODD, 1000, "odd:1", true },
		{ CLASS_ODD, 1000, "odd:1.0", true },
		{ CLASS_PLAIN, 999, "plain:1", false },
		/* alternatives, each with its own */
		{ CLASS_MAIL, 600, "plain,mail,odd", true },
		{ CLASS_MAIL, 600, "plain:0.1,mail:0.7", false },
		{ CLASS_MAIL, 600, "mail:0.7,mail:0.6", true },
		{ CLASS_MAIL, 600, "dynamic:1,hosting", false },
		{ CLASS_STATIC_GENERIC, 600, "static-generic", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct class c = { .kind = row[i].kind,
			.confidence_milli = row[i].milli };
		struct criterion want = valued(&arena, CRITERION_CLASS,
		    row[i].value);

		if (naming_is_class(&c, &want) != row[i].want)
			fail_msg("row %zu: %s", i, row[i].value);
	}
}

static void
naming_is_embedded_as_dhf_conf_says(void **state)
{
	static const struct {
		enum embedded_kind kind;
		const char *value;
		bool want;
	} row[] = {
		{ EMBEDDED_FULL, "", true }, { EMBEDDED_FULL, "full", true },
		{ EMBEDDED_FULL, "partial", false },
		{ EMBEDDED_FULL, "partial,full", true },
		{ EMBEDDED_PART, "", false }, { EMBEDDED_PART, "full", false },
		{ EMBEDDED_PART, "partial", true },
		{ EMBEDDED_PART, "full,partial", true },
		{ EMBEDDED_LAST, "", false },
		{ EMBEDDED_LAST, "full,partial", false },
		{ EMBEDDED_NONE, "", false },
		{ EMBEDDED_NONE, "full,partial", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct class c = { .embedded = { .kind = row[i].kind } };
		struct criterion want = valued(&arena, CRITERION_EMBEDDED,
		    row[i].value);

		if (naming_is_embedded(&c, &want) != row[i].want)
			fail_msg("row %zu: \"%s\"", i, row[i].value);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(naming_needs_a_name),
		cmocka_unit_test(naming_calls_odd_names_odd),
		cmocka_unit_test(naming_leaves_the_reverse_zone_out),
		cmocka_unit_test(naming_is_class_from_the_confidence_on),
		cmocka_unit_test(naming_is_embedded_as_dhf_conf_says),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
