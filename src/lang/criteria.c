/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/criteria.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "expr/pattern.h"
#include "expr/regex.h"
#include "lang/diag.h"
#include "lang/rulebook.h"
#include "lang/source.h"

enum parse_answer
criterion_regex(struct criterion *out, struct rulebook *b, const char *text,
    const struct place *at, struct err *e)
{
	static const struct ip sample = { { 255, 255, 255, 255 }, 32 };
	char concrete[PATTERN_SIZE];
	const char *pattern = pattern_expand(&b->arena, text, b->defines, e);
	size_t offset;

	if (pattern == NULL) {
		if (e->class == ERR_TEMP)
			return PARSE_FAILED;
		diag_error(b->diag, at, "%s", e->msg);
		return PARSE_WRONG;
	}
	out->kind = CRITERION_REGEX;
	out->value = pattern;
	if (pattern_has_octets(pattern)) {
		if (pattern_substitute(concrete, pattern, &sample) == -1) {
			diag_error(b->diag, at, "the expression is too long "
			    "with its octets: shorten it");
			return PARSE_WRONG;
		}
		pattern = concrete;
	}
	if (regex_check(b->regex, pattern, &offset, e) == 0)
		return PARSE_OK;
	if (e->class == ERR_TEMP)
		return PARSE_FAILED;
	diag_error(b->diag, at, "bad expression, %s, after \"%.*s\": mend it "
	    "or put a backslash before special characters", e->msg,
	    offset < 60 ? (int)offset : 60, pattern);
	return PARSE_WRONG;
}

/* A number for a new address set, unless *out has one. */
static void
set_number(struct criterion *out, struct rulebook *b)
{
	out->kind = CRITERION_IP;
	if (out->set == 0)
		out->set = ++b->sets;
}

static enum parse_answer
wrong(struct rulebook *b, const struct place *at, const struct err *e)
{
	if (e->class == ERR_TEMP)
		return PARSE_FAILED;
	diag_error(b->diag, at, "%s", e->msg);
	return PARSE_WRONG;
}

static enum parse_answer
add_range(struct criterion *out, struct rulebook *b, const char *text,
    const struct place *at, struct err *e)
{
	const char *dash = strchr(text, '-');
	size_t len = dash != NULL ? (size_t)(dash - text) : 0;
	char low[IP_TEXT_SIZE];
	struct ip first, last;

	if (dash == NULL || len >= sizeof(low)) {
		diag_error(b->diag, at, "\"%.64s\" is not a range: write "
		    "first-last, as in 192.0.2.7-192.0.2.99", text);
		return PARSE_WRONG;
	}
	memcpy(low, text, len);
	low[len] = '\0';
	if (ip_parse(&first, low, e) == -1 ||
	    ip_parse(&last, dash + 1, e) == -1 ||
	    netset_add_range(&b->nets, &first, &last, out->set, e) == -1)
		return wrong(b, at, e);
	return PARSE_OK;
}

enum parse_answer
criterion_network(struct criterion *out, struct rulebook *b, const char *text,
    bool range, const struct place *at, struct err *e)
{
	char net[IP_TEXT_SIZE];
	struct ip first;
	unsigned bits;
	int masked;

	set_number(out, b);
	if (range)
		return add_range(out, b, text, at, e);
	if ((masked = netset_parse(&first, &bits, text, e)) == -1)
		return wrong(b, at, e);
	if (masked == 1) {
		ip_format(&first, net);
		diag_warn(b->diag, at, "host bits are set in \"%.64s\": it is "
		    "taken as %s/%u, write it so", text, net, bits);
	}
	if (netset_add(&b->nets, &first, bits, out->set, e) == -1)
		return PARSE_FAILED;
	return PARSE_OK;
}

/* Cut a line of a network list to its first word; false if it has none. */
static bool
list_entry(char **text)
{
	*text = line_skip(*text);
	(*text)[strcspn(*text, " \t\r#;")] = '\0';
	return **text != '\0';
}

enum parse_answer
criterion_ipfile(struct criterion *out, struct rulebook *b, const char *path,
    const struct place *at, struct err *e)
{
	struct source s;
	struct line l;
	enum parse_answer all = PARSE_OK, one;

	set_number(out, b);
	if (source_open(&s, &b->arena, path, e) == -1) {
		diag_error(b->diag, at, "%s: name a list that can be read",
		    e->msg);
		return PARSE_WRONG;
	}
	while (source_line(&s, SOURCE_PLAIN, &l)) {
		char *text = l.text;
		struct place p;

		if (!list_entry(&text))
			continue;
		p = line_place(&l, text);
		one = criterion_network(out, b, text,
		    strchr(text, '-') != NULL, &p, e);
		if (one == PARSE_FAILED)
			return one;
		if (one != PARSE_OK)
			all = one;
	}
	return all;
}

/* True if name is made of labels of letters, digits, "-" and "_" (RFC 952,
 * RFC 1123 section 2.1, and the underscore that PTR records do have). */
static bool
domain_is_sound(const char *name)
{
	size_t len = strlen(name), label;

	if (len == 0 || len > 253 || name[len - 1] == '.')
		return false;
	for (; *name != '\0'; name += label + (name[label] == '.')) {
		label = strspn(name, "abcdefghijklmnopqrstuvwxyz"
		    "0123456789-_");
		if (label == 0 || label > 63 ||
		    (name[label] != '\0' && name[label] != '.'))
			return false;
	}
	return true;
}

enum parse_answer
criterion_domain(struct criterion *out, struct rulebook *b, char *name,
    const struct place *at)
{
	size_t len = strlen(name), i;

	for (i = 0; i < len; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] - 'A' + 'a');
	if (len > 1 && name[len - 1] == '.')
		name[len - 1] = '\0';
	if (!domain_is_sound(name)) {
		diag_error(b->diag, at, "\"%.64s\" is not a domain name: write "
		    "labels of letters, digits, \"-\" and \"_\" with single "
		    "dots between them, no wildcard (@name=example.net holds "
		    "for all names below it)", name);
		return PARSE_WRONG;
	}
	out->value = name;
	return PARSE_OK;
}
