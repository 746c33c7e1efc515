/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/suggest.h"

#include <stdio.h>
#include <string.h>

#include "base/ip.h"
#include "name/embedded.h"

#define DIGITS "0123456789"
#define HOST_BYTES DIGITS "abcdefghijklmnopqrstuvwxyz-_."

/* A name, and where the address is in it. */
struct place {
	const char *name;
	size_t len;
	const unsigned char *octet;
	struct embedded found;
};

/* The pattern being made; the longest name with "$n" for each digit fits. */
struct out {
	char *text;
	size_t len;
};

static void
put(struct out *o, const char *text, size_t len)
{
	memcpy(o->text + o->len, text, len);
	o->len += len;
	o->text[o->len] = '\0';
}

/* How many of the left bytes at p are the octet: decimal with zeros in front
 * or not, or two hexadecimal digits. */
static size_t
spelt(const char *p, size_t left, unsigned char octet, bool hex)
{
	static const char *const decimal[] = { "%03u", "%02u", "%u" };
	char text[4];
	size_t i, n;

	for (i = hex ? 2 : 0; i < 3; i++) {
		n = (size_t)(hex ? snprintf(text, sizeof(text), "%02x", octet) :
		    snprintf(text, sizeof(text), decimal[i], octet));
		if (n <= left && memcmp(p, text, n) == 0)
			return n;
	}
	return 0;
}

/* Put the bytes from *at to end, the octets in them as variables, counting
 * from *k on by step.  False if something else is there. */
static bool
put_octets(struct out *o, const struct place *p, const struct span *s, int *k,
    int step)
{
	bool hex = p->found.form == EMBEDDED_HEX;
	size_t at = s->at, end = at + s->len, n;
	char variable[2] = "$";

	for (; at < end; at += n) {
		if (strchr("-_.", p->name[at]) != NULL) {
			put(o, p->name + at, n = 1);
			continue;
		}
		if (*k < 0 || *k > 3 || (n = spelt(p->name + at, end - at,
		    p->octet[*k], hex)) == 0)
			return false;
		variable[1] = (char)('1' + *k + 4 * hex);
		put(o, variable, sizeof(variable));
		*k += step;
	}
	return true;
}

/* Put the spans and what stands between, the first octet being number k. */
static bool
put_spans(struct out *o, const struct place *p, int k, int step)
{
	const struct span *s = p->found.span;
	size_t from = 0, gap;
	unsigned i;

	for (i = 0; i < p->found.spans; i++) {
		gap = i > 0 ? s[i].at - from : 0;
		if (gap > 0 && strcspn(p->name + from, DIGITS) < gap)
			return false;
		put(o, p->name + from, gap);
		if (!put_octets(o, p, &s[i], &k, step))
			return false;
		from = (size_t)s[i].at + s[i].len;
	}
	return true;
}

/* In either direction, and from any octet if not all are there. */
static bool
put_address(struct out *o, const struct place *p)
{
	const size_t len = o->len;
	int k;

	for (k = 0; k < 4; k++) {
		if (put_spans(o, p, k, 1))
			return true;
		o->len = len;
		if (put_spans(o, p, 3 - k, -1))
			return true;
		o->len = len;
	}
	return false;
}

static bool
is_numbered(char c)
{
	return c >= '0' && c <= '9';
}

/* The bytes before at that are letters of its label. */
static size_t
letters_before(const struct place *p, size_t at)
{
	size_t n = 0;

	while (n < at && p->name[at - n - 1] != '.' &&
	    !is_numbered(p->name[at - n - 1]))
		n++;
	return n;
}

static size_t
letters_behind(const struct place *p, size_t at)
{
	return strcspn(p->name + at, DIGITS ".");
}

/* Where the domain begins for a pattern: behind the label that byte at is in,
 * and behind all numbered labels before the registrable domain. */
static size_t
domain_from(const struct place *p, size_t at, size_t domain)
{
	size_t from = at + strcspn(p->name + at, "."), i;

	for (i = from; i < domain; i++)
		if (is_numbered(p->name[i]))
			from = i + strcspn(p->name + i, ".");
	return from < p->len ? from + 1 : p->len;
}

bool
suggest_pattern(char out[SUGGEST_SIZE], const char *name, size_t len,
    size_t domain, const struct ip *ip)
{
	struct place p = { .name = name, .len = len, .octet = ip->octet };
	struct out o = { out, 0 };
	size_t before, end;

	if (ip->bits != 32 || strspn(name, HOST_BYTES) != len)
		return false;
	embedded_find(&p.found, name, len, ip);
	if (p.found.kind < EMBEDDED_PART ||
	    (p.found.form != EMBEDDED_DECIMAL && p.found.form != EMBEDDED_HEX))
		return false;
	before = letters_before(&p, p.found.span[0].at);
	put(&o, name + p.found.span[0].at - before, before);
	if (!put_address(&o, &p))
		return false;
	end = (size_t)p.found.span[p.found.spans - 1].at +
	    p.found.span[p.found.spans - 1].len;
	put(&o, name + end, letters_behind(&p, end));
	end = domain_from(&p, end, domain);
	if (end < len) {
		put(&o, " ", 1);
		put(&o, name + end, len - end);
	}
	return true;
}
