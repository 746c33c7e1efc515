/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"

struct embedded
named_embedded(const char *address, const char *name)
{
	struct embedded got;
	struct err e;
	struct ip ip;

	assert_int_equal(ip_parse(&ip, address, &e), 0);
	embedded_find(&got, name, strlen(name), &ip);
	return got;
}

void
named_fail(const struct embedded *got, const char *address, const char *name)
{
	static const char *const form[] = {
		[EMBEDDED_DECIMAL] = "decimal", [EMBEDDED_HEX] = "hexadecimal",
		[EMBEDDED_INTEGER] = "integer", [EMBEDDED_GROUPS] = "groups",
		[EMBEDDED_HARDWARE] = "hardware",
		[EMBEDDED_BASE32] = "base 32" };

	fail_msg("%s in %s: kind %d, %s, %u octets", address, name, got->kind,
	    form[got->form], got->octets);
}

static size_t
domain_of(const char *name)
{
	size_t at = strlen(name);
	int dots = 0;

	while (at > 0 && (name[at - 1] != '.' || ++dots < 2))
		at--;
	return at;
}

void
named_class(struct class *out, const char *address, const char *name)
{
	struct err e;
	struct ip ip;

	if (address != NULL)
		assert_int_equal(ip_parse(&ip, address, &e), 0);
	memset(out, 0x55, sizeof(*out));
	class_find(out, name, strlen(name), domain_of(name),
	    address != NULL ? &ip : NULL);
}

void
named_check(const char *address, const struct named_row *row, size_t n)
{
	struct class got;
	size_t i;

	for (i = 0; i < n; i++) {
		named_class(&got, address, row[i].name);
		if (got.kind != row[i].kind)
			fail_msg("%s: %s, %d", row[i].name,
			    class_word(got.kind), got.confidence_milli);
		assert_in_range(got.confidence_milli, 0, 1000);
		assert_in_range(got.signs, 0, CLASS_SIGNS);
	}
}
