/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/match.h"

#include <string.h>

#include "base/err.h"
#include "expr/pattern.h"
#include "expr/regex.h"
#include "expr/regexcache.h"
#include "policy/naming.h"
#include "policy/verdict.h"
#include "rule/domains.h"
#include "rule/image.h"
#include "rule/nettree.h"
#include "rule/ports.h"
#include "rule/rule.h"

int
match_chain(struct match *m, uint32_t *chain, struct err *e)
{
	if (!m->have_chain && m->ev->has_ip &&
	    nettree_find(&m->chain, m->img, &m->ev->ip, e) == -1)
		return -1;
	m->have_chain = true;
	*chain = m->chain;
	return 0;
}

bool
match_name_is_open(const struct match *m)
{
	return m->ev->has_name == ANSWER_UNKNOWN ||
	    m->ev->has_name == ANSWER_WAITING;
}

const char *
match_subject(const struct match *m, size_t *len)
{
	const struct evidence *ev = m->ev;
	const char *text = "";

	if (ev->has_name == ANSWER_YES)
		text = ev->name;
	else if (ev->has_name == ANSWER_NO && m->ip_searched)
		text = ev->ip_text;
	*len = strlen(text);
	return text;
}

static enum answer
in_set(struct match *m, uint32_t set, struct err *e)
{
	uint32_t chain;
	int has;

	if (match_chain(m, &chain, e) == -1)
		return ANSWER_FAILED;
	has = nettree_chain_has(m->img, chain, set, e);
	return has == -1 ? ANSWER_FAILED : has == 1 ? ANSWER_YES : ANSWER_NO;
}

/* True if the client's name is domain, of len bytes, or below it if below
 * says so.  Every name is below the empty domain. */
static bool
is_domain(const struct evidence *ev, const char *domain, size_t len,
    bool below)
{
	const char *tail;

	if (len == 0)
		return below;
	if (len > ev->name_len)
		return false;
	tail = ev->name + ev->name_len - len;
	if (memcmp(tail, domain, len) != 0)
		return false;
	return len == ev->name_len || (below && tail[-1] == '.');
}

static enum answer
in_domains(const struct evidence *ev, const struct criterion *c, bool below)
{
	struct packed_cursor at = criterion_value(c);
	const char *domain;
	size_t len;

	if (ev->has_name != ANSWER_YES)
		return ev->has_name;
	while (domains_next(&at, &domain, &len))
		if (is_domain(ev, domain, len, below))
			return ANSWER_YES;
	return ANSWER_NO;
}

static enum answer
in_ports(const struct evidence *ev, const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	unsigned first, last;

	if (ev->port == 0)
		return ANSWER_UNKNOWN;
	while (ports_next(&at, &first, &last))
		if (first <= ev->port && ev->port <= last)
			return ANSWER_YES;
	return ANSWER_NO;
}

static enum answer
search_for(struct match *m, const char *pattern, struct err *e)
{
	size_t len;
	const char *subject = match_subject(m, &len);

	switch (regex_search(m->regex, pattern, subject, len, e)) {
	case REGEX_NO:
		return ANSWER_NO;
	case REGEX_YES:
		return ANSWER_YES;
	case REGEX_LIMIT:
		m->limited = true;
		return ANSWER_UNKNOWN;
	case REGEX_FAILED:
		break;
	}
	return ANSWER_FAILED;
}

/* Search an expression with octets in it; apart, for its large buffer. */
static enum answer
search_octets(struct match *m, const char *pattern, struct err *e)
{
	char concrete[PATTERN_SIZE];

	if (!m->ev->has_ip ||
	    pattern_substitute(concrete, pattern, &m->ev->ip) == -1)
		return ANSWER_NO;
	return search_for(m, concrete, e);
}

/* Search the expression in the name, or in the address of a client without
 * one. */
static enum answer
search(struct match *m, const char *pattern, struct err *e)
{
	const char *subject;
	size_t len;

	if (match_name_is_open(m))
		return m->ev->has_name;
	subject = match_subject(m, &len);
	if (len == 0)
		return ANSWER_NO;
	if (pattern_has_octets(pattern)) /* another one for each client */
		return search_octets(m, pattern, e);
	if (m->cache != NULL && regexcache_try(m->cache, pattern, subject,
	    len) == REGEXCACHE_NO)
		return ANSWER_NO;
	return search_for(m, pattern, e);
}

/* Ask what the name says, once. */
static enum answer
in_class(struct match *m, const struct criterion *c, struct err *e)
{
	bool found;

	if (m->ev->has_name != ANSWER_YES)
		return m->ev->has_name;
	if (!m->have_class) {
		if (naming_find(&m->class, &found, m->ev, m->img, e) == -1)
			return ANSWER_FAILED;
		m->have_class = true;
	}
	found = c->kind == CRITERION_CLASS ?
	    naming_is_class(&m->class, c) : naming_is_embedded(&m->class, c);
	return found ? ANSWER_YES : ANSWER_NO;
}

/* Ask DNS, and take down what it says. */
static enum answer
look_up(struct match *m, const struct criterion *c)
{
	struct lookup_finding f;
	enum answer a;

	m->asks_lists = m->asks_lists ||
	    criterion_trait(c->kind)->lists != LISTS_NONE;
	if (m->ev->lookup == NULL || !m->ev->has_ip)
		return ANSWER_UNKNOWN;
	a = c->kind == CRITERION_RDNS ?
	    lookup_rdns(m->ev->lookup, c, &f) :
	    lookup_lists(m->ev->lookup, c, &f);
	m->moot = f.moot && a == ANSWER_NO;
	m->by_unknown = m->by_unknown || f.by_unknown;
	if (f.zone[0] != '\0' && !c->negated) {
		m->listed_kind = c->kind;
		memcpy(m->listed, f.zone, sizeof(m->listed));
	}
	if (m->notes != NULL && f.note[0] != '\0')
		verdict_note_once(m->notes, f.note);
	/* That nobody knows the state is no reason to take it for known. */
	return c->negated && f.by_unknown ? ANSWER_UNKNOWN : a;
}

static enum answer
negated(enum answer a)
{
	if (a == ANSWER_YES)
		return ANSWER_NO;
	return a == ANSWER_NO ? ANSWER_YES : a;
}

enum answer
match_criterion(struct match *m, const struct criterion *c, struct err *e)
{
	enum answer a = ANSWER_UNKNOWN;

	switch (c->kind) {
	case CRITERION_ANY:
		a = ANSWER_YES;
		break;
	case CRITERION_IP:
		a = in_set(m, c->set, e);
		break;
	case CRITERION_NAME:
		a = in_domains(m->ev, c, true);
		break;
	case CRITERION_HOST:
		a = in_domains(m->ev, c, false);
		break;
	case CRITERION_REGEX:
		a = search(m, c->value, e);
		break;
	case CRITERION_EMBEDDED:
	case CRITERION_CLASS:
		a = in_class(m, c, e);
		break;
	case CRITERION_RDNS:
	case CRITERION_DNSBL:
	case CRITERION_RHSBL:
	case CRITERION_DNSWL:
		a = look_up(m, c);
		break;
	case CRITERION_PORT:
		a = in_ports(m->ev, c);
		break;
	case CRITERION_KINDS:
		break;
	}
	return c->negated ? negated(a) : a;
}
