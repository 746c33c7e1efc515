/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a byte for the family and for letter case, 16 bytes of address, a
 * byte that says where the registrable domain begins, and a name.  The name
 * lies at the end of its memory, without a NUL.  The class is the same in any
 * letter case and with a dot at the end, and every place it tells of lies
 * within the name.
 */
#include "name/class.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ip.h"
#include "name/host.h"

#define HEAD 18
#define INPUT_MAX 600

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static int
is_within(const struct span *s, size_t len)
{
	return s->len > 0 && (size_t)s->at + s->len <= len;
}

/* Field by field: there are unused bytes between. */
static void
must_be_same(const struct class *a, const struct class *b)
{
	unsigned i;

	must(a->kind == b->kind && a->signs == b->signs);
	must(a->confidence_milli == b->confidence_milli);
	must(a->embedded.kind == b->embedded.kind);
	for (i = 0; i < a->signs; i++) {
		must(a->sign[i].kind == b->sign[i].kind);
		must(a->sign[i].detail == b->sign[i].detail);
		must(a->sign[i].points == b->sign[i].points);
		must(a->sign[i].span.at == b->sign[i].span.at);
		must(a->sign[i].span.len == b->sign[i].span.len);
	}
}

static void
must_be_sound(const struct class *c, size_t len)
{
	const struct embedded *m = &c->embedded;
	unsigned i;

	must(c->kind < CLASS_ODD);
	must(c->confidence_milli >= 0 && c->confidence_milli <= 1000);
	must(c->signs <= CLASS_SIGNS);
	for (i = 0; i < c->signs; i++) {
		must(is_within(&c->sign[i].span, len));
		must(c->sign[i].kind <= SIGN_DOMAIN);
	}
	must(m->kind <= EMBEDDED_FULL && m->spans <= EMBEDDED_SPANS);
	must((m->kind == EMBEDDED_NONE) == (m->spans == 0));
	for (i = 0; i < m->spans; i++) {
		must(is_within(&m->span[i], len));
		must(i == 0 || m->span[i].at >=
		    m->span[i - 1].at + m->span[i - 1].len);
	}
}

/* The class of a copy that has not a byte more than the name. */
static void
find_tight(struct class *out, const char *name, size_t len, size_t domain,
    const struct ip *ip)
{
	char *copy = malloc(len);

	must(copy != NULL);
	memcpy(copy, name, len);
	class_find(out, copy, len, domain, ip);
	must_be_sound(out, len);
	free(copy);
}

/* The name in capitals where bits has ones, and with a dot. */
static void
dress(char *out, const char *name, size_t len, unsigned bits)
{
	size_t i;

	for (i = 0; i < len; i++)
		out[i] = name[i] >= 'a' && name[i] <= 'z' &&
		    (bits >> i % 7 & 1) != 0 ? (char)(name[i] - 32) : name[i];
	out[len] = '.';
	out[len + 1] = '\0';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[INPUT_MAX + 1], name[HOST_MAX + 1], again[HOST_MAX + 1];
	struct ip ip = { .bits = size > 0 && data[0] & 1 ? 128 : 32 };
	char dressed[HOST_MAX + 2];
	struct class one, two;
	enum host_form form;
	size_t len, n;

	if (size < HEAD || size - HEAD > INPUT_MAX)
		return 0;
	memcpy(ip.octet, data + 1, ip.bits / 8);
	memcpy(text, data + HEAD, size - HEAD);
	text[size - HEAD] = '\0';
	form = host_normalise(name, &len, text);
	if (form == HOST_NONE || form == HOST_LONG) {
		must(len == 0); /* there is nothing to ask for */
		return 0;
	}
	find_tight(&one, name, len, data[17] % (len + 1), &ip);
	find_tight(&two, name, len, data[17] % (len + 1), NULL);
	must(two.embedded.kind == EMBEDDED_NONE);
	dress(dressed, name, len, data[0] >> 1);
	if (name[len - 1] == '.') /* only an odd name */
		return 0;
	must(host_normalise(again, &n, dressed) == form && n == len);
	find_tight(&two, again, n, data[17] % (n + 1), &ip);
	must_be_same(&one, &two);
	return 0;
}
