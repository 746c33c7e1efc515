/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/listcheck.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "dns/listprobe.h"
#include "dns/resolver.h"
#include "policy/zone_mask.h"
#include "rule/listspec.h"
#include "rule/ruleset.h"

/* Lists that are asked at once. */
#define AT_ONCE (QUESTIONS_MAX / LISTPROBE_QUESTIONS)

struct list {
	char zone[DNS_NAME_SIZE];
	enum listprobe_kind kind;
	bool may_lack; /* IPv6 of a list that is asked about all clients */
	unsigned expected; /* faults that a rule names as answers */
	struct listprobe probe;
};

struct lists {
	struct list *list;
	size_t len, cap;
};

/* Remember a list, once. */
static int
add(struct lists *all, const struct listspec *s, enum listprobe_kind kind,
    struct err *e)
{
	bool may_lack = kind == LISTPROBE_IPV6 && s->bits == 0;
	struct list *l, *grown;
	size_t i;

	for (i = 0; i < all->len; i++) {
		l = &all->list[i];
		if (l->kind != kind || strcmp(l->zone, s->zone) != 0)
			continue;
		l->may_lack = l->may_lack && may_lack;
		l->expected |= listspec_expected(s);
		return 0;
	}
	grown = grow_array(all->list, all->len, &all->cap, sizeof(*grown));
	if (grown == NULL)
		return err_memory(e);
	all->list = grown;
	l = &all->list[all->len++];
	memcpy(l->zone, s->zone, strlen(s->zone) + 1);
	l->kind = kind;
	l->may_lack = may_lack;
	l->expected = listspec_expected(s);
	return 0;
}

static int
add_criterion(struct lists *all, const struct criterion *c, struct err *e)
{
	struct packed_cursor at = criterion_value(c);
	struct listspec s;

	while (listspec_next(&at, &s)) {
		if (criterion_trait(c->kind)->lists == LISTS_OF_NAMES) {
			if (add(all, &s, LISTPROBE_NAME, e) == -1)
				return -1;
			continue;
		}
		if ((s.bits != 128 &&
		    add(all, &s, LISTPROBE_IPV4, e) == -1) ||
		    (s.bits != 32 && add(all, &s, LISTPROBE_IPV6, e) == -1))
			return -1;
	}
	return 0;
}

static int
collect(struct lists *all, struct ruleset *rules, struct err *e)
{
	enum ruleset_answer answer;
	size_t i;

	ruleset_seek(rules, 0);
	while ((answer = ruleset_next(rules, e)) == RULESET_RULE)
		for (i = 0; i < rules->rule.crit_len; i++) {
			const struct criterion *c = &rules->rule.crit[i];

			if (criterion_trait(c->kind)->lists != LISTS_NONE &&
			    add_criterion(all, c, e) == -1)
				return -1;
		}
	return answer == RULESET_FAILED ? -1 : 0;
}

/* Ask some lists at once, and wait. */
static void
probe(struct resolver *r, struct list *list, size_t n)
{
	const struct dns_source source = resolver_source(r);
	size_t i;

	resolver_reset(r);
	for (i = 0; i < n; i++)
		listprobe_begin(&list[i].probe, &source, list[i].zone,
		    list[i].kind, list[i].expected);
	while (resolver_wait(r) == RESOLVER_MORE)
		;
}

/* Print a line; true if the list is fine. */
static bool
print(FILE *out, const struct list *l)
{
	static const char *const clients[] = { "ipv4", "ipv6", "names" };
	static const char *const word[] = { [LISTPROBE_WAITING] = "silent",
		[LISTPROBE_OK] = "ok", [LISTPROBE_DEAD] = "dead",
		[LISTPROBE_WILDCARD] = "wildcard",
		[LISTPROBE_REFUSES] = "refuses",
		[LISTPROBE_SILENT] = "silent" };
	enum listprobe_result result = listprobe_result(&l->probe);
	bool lacks = l->may_lack && result == LISTPROBE_DEAD;
	char reason[DNSLIST_REASON_SIZE], zone[DNS_NAME_SIZE];

	listprobe_reason(reason, &l->probe);
	zone_mask(zone, l->zone);
	(void)fprintf(out, "%s\t%s\t%s\t%s\n", zone, clients[l->kind],
	    lacks ? "none" : word[result],
	    lacks ? "knows no IPv6: write it with /4" : reason);
	return lacks || result == LISTPROBE_OK;
}

/* Probe all and print; the answer of listcheck_run. */
static int
probe_all(FILE *out, struct resolver *r, struct lists *all)
{
	size_t from, n, i;
	int status = 0;

	for (from = 0; from < all->len; from += n) {
		n = all->len - from < AT_ONCE ? all->len - from : AT_ONCE;
		probe(r, all->list + from, n);
		for (i = 0; i < n; i++)
			if (!print(out, &all->list[from + i]))
				status = 1;
	}
	return status;
}

int
listcheck_run(FILE *out, FILE *notes, struct ruleset *rules, struct err *e)
{
	const struct settings *s = &rules->settings;
	struct resolver_options options = {
		.servers = s->text[SET_DNS_SERVERS],
		.timeout_ms = (unsigned)s->number[SET_DNS_TIMEOUT] };
	struct resolver *r = NULL;
	struct lists all = { 0 };
	int rc = collect(&all, rules, e);

	if (rc == 0 && all.len == 0)
		(void)fputs("The rules ask no list.\n", notes);
	if (rc == 0 && all.len > 0)
		rc = resolver_open(&r, &options, e);
	if (rc == 0 && all.len > 0)
		rc = probe_all(out, r, &all);
	resolver_close(r);
	free(all.list);
	return rc;
}
