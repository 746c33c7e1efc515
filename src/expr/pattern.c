/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/pattern.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/ip.h"
#include "base/num.h"

/* The text being made. */
struct out {
	char *text;
	size_t len;
	bool full;
};

static void
put(struct out *o, const char *text, size_t len)
{
	if (o->full || len >= PATTERN_SIZE - o->len) {
		o->full = true;
		return;
	}
	memcpy(o->text + o->len, text, len);
	o->len += len;
	o->text[o->len] = '\0';
}

size_t
pattern_unit_len(const char *p)
{
	size_t i = 1;

	if (*p == '\\')
		return p[1] != '\0' ? 2 : 1;
	if (*p != '[')
		return 0;
	if (p[i] == '^')
		i++;
	if (p[i] == ']')
		i++;
	while (p[i] != '\0' && p[i] != ']') {
		if (p[i] == '\\' && p[i + 1] != '\0')
			i++;
		else if (p[i] == '[' && p[i + 1] == ':') {
			const char *end = strstr(p + i + 2, ":]");

			if (end != NULL)
				i = (size_t)(end - p) + 1;
		}
		i++;
	}
	return p[i] == ']' ? i + 1 : i;
}

static bool
is_octet(const char *p)
{
	return p[0] == '$' && p[1] >= '1' && p[1] <= '8';
}

static const char *
find_define(const struct pattern_define *d, const char *name, size_t len)
{
	for (; d != NULL; d = d->next)
		if (strlen(d->name) == len && memcmp(d->name, name, len) == 0)
			return d->text;
	return NULL;
}

/* Put the fragment that p, "%{NAME}", stands for; its length, or 0. */
static size_t
put_define(struct out *o, const char *p, const struct pattern_define *defines,
    struct err *e)
{
	size_t len = strcspn(p + 2, "}");
	const char *text = find_define(defines, p + 2, len);

	if (p[2 + len] != '}' || text == NULL) {
		(void)err_perm(e, 0, "no fragment \"%.*s\" is defined above: "
		    "write \"define NAME FRAGMENT\" first", (int)len, p + 2);
		return 0;
	}
	put(o, "(?:", 3);
	put(o, text, strlen(text));
	put(o, ")", 1);
	return len + 3;
}

const char *
pattern_expand(struct arena *a, const char *text,
    const struct pattern_define *defines, struct err *e)
{
	char buffer[PATTERN_SIZE];
	struct out o = { buffer, 0, false };
	const char *copy;
	size_t n;

	for (; *text != '\0'; text += n) {
		if ((n = pattern_unit_len(text)) > 0) {
			put(&o, text, n);
		} else if (text[0] == '%' && text[1] == '{') {
			if ((n = put_define(&o, text, defines, e)) == 0)
				return NULL;
		} else {
			n = 1;
			put(&o, text, n);
		}
	}
	if (o.full) {
		(void)err_perm(e, 0, "the expression is longer than %d bytes",
		    PATTERN_SIZE - 1);
		return NULL;
	}
	if ((copy = arena_copy(a, buffer, o.len)) == NULL)
		(void)err_memory(e);
	return copy;
}

bool
pattern_has_octets(const char *text)
{
	size_t n;

	if (strchr(text, '$') == NULL)
		return false;
	for (; *text != '\0'; text += n > 0 ? n : 1)
		if ((n = pattern_unit_len(text)) == 0 && is_octet(text))
			return true;
	return false;
}

static void
put_octet(struct out *o, char which, const struct ip *client)
{
	unsigned n = (unsigned)(which - '1');
	unsigned char octet = client->octet[n % 4];
	char text[21];

	if (n < 4) {
		put(o, "(?:0*", 5);
		put(o, text, num_format(octet, text));
		put(o, ")", 1);
		return;
	}
	hex_format(text, octet);
	put(o, "(?:", 3); /* so that a quantifier takes both digits */
	put(o, text, 2);
	put(o, ")", 1);
}

int
pattern_substitute(char out[PATTERN_SIZE], const char *text,
    const struct ip *client)
{
	struct out o = { out, 0, false };
	size_t n;

	if (client->bits != 32)
		return -1;
	out[0] = '\0';
	for (; *text != '\0'; text += n) {
		n = pattern_unit_len(text);
		if (n == 0 && is_octet(text)) {
			put_octet(&o, text[1], client);
			n = 2;
		} else {
			n = n > 0 ? n : 1;
			put(&o, text, n);
		}
	}
	return o.full ? -1 : (int)o.len;
}

size_t
pattern_plain(char *out, const char *from)
{
	size_t n = 0, unit, i;

	for (; *from != '\0'; from += unit) {
		if ((unit = pattern_unit_len(from)) == 0)
			unit = 1;
		for (i = 0; i < unit; i++)
			if (from[i] != '\n')
				out[n++] = from[i];
		if (unit == 1 && ((*from == '$' && from[1] >= '1' &&
		    from[1] <= '8') || (*from == '%' && from[1] == '{')))
			n += (size_t)(stpcpy(out + n, "(?:)") - (out + n));
	}
	out[n] = '\0';
	return n;
}
