/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf/term.h"

#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "spf/spec.h"

#define VERSION_LEN 6 /* "v=spf1" */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Cut "MARK NUMBER" off the end of a text, the mark being "/" or "//".  True
 * with *bits, or if there is none; false if the number is above max or has a
 * zero before it. */
static bool
cut_bits(unsigned *bits, const char *text, size_t *len, const char *mark,
    unsigned max)
{
	const size_t mark_len = strlen(mark);
	size_t at = *len, i;
	unsigned n = 0;

	while (at > 0 && is_digit(text[at - 1]))
		at--;
	if (at == *len || at < mark_len ||
	    memcmp(text + at - mark_len, mark, mark_len) != 0)
		return true;
	if (*len - at > 3 || (text[at] == '0' && *len - at > 1))
		return false;
	for (i = at; i < *len; i++)
		n = 10 * n + (unsigned)(text[i] - '0');
	*len = at - mark_len;
	*bits = n;
	return n <= max;
}

/* What stands behind ":" or "=": a domain-spec. */
static bool
read_domain(struct spf_term *t, const char *arg, size_t len)
{
	if (!spf_is_domain_spec(arg + 1, len > 0 ? len - 1 : 0, &t->macro))
		return false;
	t->domain = arg + 1;
	t->domain_len = len - 1;
	return true;
}

/* Of a and mx: "[:DOMAIN][/BITS][//BITS]". */
static bool
read_hosts(struct spf_term *t, const char *arg, size_t len)
{
	return cut_bits(&t->bits6, arg, &len, "//", 128) &&
	    cut_bits(&t->bits4, arg, &len, "/", 32) &&
	    (len == 0 || (*arg == ':' && read_domain(t, arg, len)));
}

/* Of ip4 and ip6: ":ADDRESS[/BITS]". */
static bool
read_network(struct spf_term *t, const char *arg, size_t len)
{
	const unsigned width = t->kind == SPF_IP4 ? 32 : 128;
	unsigned *bits = t->kind == SPF_IP4 ? &t->bits4 : &t->bits6;
	char text[IP_TEXT_SIZE];
	struct err e;

	if (!cut_bits(bits, arg, &len, "/", width) || len < 2 ||
	    *arg != ':' || len > sizeof(text))
		return false;
	memcpy(text, arg + 1, len - 1);
	text[len - 1] = '\0';
	return (strchr(text, ':') != NULL) == (width == 128) &&
	    ip_parse(&t->ip, text, &e) == 0;
}

/* The mechanism at text: its name, and behind it len bytes from ":" or "/"
 * on. */
static bool
read_mechanism(struct spf_term *t, const char *name, size_t name_len,
    size_t len)
{
	static const struct {
		const char *name;
		enum spf_kind kind;
	} row[] = { { "all", SPF_ALL }, { "include", SPF_INCLUDE },
		{ "a", SPF_A }, { "mx", SPF_MX }, { "ptr", SPF_PTR },
		{ "ip4", SPF_IP4 }, { "ip6", SPF_IP6 },
		{ "exists", SPF_EXISTS } };
	const char *arg = name + name_len;
	size_t i = 0;

	while (strlen(row[i].name) != name_len ||
	    strncasecmp(row[i].name, name, name_len) != 0)
		if (++i == sizeof(row) / sizeof(row[0]))
			return false;
	t->kind = row[i].kind;
	switch (t->kind) {
	case SPF_A:
	case SPF_MX:
		return read_hosts(t, arg, len);
	case SPF_IP4:
	case SPF_IP6:
		return read_network(t, arg, len);
	case SPF_ALL:
		return len == 0;
	case SPF_PTR:
		if (len == 0)
			return true;
		break;
	default:
		break;
	}
	return len > 0 && *arg == ':' && read_domain(t, arg, len);
}

/* The modifier at text, whose name ends before "=". */
static bool
read_modifier(struct spf_term *t, size_t name_len)
{
	const char *arg = t->text + name_len;
	const size_t len = t->len - name_len;
	size_t i;

	if (name_len == 8 && strncasecmp(t->text, "redirect", 8) == 0)
		t->kind = SPF_REDIRECT;
	else if (name_len == 3 && strncasecmp(t->text, "exp", 3) == 0)
		t->kind = SPF_EXP;
	else
		t->kind = SPF_MODIFIER;
	if (t->kind != SPF_MODIFIER)
		return read_domain(t, arg, len);
	for (i = 0; i < name_len; i++)
		if (!is_alpha(t->text[i]) && (i == 0 ||
		    (!is_digit(t->text[i]) &&
		    memchr("-_.", t->text[i], 3) == NULL)))
			return false;
	return name_len > 0 && spf_is_macro_string(arg + 1, len - 1,
	    &t->macro);
}

/* Read a whole term. */
static bool
read_term(struct spf_term *t)
{
	static const char qualifier[] = "+-~?";
	size_t name_len = 0, sign = 0;
	const char *known;

	while (name_len < t->len &&
	    memchr(":/=", t->text[name_len], 3) == NULL)
		name_len++;
	if (name_len < t->len && t->text[name_len] == '=')
		return read_modifier(t, name_len);
	known = strchr(qualifier, t->text[0]);
	if (known != NULL) {
		t->qualifier = (enum spf_qualifier)(known - qualifier);
		sign = 1;
	}
	return name_len > sign && read_mechanism(t, t->text + sign,
	    name_len - sign, t->len - name_len);
}

enum spf_next
spf_term_next(struct spf_term *out, const char **at)
{
	const char *text = *at;

	if (strncasecmp(text, "v=spf1", VERSION_LEN) == 0)
		text += VERSION_LEN;
	text += strspn(text, " ");
	*out = (struct spf_term){ .kind = SPF_MODIFIER, .text = text,
		.len = strcspn(text, " "), .bits4 = 32, .bits6 = 128 };
	*at = text + out->len;
	if (out->len == 0)
		return SPF_END;
	return read_term(out) ? SPF_TERM : SPF_BROKEN;
}
