/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/class.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/named.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define HERE "198.51.100.7"

static void
class_is_what_the_name_says(void **state)
{
	static const struct named_row row[] = {
		{ "198-51-100-7.example.net", CLASS_DYNAMIC },
		{ "7.100.51.198.dsl.example.net", CLASS_DYNAMIC },
		{ "dhcp-c6336407.example.net", CLASS_DYNAMIC },
		{ "pool-7.cable.example.net", CLASS_DYNAMIC },
		{ "dyn7.ppp.example.net", CLASS_DYNAMIC },
		{ "a1bb22ccc333.customer.example.net", CLASS_DYNAMIC },
		{ "static-198-51-100-7.example.net", CLASS_STATIC_GENERIC },
		{ "198-51-100-7.business.example.net", CLASS_STATIC_GENERIC },
		{ "vps7.example.net", CLASS_HOSTING },
		{ "dedi-198-51-100-7.example.net", CLASS_HOSTING },
		{ "ns7-198-51-100-7.example.net", CLASS_HOSTING },
		{ "mx.example.net", CLASS_MAIL },
		{ "smtp-out7.example.net", CLASS_MAIL },
		{ "a.relay.example.net", CLASS_MAIL },
		{ "anna.example.net", CLASS_PLAIN },
		{ "example.net", CLASS_PLAIN }, { "net", CLASS_PLAIN },
		{ "a", CLASS_PLAIN },
	};

	(void)state;
	named_check(HERE, row, COUNT(row));
}

/* Without an address the words are left. */
static void
class_needs_no_address(void **state)
{
	static const struct named_row row[] = {
		{ "dsl7.pool.example.net", CLASS_DYNAMIC },
		{ "mx1.example.net", CLASS_MAIL },
		{ "vps1.example.net", CLASS_HOSTING },
		{ "anna.example.net", CLASS_PLAIN },
	};
	struct class got;

	(void)state;
	named_check(NULL, row, COUNT(row));
	named_class(&got, NULL, "198-51-100-7.example.net");
	assert_int_equal(got.embedded.kind, EMBEDDED_NONE);
}

/* The points of all signs, each with its place in the name. */
static void
class_shows_its_signs(void **state)
{
	static const struct {
		const char *name;
		enum sign_kind kind;
		const char *text;
		int with; /* the sign of its points */
	} row[] = {
		{ "a.198-51-100-7.example.net", SIGN_ADDRESS, "198", 1 },
		{ "pool-a.example.net", SIGN_WORD, "pool", 1 },
		{ "mx-a.example.net", SIGN_WORD, "mx", -1 },
		{ "vps-a.example.net", SIGN_WORD, "vps", -1 },
		{ "b12345678.example.net", SIGN_SERIAL, "b12345678", 1 },
		{ "203-0-113-25.example.net", SIGN_NUMBERS, "203-0-113-25",
		    1 },
	};
	struct class got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const struct sign *s = &got.sign[0];

		named_class(&got, HERE, row[i].name);
		assert_in_range(got.signs, 1, CLASS_SIGNS);
		assert_int_equal(s->kind, row[i].kind);
		assert_int_equal(s->span.len, strlen(row[i].text));
		assert_memory_equal(row[i].name + s->span.at, row[i].text,
		    s->span.len);
		assert_true(s->points * row[i].with > 0);
	}
}

/* Machines for rent, by what the registrable domain says. */
static void
class_hosting_is_in_the_domain(void **state)
{
	static const struct named_row row[] = {
		{ "198-51-100-7.acmehosting.test", CLASS_HOSTING },
		{ "198.51.100.7.acmeservers.test", CLASS_HOSTING },
		{ "ip7.ip-198-51-100.test", CLASS_HOSTING },
		{ "7.ip-198-51-100.test", CLASS_HOSTING },
		{ "ip-198-51-100-7.test", CLASS_DYNAMIC }, /* below nothing */
		{ "client-198-51-100-7.hostacme.test", CLASS_HOSTING },
		{ "198-51-100-7.rev.acme-cloud.test", CLASS_HOSTING },
		{ "host7-100-51-198.serverdedicati.acme.test", CLASS_HOSTING },
		/* a provider that sells them, too */
		{ "198-51-100-7.dsl.acmehosting.test", CLASS_DYNAMIC },
		/* "host" is in many words */
		{ "198-51-100-7.echostar.test", CLASS_DYNAMIC },
		{ "www.acmehosting.test", CLASS_HOSTING },
	};

	(void)state;
	named_check(HERE, row, COUNT(row));
}

static void
class_mail_is_in_the_domain(void **state)
{
	static const struct named_row row[] = {
		{ "198-51-100-7.mailacme.test", CLASS_MAIL },
		{ "m100-7.eu.acmemail.test", CLASS_MAIL },
		{ "o7.sendacme.test", CLASS_MAIL },
		{ "dyn-198-51-100-7.mailacme.test", CLASS_DYNAMIC },
	};

	(void)state;
	named_check(HERE, row, COUNT(row));
}

static void
class_more_signs_mean_no_less_confidence(void **state)
{
	static const char *const row[] = { "anna.dsl.example.net",
		"customer.dsl.example.net", "customer.dsl.dyn.example.net" };
	struct class got;
	int32_t before = 0, points = 0;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		named_class(&got, HERE, row[i]);
		assert_int_equal(got.kind, CLASS_DYNAMIC);
		assert_true(got.points > points);
		assert_true(got.confidence_milli >= before);
		points = got.points;
		before = got.confidence_milli;
	}
}

/* As many words as there is room for, and more. */
static void
class_holds_the_signs_there_is_room_for(void **state)
{
	char name[254];
	struct class got;
	size_t at = 0;

	(void)state;
	while (at + 4 + 11 < sizeof(name)) {
		memcpy(name + at, "dsl.", 4);
		at += 4;
	}
	strcpy(name + at, "example.net");
	named_class(&got, HERE, name);
	assert_int_equal(got.kind, CLASS_DYNAMIC);
	assert_in_range(got.signs, 8, CLASS_SIGNS);
}

static void
class_words_are_those_of_the_language(void **state)
{
	static const char *const word[CLASS_KINDS] = { "plain", "dynamic",
		"static-generic", "hosting", "mail", "odd" };
	unsigned k;

	(void)state;
	for (k = 0; k < CLASS_KINDS; k++)
		assert_string_equal(class_word((enum class_kind)k), word[k]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(class_is_what_the_name_says),
		cmocka_unit_test(class_needs_no_address),
		cmocka_unit_test(class_shows_its_signs),
		cmocka_unit_test(class_more_signs_mean_no_less_confidence),
		cmocka_unit_test(class_hosting_is_in_the_domain),
		cmocka_unit_test(class_mail_is_in_the_domain),
		cmocka_unit_test(class_holds_the_signs_there_is_room_for),
		cmocka_unit_test(class_words_are_those_of_the_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
