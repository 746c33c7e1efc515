/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/why.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/receipt_read.h"
#include "base/utc.h"
#include "build/library.h"
#include "lab/explain.h"
#include "lab/printable.h"
#include "lab/why_find.h"
#include "lab/why_today.h"
#include "policy/logread.h"

#define DB_SIZE 9

/* What decides without being a rule: dhf(7), The log line. */
static const char *const others[] = { "score_block", "score_defer",
	"score_grey", "default_action", "default_unresolved_action",
	"default_ip_action", "mode", "DHF", "TCPREMOTEIP", "image",
	"image-missing", "program", "client_address", "auth", "exempt_rcpt" };

struct answer_to {
	const struct why *w;
	struct json *json; /* NULL: text */
	struct receipt receipt;
	const char *shown;
};

/* A value of a line as a string, cut. */
static const char *
text_of(char *out, size_t cap, const struct logread_value *v)
{
	size_t len = v->len < cap ? v->len : cap - 1;

	memcpy(out, v->at, len);
	out[len] = '\0';
	return out;
}

/* Show one whom the receipt may be of; place and remedy are "" for none. */
static void
show_candidate(const struct answer_to *a, const char *label,
    const char *place, const char *remedy)
{
	struct json *j = a->json;
	FILE *out = a->w->out;

	if (j != NULL) {
		json_object(j, NULL);
		json_string(j, "rule", label);
		json_string(j, "place", place);
		json_string(j, "remedy", remedy);
		json_end(j, '}');
		return;
	}
	(void)fputs("rule: ", out);
	printable_put(out, label);
	if (*place != '\0' && strcmp(place, label) != 0) {
		(void)fputs(" at ", out);
		printable_put(out, place);
	}
	(void)putc('\n', out);
	if (*remedy != '\0')
		(void)fprintf(out, "remedy: %s\n", remedy);
}

/* Whether a rule, which was read last, is called so; like the log has it, if
 * logged.  -1 with *e. */
static int
is_called(char label[RULESET_LABEL], struct ruleset *rules, const char *name,
    struct err *e)
{
	char logged[RULESET_LABEL];

	if (ruleset_label(rules, label, e) == -1)
		return -1;
	logread_label(logged, sizeof(logged), label, false);
	return strcmp(logged, name) == 0;
}

/* Show all rules that the receipt may be of, or the one of this name in the
 * log.  Returns how many, or -1 with *e. */
static int
candidates(const struct answer_to *a, const char *name, struct err *e)
{
	struct ruleset *rules = &a->w->lib->rules;
	char label[RULESET_LABEL], place[RULESET_LABEL];
	enum ruleset_answer answer;
	int found = 0, is;

	ruleset_seek(rules, 0);
	while ((answer = ruleset_next(rules, e)) == RULESET_RULE) {
		is = is_called(label, rules, name != NULL ? name : "", e);
		if (is == -1 || ruleset_place(rules, place, e) == -1)
			return -1;
		if (name == NULL)
			is = receipt_rule(label) == a->receipt.rule;
		if (is == 0)
			continue;
		show_candidate(a, label, place, rules->rule.remedy);
		found++;
		if (name != NULL)
			break; /* the first is that of the label */
	}
	return answer == RULESET_FAILED ? -1 : found;
}

/* Show what else than a rule it may be. */
static int
other_candidates(const struct answer_to *a)
{
	int found = 0;
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (receipt_rule(others[i]) == a->receipt.rule) {
			show_candidate(a, others[i], "", "");
			found++;
		}
	return found;
}

/* What the receipt says without a log.  -1 with *e. */
static int
show_receipt(const struct answer_to *a, struct err *e)
{
	char when[UTC_SIZE];
	int found;

	utc_format(receipt_time(&a->receipt), when);
	if (a->json != NULL) {
		json_string(a->json, "receipt", a->shown);
		json_string(a->json, "time", when);
		json_array(a->json, "rules");
	} else {
		(void)fprintf(a->w->out, "receipt: %s\ntime: %.10s %.5s "
		    "UTC\n", a->shown, when, when + 11);
	}
	if ((found = candidates(a, NULL, e)) == -1)
		return -1;
	found += other_candidates(a);
	if (a->json != NULL)
		json_end(a->json, ']');
	else if (found == 0)
		(void)fputs("rule: none that there is today\n", a->w->out);
	return 0;
}

/* Whether the image of the line is another than that of today. */
static bool
is_changed(const struct answer_to *a, const struct logread *l, char was[40],
    char now[DB_SIZE])
{
	(void)text_of(was, 40, &l->key[LOGREAD_DB]);
	(void)snprintf(now, DB_SIZE, "%08" PRIx32, a->w->lib->image.head.id);
	return strcmp(was, now) != 0;
}

/* The line, and what it says. */
static void
show_line(const struct answer_to *a, const char *file, const char *line,
    size_t len, const struct logread *l, const char *when)
{
	static const struct {
		const char *name;
		enum logread_key key;
	} told[] = { { "ip", LOGREAD_IP }, { "host", LOGREAD_HOST },
		{ "action", LOGREAD_ACTION }, { "code", LOGREAD_CODE },
		{ "rule", LOGREAD_RULE }, { "score", LOGREAD_SCORE } };
	char value[300], *copy = malloc(len + 1);
	size_t i;

	if (copy != NULL) {
		memcpy(copy, line, len);
		copy[len] = '\0';
	}
	if (a->json == NULL) {
		(void)fputs("\nlog: ", a->w->out);
		printable_put(a->w->out, file);
		(void)fputs("\nline: ", a->w->out);
		printable_put(a->w->out, copy != NULL ? copy : "-");
		(void)fprintf(a->w->out, "\nwritten: %s\n", when);
	} else {
		json_string(a->json, "log", file);
		json_string(a->json, "line", copy != NULL ? copy : "");
		json_string(a->json, "written", when);
		for (i = 0; i < sizeof(told) / sizeof(told[0]); i++)
			json_string(a->json, told[i].name,
			    text_of(value, sizeof(value),
			    &l->key[told[i].key]));
	}
	free(copy);
}

