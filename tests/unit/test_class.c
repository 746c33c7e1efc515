/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/class.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define HERE "198.51.100.7"

/* The registrable domain of every name here has two labels. */
static size_t
domain_of(const char *name)
{
	size_t at = strlen(name);
	int dots = 0;

	while (at > 0 && (name[at - 1] != '.' || ++dots < 2))
		at--;
	return at;
}

static void
find(struct class *out, const char *address, const char *name)
{
	struct err e;
	struct ip ip;

	if (address != NULL)
		assert_int_equal(ip_parse(&ip, address, &e), 0);
	memset(out, 0x55, sizeof(*out));
	class_find(out, name, strlen(name), domain_of(name),
	    address != NULL ? &ip : NULL);
}

struct row {
	const char *name;
	enum class_kind kind;
};

static void
check(const char *address, const struct row *row, size_t n)
{
	struct class got;
	size_t i;

	for (i = 0; i < n; i++) {
		find(&got, address, row[i].name);
		if (got.kind != row[i].kind)
			fail_msg("%s: %s, %d", row[i].name,
			    class_word(got.kind), got.confidence_milli);
		assert_in_range(got.confidence_milli, 0, 1000);
		assert_in_range(got.signs, 0, CLASS_SIGNS);
	}
}

static void
class_is_what_the_name_says(void **state)
{
	static const struct row row[] = {
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
	check(HERE, row, COUNT(row));
}

/* The same words with and without one of mail. */
static void
class_weighs_mail_against_dynamic(void **state)
{
	static const char *const row[][2] = {
		{ "dsl7.example.net", "mail.dsl7.example.net" },
		{ "198-51-100-7.example.net", "mx-198-51-100-7.example.net" },
		{ "pool7.example.net", "smtp.pool7.example.net" },
		{ "cable-a.dyn.example.net", "relay.cable-a.example.net" },
	};
	struct class with, without;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		find(&without, HERE, row[i][0]);
		find(&with, HERE, row[i][1]);
		if (without.kind != CLASS_DYNAMIC)
			fail_msg("%s: %s", row[i][0],
			    class_word(without.kind));
		if (with.kind != CLASS_MAIL)
			fail_msg("%s: %s", row[i][1], class_word(with.kind));
	}
}

/* What is lent for long and what is for rent, whatever else the name says. */
static void
class_of_such_words_is_never_dynamic(void **state)
{
	static const char *const word[] = { "static", "business", "biz",
		"corp", "fijo", "sdsl", "vps", "vds", "dedi", "cloud",
		"kvm", "fixed", "statisch", "hosting" };
	static const char *const shape[] = { "%-198-51-100-7.example.net",
		"198-51-100-7.%.example.net", "7.100.51.198.%.example.net",
		"%-c6336407.host.example.net", "%7.example.net",
		"host-100-7.%.customer.example.net",
		"%.198051100007.ip.example.net" };
	struct class got;
	char name[80];
	size_t i, k, n, before;

	(void)state;
	for (i = 0; i < COUNT(word); i++)
		for (k = 0; k < COUNT(shape); k++) {
			before = strcspn(shape[k], "%");
			n = strlen(word[i]);
			memcpy(name, shape[k], before);
			memcpy(name + before, word[i], n);
			strcpy(name + before + n, shape[k] + before + 1);
			find(&got, HERE, name);
			if (got.kind == CLASS_DYNAMIC)
				fail_msg("%s: dynamic", name);
		}
}

/* A business on an access line, and a line of static addresses. */
static void
class_static_is_stronger_than_access(void **state)
{
	static const struct row row[] = {
		{ "static-dsl-198-51-100-7.example.net",
		    CLASS_STATIC_GENERIC },
		{ "198-51-100-7.static.cable.example.net",
		    CLASS_STATIC_GENERIC },
		{ "business-ftth-100-7.example.net", CLASS_STATIC_GENERIC },
	};

	(void)state;
	check(HERE, row, COUNT(row));
}

/* Accidents that others documented: numbers that are not the address, and one
 * word that somebody could have chosen. */
static void
class_is_not_dynamic_by_accident(void **state)
{
	static const struct {
		const char *address, *name;
	} row[] = {
		{ "1.2.3.4", "mail1234.example.net" },
		{ "5.5.5.5", "mail5.example.net" },
		{ "1.2.3.4", "cable.example.net" },
		{ HERE, "cable.example.net" }, { HERE, "dsl.example.net" },
		{ HERE, "pool.example.net" }, { HERE, "home.example.net" },
		{ HERE, "host.example.net" }, { HERE, "www7.example.net" },
		{ HERE, "mx7.example.net" }, { HERE, "host7.example.net" },
		{ HERE, "7.example.net" }, { HERE, "srv100.example.net" },
		/* what was bought is nobody's line */
		{ HERE, "www.cable.net" }, { HERE, "mail.dsl7.net" },
		{ HERE, "dhcp.net" }, { HERE, "anna.pool100-7.net" },
	};
	struct class got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		find(&got, row[i].address, row[i].name);
		if (got.kind == CLASS_DYNAMIC)
			fail_msg("%s: dynamic, %d", row[i].name,
			    got.confidence_milli);
	}
}

/* Without an address the words are left. */
static void
class_needs_no_address(void **state)
{
	static const struct row row[] = {
		{ "dsl7.pool.example.net", CLASS_DYNAMIC },
		{ "mx1.example.net", CLASS_MAIL },
		{ "vps1.example.net", CLASS_HOSTING },
		{ "anna.example.net", CLASS_PLAIN },
	};
	struct class got;

	(void)state;
	check(NULL, row, COUNT(row));
	find(&got, NULL, "198-51-100-7.example.net");
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
	};
	struct class got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const struct sign *s = &got.sign[0];

		find(&got, HERE, row[i].name);
		assert_in_range(got.signs, 1, CLASS_SIGNS);
		assert_int_equal(s->kind, row[i].kind);
		assert_int_equal(s->span.len, strlen(row[i].text));
		assert_memory_equal(row[i].name + s->span.at, row[i].text,
		    s->span.len);
		assert_true(s->points * row[i].with > 0);
	}
}

static void
class_more_signs_mean_more_confidence(void **state)
{
	static const char *const row[] = { "anna.dsl.example.net",
		"customer.dsl.example.net", "customer.dsl.dyn.example.net" };
	struct class got;
	int32_t before = 0;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		find(&got, HERE, row[i]);
		assert_int_equal(got.kind, CLASS_DYNAMIC);
		assert_true(got.confidence_milli > before);
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
	find(&got, HERE, name);
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
		cmocka_unit_test(class_weighs_mail_against_dynamic),
		cmocka_unit_test(class_of_such_words_is_never_dynamic),
		cmocka_unit_test(class_static_is_stronger_than_access),
		cmocka_unit_test(class_is_not_dynamic_by_accident),
		cmocka_unit_test(class_needs_no_address),
		cmocka_unit_test(class_shows_its_signs),
		cmocka_unit_test(class_more_signs_mean_more_confidence),
		cmocka_unit_test(class_holds_the_signs_there_is_room_for),
		cmocka_unit_test(class_words_are_those_of_the_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
