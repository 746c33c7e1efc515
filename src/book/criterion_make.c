/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "book/criterion_make.h"

#include <string.h>

#include "base/alternatives.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/network.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "expr/pattern.h"
#include "expr/regex.h"
#include "rule/domains.h"
#include "rule/value.h"

static enum parse_answer
no_memory(struct err *e)
{
	(void)err_memory(e);
	return PARSE_FAILED;
}

enum parse_answer
criterion_make_regex(struct criterion *out, struct rulebook *b,
    const char *text, const struct place *at, struct err *e)
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
	out->set = 0;
	out->value = pattern;
	out->len = strlen(pattern) + 1;
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

static enum parse_answer
wrong(struct rulebook *b, const struct place *at, const struct err *e)
{
	if (e->class == ERR_TEMP)
		return PARSE_FAILED;
	diag_error(b->diag, at, "%s", e->msg);
	return PARSE_WRONG;
}

enum parse_answer
criterion_make_search(struct criterion *out, struct rulebook *b,
    enum criterion_kind kind, const char *text, const struct place *at,
    struct err *e)
{
	enum parse_answer made = criterion_make_regex(out, b, text + 1, at, e);
	char *value;

	out->kind = kind;
	if (made != PARSE_OK)
		return made;
	if ((value = arena_alloc(&b->arena, out->len + 1)) == NULL)
		return no_memory(e);
	value[0] = '~';
	memcpy(value + 1, out->value, out->len);
	out->value = value;
	out->len++;
	return PARSE_OK;
}

enum parse_answer
criterion_make_set(struct criterion *out, struct rulebook *b, const char *text,
    struct err *e)
{
	out->kind = CRITERION_IP;
	out->set = ++b->sets;
	out->len = strlen(text) + 1;
	out->value = arena_copy(&b->arena, text, strlen(text));
	return out->value != NULL ? PARSE_OK : no_memory(e);
}

/* Warn of an address that is said to be of one link. */
static void
note_zone(struct rulebook *b, const char *text, const struct place *at)
{
	if (strchr(text, '%') != NULL)
		diag_warn(b->diag, at, "in \"%.64s\" what stands behind \"%%\" "
		    "is not looked at: take it out", text);
}

static enum parse_answer
add_range(const struct criterion *out, struct rulebook *b, const char *text,
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
	note_zone(b, text, at);
	return PARSE_OK;
}

enum parse_answer
criterion_make_network(const struct criterion *out, struct rulebook *b,
    const char *text, bool range, const struct place *at, struct err *e)
{
	char net[IP_TEXT_SIZE];
	struct ip first;
	unsigned bits;
	int masked;

	if (range)
		return add_range(out, b, text, at, e);
	if ((masked = network_parse(&first, &bits, text, e)) == -1)
		return wrong(b, at, e);
	if (masked == 1) {
		ip_format(&first, net);
		diag_warn(b->diag, at, "host bits are set in \"%.64s\": it is "
		    "taken as %s/%u, write it so", text, net, bits);
	}
	note_zone(b, text, at);
	if (netset_add(&b->nets, &first, bits, out->set, e) == -1)
		return PARSE_FAILED;
	return PARSE_OK;
}

/* Give the criterion the value that was read, or tell why none was. */
static enum parse_answer
take_value(struct criterion *out, struct rulebook *b,
    enum criterion_kind kind, const struct packed *value, struct err *e)
{
	out->kind = kind;
	out->set = 0;
	out->len = value->len;
	out->value = arena_copy(&b->arena, (const char *)value->data,
	    value->len);
	return out->value != NULL ? PARSE_OK : no_memory(e);
}

enum parse_answer
criterion_make_domain(struct criterion *out, struct rulebook *b,
    enum criterion_kind kind, const char *name, const struct place *at,
    struct err *e)
{
	unsigned char room[1 + DOMAINS_MAX];
	struct packed value = { room, 0, sizeof(room) };

	if (domains_add(&value, name, e) == -1)
		return wrong(b, at, e);
	return take_value(out, b, kind, &value, e);
}

enum parse_answer
criterion_make_root(struct criterion *out, struct rulebook *b, struct err *e)
{
	unsigned char room[1];
	struct packed value = { room, 0, sizeof(room) };

	(void)domains_add_root(&value, e); /* there is room */
	return take_value(out, b, CRITERION_NAME, &value, e);
}

enum parse_answer
criterion_make_value(struct criterion *out, struct rulebook *b,
    enum criterion_kind kind, const char *text, const struct place *at,
    struct err *e)
{
	unsigned char room[RULE_RECORD_MAX];
	struct packed value = { room, 0, sizeof(room) };
	struct alternatives a = alternatives_of(text);
	enum parse_answer all = PARSE_OK;

	while (alternatives_next(&a))
		if (value_add(&value, kind, a.text, a.len, e) == -1)
			all = wrong(b, at, e);
	return all == PARSE_OK ? take_value(out, b, kind, &value, e) : all;
}
