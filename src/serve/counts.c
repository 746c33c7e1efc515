/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "policy/logread.h"
#include "policy/notes.h"
#include "policy/verdict.h"
#include "rule/ruleset.h"
#include "rule/settings.h"

static const char *const actions[] = { "pass", "block", "defer", "grey" };

/* What a verdict may be laid to beside rules and settings. */
static const char *const others[] = { "RELAYCLIENT", "DHF", "TCPREMOTEIP",
	"image", "image-missing", "program", "client_address", "exempt_rcpt" };

struct counts *
counts_new(struct err *e)
{
	struct counts *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	memcpy(c->rule[0].label, "other", sizeof("other"));
	c->rules = 1;
	return c;
}

void
counts_free(struct counts *c)
{
	if (c == NULL)
		return;
	counts_known_free(&c->known);
	free(c);
}

/* ---- labels ---- */

/* Whether a verdict's label is one of ours. */
static bool
is_own(const char *label)
{
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i], label) == 0)
			return true;
	return settings_find(label) != -1;
}

/* Where a label is counted; 0 is "other". */
static struct counts_rule *
rule_of(struct counts *c, const struct logread_value *v)
{
	char label[COUNTS_LABEL];
	struct counts_rule *new;
	size_t i;
	bool own;

	if (v->len >= sizeof(label))
		return &c->rule[0];
	memcpy(label, v->at, v->len);
	label[v->len] = '\0';
	for (i = 0; i < c->rules; i++)
		if (strcmp(c->rule[i].label, label) == 0)
			return &c->rule[i];
	own = is_own(label);
	if (c->rules == COUNTS_PLACES || (!own &&
	    (c->named == COUNTS_RULES ||
	    (!c->any && !counts_known(&c->known, label)))))
		return &c->rule[0];
	c->named += !own;
	new = &c->rule[c->rules++];
	*new = (struct counts_rule){ .own = own };
	memcpy(new->label, label, v->len + 1);
	return new;
}

int
counts_rules(struct counts *c, struct image *img, struct err *e)
{
	size_t from, to = 1;
	int rc = counts_known_fill(&c->known, img, e);

	c->named = 0;
	for (from = 1; from < c->rules; from++) {
		if (!c->rule[from].own &&
		    !counts_known(&c->known, c->rule[from].label))
			continue;
		c->named += !c->rule[from].own;
		if (to != from)
			c->rule[to] = c->rule[from];
		to++;
	}
	c->rules = to;
	c->db = img->head.id;
	return rc;
}

void
counts_any_rule(struct counts *c)
{
	c->any = true;
}

void
counts_seen(struct counts *c, uint64_t unreadable, int64_t last_s,
    uint32_t db)
{
	c->unreadable += unreadable;
	if (last_s > c->last_s)
		c->last_s = last_s;
	if (db != 0)
		c->db = db;
}

static struct counts_list *
list_of(struct counts *c, const struct logread_value *zone)
{
	struct counts_list *l;
	size_t i;

	for (i = 0; i < c->lists; i++)
		if (logread_is(zone, c->list[i].zone))
			return &c->list[i];
	l = &c->list[c->lists < COUNTS_LISTS ? c->lists : COUNTS_LISTS];
	if (c->lists < COUNTS_LISTS && zone->len < sizeof(l->zone)) {
		memcpy(l->zone, zone->at, zone->len);
		c->lists++;
	}
	return l;
}

/* The number of an action, or -1. */
static int
action_of(const struct logread_value *v)
{
	int i;

	for (i = 0; i < COUNTS_ACTIONS; i++)
		if (logread_is(v, actions[i]))
			return i;
	return -1;
}

/* ---- counting ---- */

/* "RULE:ACTION" of a watched rule. */
static void
add_watch(struct counts *c, enum counts_source source,
    const struct logread_value *item)
{
	const char *colon = item->at + item->len;
	struct logread_value rule, action;
	int n;

	while (colon > item->at && *--colon != ':')
		;
	if (item->len == 0 || *colon != ':')
		return;
	rule = (struct logread_value){ item->at, (size_t)(colon - item->at) };
	action = (struct logread_value){ colon + 1,
		item->len - rule.len - 1 };
	n = action_of(&action);
	if (n != -1)
		rule_of(c, &rule)->watch[source][n]++;
}

/* "ZONE:RESULT" of a list, or "rdns:STATE", which is none. */
static void
add_dns(struct counts *c, const struct logread_value *item)
{
	static const char *const result[] = { "listed", "no", "error",
		"unknown" };
	struct logread_value zone = *item, word;
	size_t i;

	while (zone.len > 0 && zone.at[zone.len - 1] != ':')
		zone.len--;
	if (zone.len < 2)
		return;
	word = (struct logread_value){ zone.at + zone.len,
		item->len - zone.len };
	zone.len--;
	if (logread_is(&zone, "rdns"))
		return;
	for (i = 0; i < COUNTS_RESULTS; i++)
		if (logread_is(&word, result[i]))
			list_of(c, &zone)->n[i]++;
}

