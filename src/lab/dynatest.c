/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/dynatest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "build/library.h"
#include "expr/pattern.h"
#include "import/dynastop_verb.h"
#include "lab/printable.h"
#include "lab/report.h"
#include "lab/suggest.h"
#include "lab/told.h"
#include "rule/suffixes.h"
#include "rule/value.h"
#include "serve/digit.h"

/* The value of "@name" with nothing behind it is an empty domain. */
#define ROOT_LEN 1

/* The meanings of the codes, in the words of DynaStop's page. */
static const char *const wordy[] = {
	[DYNAWALL_PASS] = "Not dynamic",
	[DYNAWALL_DYNAMIC] = "Dynamic address",
	[DYNAWALL_NO_NAME] = "No reverse address",
	[DYNAWALL_NO_MAIL] = "NO mail address",
	[DYNAWALL_GREY] = "Greylisted address",
	[DYNAWALL_TROUBLE] = "Error, most likely a corrupt IP address"
};

static void
put_columns(FILE *out, enum dynawall_digit digit, const char *ip,
    const char *host)
{
	(void)fprintf(out, "%d\t", (int)digit);
	printable_put(out, ip);
	(void)putc('\t', out);
	printable_put(out, host);
	(void)fprintf(out, "\t%s", wordy[digit]);
}

static void
put_field(FILE *out, const char *letter, const char *text)
{
	(void)fprintf(out, "\t%s: ", letter);
	printable_put(out, text);
}

/* Append an expression as what DynaStop would look for: the octets of the
 * address for $1 to $8, and no backslash before what is no letter. */
static void
add_expression(struct buf *b, const char *p, const struct evidence *ev)
{
	char octet[4];
	size_t n;

	for (; *p != '\0'; p += n) {
		n = pattern_unit_len(p);
		if (n == 2 && *p == '\\' && !isalnum((unsigned char)p[1])) {
			buf_add(b, p + 1, 1);
		} else if (n == 0 && p[0] == '$' && p[1] >= '1' &&
		    p[1] <= '8' && ev->has_ip && ev->ip.bits == 32) {
			(void)snprintf(octet, sizeof(octet), p[1] > '4' ?
			    "%02X" : "%u", (unsigned)ev->ip.octet[(p[1] -
			    '1') % 4]);
			buf_add_text(b, octet);
			n = 2;
		} else {
			n = n > 0 ? n : 1;
			buf_add(b, p, n);
		}
	}
}

/* What the criteria of a rule matched: the elements, networks and so on; not
 * that there is a name. */
static int
put_matched(FILE *out, const struct rule *r, const struct evidence *ev,
    struct err *e)
{
	struct buf all = { 0 }, one = { 0 };
	bool failed;
	size_t i;

	for (i = 0; i < r->crit_len; i++) {
		const struct criterion *c = &r->crit[i];
		const char *value = value_text(&one, c);

		if (*value == '\0')
			continue;
		if (all.len > 0)
			buf_add_text(&all, " ");
		if (c->kind == CRITERION_REGEX)
			add_expression(&all, value, ev);
		else
			buf_add_text(&all, value);
	}
	failed = one.failed || buf_text(&all) == NULL;
	if (!failed && all.len > 0)
		put_field(out, "M", buf_text(&all));
	buf_free(&all);
	buf_free(&one);
	return failed ? err_memory(e) : 0;
}

/* The line of the file, which begins with an action if it is ours. */
static void
put_line(FILE *out, const struct rule *r)
{
	char verb[16];
	size_t len = strcspn(r->source, " ");

	(void)snprintf(verb, sizeof(verb), "%.*s", (int)len, r->source);
	put_field(out, "C", "");
	if (dynastop_verb_find(verb).value == DYNASTOP_NOTHING)
		(void)fprintf(out, "%s ", rule_action_word(r->action));
	printable_put(out, r->source);
}

/* The setting that decided. */
static void
put_setting(FILE *out, const struct settings *s, int i)
{
	char value[64];

	settings_format(s, (size_t)i, value, sizeof(value));
	put_field(out, "C", settings_get((size_t)i)->word);
	(void)fprintf(out, " %s", value);
}

/* True if the rule looked at the client's name, and not only whether there is
 * one. */
static bool
is_by_name(const struct rule *r)
{
	size_t i;

	for (i = 0; i < r->crit_len; i++) {
		const struct criterion *c = &r->crit[i];

		if (criterion_trait(c->kind)->is_claim &&
		    (c->kind != CRITERION_NAME || c->len > ROOT_LEN))
			return true;
	}
	return false;
}

static int
put_suggestion(FILE *out, struct library *lib, const struct evidence *ev,
    struct err *e)
{
	char pattern[SUGGEST_SIZE];
	size_t domain;

	if (suffixes_domain(&domain, &lib->image, ev->name, ev->name_len,
	    e) == -1)
		return -1;
	if (suggest_pattern(pattern, ev->name, ev->name_len, domain, &ev->ip))
		put_field(out, "P", pattern);
	return 0;
}

/* Why: the rule or the setting, or what would have matched. */
static int
put_reason(struct report *r, const struct verdict *v,
    const struct evidence *ev, struct err *e)
{
	struct ruleset *rules = &r->lib->rules;
	char label[RULESET_LABEL] = "";
	int setting = settings_find(v->rule);
	bool by_rule, by_name = false;

	/* the last rule that was read, if it is the one that decided */
	if (rules->at < rules->next &&
	    ruleset_label(rules, label, e) == -1)
		return -1;
	by_rule = strcmp(label, v->rule) == 0;
	if (by_rule) {
		by_name = is_by_name(&rules->rule);
		if (put_matched(r->out, &rules->rule, ev, e) == -1)
			return -1;
		put_line(r->out, &rules->rule);
	} else if (setting != -1 && (verdict_refuses(v) ||
	    v->action != RULE_PASS)) {
		put_setting(r->out, &rules->settings, setting);
	}
	return by_name || ev->has_name != ANSWER_YES ? 0 :
	    put_suggestion(r->out, r->lib, ev, e);
}

static const char *
host_text(const struct evidence *ev)
{
	return ev->has_name == ANSWER_YES ? ev->name :
	    ev->has_name == ANSWER_NO ? "-" : "?";
}

int
dynatest_client(struct report *r, const char *ip, const char *host,
    struct err *e)
{
	const struct settings *s = &r->lib->rules.settings;
	struct evidence ev;
	struct verdict v;

	evidence_init(&ev);
	evidence_host(&ev, host);
	told_take(&ev, r->told);
	if (evidence_ip(&ev, ip, e) == -1) {
		put_columns(r->out, DYNAWALL_TROUBLE, ip, "-");
	} else {
		if (await_client(&v, &r->await, &ev, r->now_s, e) == -1)
			return -1;
		if (v.action == RULE_GREY)
			verdict_wait(&v, s, (unsigned)
			    s->number[SET_GREYLIST_DELAY]);
		put_columns(r->out, digit_of(&v, ev.has_name), ev.ip_text,
		    host_text(&ev));
		if (put_reason(r, &v, &ev, e) == -1)
			return -1;
	}
	(void)putc('\n', r->out);
	return 0;
}