/* The rule of the line: as it is today. */
static int
show_rule(const struct answer_to *a, const struct logread *l, struct err *e)
{
	char name[RULESET_LABEL];
	int found;

	(void)text_of(name, sizeof(name), &l->key[LOGREAD_RULE]);
	if (a->json != NULL)
		json_array(a->json, "rules");
	found = candidates(a, name, e);
	if (a->json != NULL)
		json_end(a->json, ']');
	if (a->json == NULL && found == 0) {
		(void)fputs("rule: ", a->w->out);
		printable_put(a->w->out, name);
		(void)fputs(", which is no rule of today\n", a->w->out);
	}
	return found == -1 ? -1 : 0;
}

static void
show_verdict(const struct answer_to *a, const struct logread *l,
    const struct verdict *v)
{
	char was[40], now[DB_SIZE], code[24] = "";
	bool changed = is_changed(a, l, was, now);
	struct json *j = a->json;

	if (v != NULL && v->code != 0)
		(void)snprintf(code, sizeof(code), " %u", v->code);
	if (j == NULL) {
		(void)fputs("decided by image ", a->w->out);
		printable_put(a->w->out, was);
		(void)fprintf(a->w->out, ", now %s: %s\n", now, changed ?
		    "the rules have changed since" : "the same rules");
		if (v != NULL)
			(void)fprintf(a->w->out, "today: %s%s%s\n",
			    rule_action_word(v->action), code, v->settled ?
			    "" : ", if DNS said nothing else");
		return;
	}
	json_string(j, "db", was);
	json_string(j, "db_today", now);
	json_bool(j, "changed", changed);
	if (v == NULL) {
		json_null(j, "today");
		return;
	}
	json_object(j, "today");
	json_string(j, "action", rule_action_word(v->action));
	if (v->code == 0)
		json_null(j, "code");
	else
		json_number(j, "code", code + 1);
	json_string(j, "rule", v->rule);
	json_bool(j, "settled", v->settled);
	json_end(j, '}');
}

/* Ask the rules of today, and show the walk. */
static int
show_today(const struct answer_to *a, const char *line, size_t len,
    const struct logread *l, struct err *e)
{
	struct why_today *t = malloc(sizeof(*t));
	struct explain x = { .out = a->w->out, .json = a->json };
	const struct decide_viewer viewer = { explain_rule, &x };
	int rc;

	if (t == NULL)
		return err_memory(e);
	x.client = &t->client;
	if (a->json != NULL)
		json_array(a->json, "walk");
	rc = why_today(t, a->w->lib, line, len, a->w->now_s, &viewer, e);
	if (rc != -1 && x.failed)
		rc = err_memory(e);
	if (a->json != NULL)
		json_end(a->json, ']');
	else if (rc == 1)
		explain_verdict(&x, &t->verdict, &t->client);
	if (rc != -1)
		show_verdict(a, l, rc == 1 ? &t->verdict : NULL);
	free(t);
	return rc == -1 ? -1 : 0;
}

static int
on_found(void *arg, const char *file, const char *line, size_t len,
    bool has_time, int64_t at_s, struct err *e)
{
	const struct answer_to *a = arg;
	char when[UTC_SIZE] = "-";
	struct logread l;
	int rc;

	if (!logread(&l, line, len))
		return 0;
	if (has_time)
		utc_format(at_s, when);
	if (a->json != NULL)
		json_object(a->json, NULL);
	show_line(a, file, line, len, &l, when);
	rc = show_rule(a, &l, e);
	if (rc == 0)
		rc = show_today(a, line, len, &l, e);
	if (a->json != NULL)
		json_end(a->json, '}');
	return rc;
}

/* How many lines have it; -1 with *e. */
static int
search(struct answer_to *a, const char *receipt, char *const log[],
    struct err *e)
{
	struct why_find find = { .receipt = receipt,
		.at_s = receipt_time(&a->receipt), .now_s = a->w->now_s,
		.found = on_found, .arg = a };
	int found;

	if (a->json != NULL)
		json_array(a->json, "found");
	found = *log != NULL ? why_find(&find, log, e) : 0;
	if (a->json != NULL)
		json_end(a->json, ']');
	else if (*log != NULL && found == 0)
		(void)fprintf(a->w->out, "log: not in it (%zu file%s read)\n",
		    find.read, find.read == 1 ? "" : "s");
	else if (found > 1)
		(void)fprintf(a->w->out, "\nfound %d times: ask for the "
		    "address to tell them apart\n", found);
	return found;
}

int
why_report(const struct why *w, const char *text, char *const log[],
    struct err *e)
{
	char receipt[RECEIPT_SIZE], shown[RECEIPT_SHOWN_SIZE];
	struct json j = { .out = w->out };
	struct answer_to a = { .w = w, .json = w->json ? &j : NULL,
		.shown = shown };
	int found;

	if (receipt_read(&a.receipt, receipt, text, w->now_s, e) == -1)
		return -1;
	receipt_show(shown, receipt);
	if (w->json)
		json_object(&j, NULL);
	if (show_receipt(&a, e) == -1)
		return -1;
	found = search(&a, receipt, log, e);
	if (w->json) {
		json_end(&j, '}');
		(void)putc('\n', w->out);
	}
	if (found == -1)
		return -1;
	return *log != NULL && found == 0;
}