static void
add_note(struct counts *c, enum counts_source source,
    const struct logread_value *item)
{
	struct logread_value rest;
	size_t i;

	if (logread_begins(&rest, item, "mark:"))
		rule_of(c, &rest)->marks[source]++;
	else if (logread_begins(&rest, item, "dns:"))
		add_dns(c, &rest);
	else if (logread_begins(&rest, item, "limit:"))
		c->note[source][COUNTS_LIMIT]++;
	for (i = 0; i < COUNTS_NOTES; i++)
		if (logread_is(item, counts_note_word[i]))
			c->note[source][i]++;
}

static enum counts_source
source_of(const struct logread_value *program)
{
	static const char *const word[COUNTS_OTHER] = {
		[COUNTS_FILTER] = "-host-filter", [COUNTS_DYNAWALL] = "-wall",
		[COUNTS_POSTFIX] = "-postfix", [COUNTS_MILTER] = "-milter",
		[COUNTS_OPENSMTPD] = "-opensmtpd" };
	struct logread_value tail;
	int i;

	if (logread_is(program, "dhfd")) /* what it logs of its own accord */
		return COUNTS_POSTFIX;
	for (i = 0; i < COUNTS_OTHER; i++) {
		if (program->len < strlen(word[i]))
			continue;
		tail.len = strlen(word[i]);
		tail.at = program->at + program->len - tail.len;
		if (logread_is(&tail, word[i]))
			return (enum counts_source)i;
	}
	return COUNTS_OTHER;
}

/* How long it waited for DNS, "dns_us=N" at the end of a line. */
static void
take_dns(struct counts *c, enum counts_source source, const char *line,
    size_t len)
{
	static const char word[] = " dns_us=";
	uint64_t n = 0;
	size_t i = len;
	int digits = 0;

	while (i > 0 && line[i - 1] >= '0' && line[i - 1] <= '9')
		i--;
	if (i < sizeof(word) - 1 || memcmp(line + i - (sizeof(word) - 1), word,
	    sizeof(word) - 1) != 0)
		return;
	for (; i < len && digits < 12; i++, digits++)
		n = n * 10 + (uint64_t)(line[i] - '0');
	if (digits > 0)
		counts_dns(c, source, n);
}

static enum counts_fault
fault_of(const struct logread_value *rule)
{
	int i;

	for (i = 0; i < COUNTS_OTHER_FAULT; i++)
		if (logread_is(rule, counts_fault_word[i]))
			break;
	return (enum counts_fault)i;
}

bool
counts_line(struct counts *c, const char *line, size_t len, int64_t now_s)
{
	struct logread_value item;
	enum counts_source source;
	struct logread l;
	size_t at;
	int action;

	if (!logread(&l, line, len) ||
	    (action = action_of(&l.key[LOGREAD_ACTION])) == -1) {
		c->unreadable++;
		return false;
	}
	source = source_of(&l.program);
	c->last_s = now_s;
	rule_of(c, &l.key[LOGREAD_RULE])->verdict[source][action]++;
	for (at = 0; logread_item(&item, &l.key[LOGREAD_WATCH], &at);)
		add_watch(c, source, &item);
	for (at = 0; logread_item(&item, &l.key[LOGREAD_NOTE], &at);)
		add_note(c, source, &item);
	if (l.key[LOGREAD_ERROR].len > 0)
		c->faults[source][fault_of(&l.key[LOGREAD_RULE])]++;
	take_dns(c, source, line, len);
	return true;
}

static void
label_value(struct logread_value *v, char room[COUNTS_LABEL],
    const char *label, bool list)
{
	logread_label(room, COUNTS_LABEL, label, list);
	*v = (struct logread_value){ room, strlen(room) };
}

void
counts_verdict(struct counts *c, enum counts_source source,
    const struct verdict *v, const struct notes *n, const char *state,
    int64_t now_s)
{
	struct logread_value item;
	char room[COUNTS_LABEL];
	const char *text;
	size_t at;

	c->last_s = now_s;
	label_value(&item, room, v->rule, false);
	if ((int)v->action < COUNTS_ACTIONS)
		rule_of(c, &item)->verdict[source][v->action]++;
	c->note[source][COUNTS_CAPPED] += v->capped;
	if (state != NULL) {
		label_value(&item, room, state, true);
		add_note(c, source, &item);
	}
	for (at = 0; (text = notes_next(n, NOTE_WATCH, &at)) != NULL;) {
		label_value(&item, room, text, true);
		add_watch(c, source, &item);
	}
	for (at = 0; (text = notes_next(n, NOTE_MARK, &at)) != NULL;) {
		label_value(&item, room, text, true);
		rule_of(c, &item)->marks[source]++;
	}
	for (at = 0; (text = notes_next(n, NOTE_DNS, &at)) != NULL;) {
		label_value(&item, room, text, true);
		add_dns(c, &item);
	}
	for (at = 0; (text = notes_next(n, NOTE_DNS_NO, &at)) != NULL;) {
		label_value(&item, room, text, true);
		add_dns(c, &item);
	}
}

void
counts_fail(struct counts *c, enum counts_source source, const char *word,
    int64_t now_s)
{
	const struct logread_value rule = { word, strlen(word) };

	c->last_s = now_s;
	rule_of(c, &rule)->verdict[source][RULE_DEFER]++;
	c->faults[source][fault_of(&rule)]++;
}

void
counts_dns(struct counts *c, enum counts_source source, uint64_t us)
{
	c->dns_us[source] += us;
	c->dns[source]++;
}
