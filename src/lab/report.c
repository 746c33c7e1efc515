/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "build/library.h"
#include "lab/explain.h"
#include "lab/explain_name.h"
#include "lab/printable.h"
#include "lab/told.h"
#include "name/class.h"
#include "policy/handover.h"
#include "policy/naming.h"
#include "wire/offence.h"

/* The notes, a list of each kind; lists that said no come last. */
static void
json_notes(struct json *j, const struct notes *notes)
{
	static const struct {
		const char *name;
		enum note_kind kind;
	} list[] = { { "watch", NOTE_WATCH }, { "mark", NOTE_MARK },
		{ "limit", NOTE_LIMIT } };
	char joined[2 * NOTES_SIZE], *end;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		notes_join(joined, notes, list[i].kind);
		json_string(j, list[i].name, joined);
	}
	notes_join(joined, notes, NOTE_DNS);
	end = joined + strlen(joined);
	notes_join(end + (end != joined), notes, NOTE_DNS_NO);
	if (end != joined && end[1] != '\0')
		*end = ',';
	json_string(j, "dns", joined);
}

/* What the ledger is told. */
static void
json_ban(struct json *j, const struct rule_ban *ban)
{
	char seconds[21];

	if (!ban->wanted) {
		json_null(j, "ban");
		return;
	}
	(void)num_format(ban->seconds, seconds);
	json_object(j, "ban");
	json_string(j, "kind", offence_word(ban->kind));
	json_number(j, "seconds", seconds);
	json_end(j, '}');
}

/* The members that every JSON line ends with. */
static void
json_verdict(struct json *j, const struct report *r, const struct verdict *v,
    const struct evidence *ev)
{
	char code[21], score[NUM_SCORE_SIZE], reply[REPLY_LINE_MAX + 1];
	char db[9];
	struct err e;
	size_t len;

	(void)num_format(v->code, code);
	num_score_format(v->score_milli, score);
	json_string(j, "action", rule_action_word(v->action));
	if (v->code == 0)
		json_null(j, "code");
	else
		json_number(j, "code", code);
	json_string(j, "rule", v->rule);
	json_number(j, "score", score);
	json_bool(j, "capped", v->capped);
	json_notes(j, &r->await.judge.client.notes);
	if (v->code == 0 || handover_reply(reply, &len, v, ev, &e) == -1) {
		json_null(j, "reply");
	} else {
		reply[len - 2] = '\0';
		json_string(j, "reply", reply);
	}
	json_string(j, "name_is", evidence_name_word(ev));
	(void)snprintf(db, sizeof(db), "%08" PRIx32, r->lib->image.head.id);
	json_string(j, "db", db);
	json_ban(j, &v->ban);
}

static void
json_client(struct json *j, const struct evidence *ev)
{
	if (ev->has_ip)
		json_string(j, "ip", ev->ip_text);
	else
		json_null(j, "ip");
	if (ev->has_name == ANSWER_YES)
		json_string(j, "host", ev->name);
	else
		json_null(j, "host");
}

static void
text_verdict(FILE *out, const char *entry, const struct verdict *v)
{
	printable_put(out, entry);
	(void)fprintf(out, " -> %s", rule_action_word(v->action));
	if (v->code != 0)
		(void)fprintf(out, " %u", v->code);
	(void)putc('\n', out);
}

/* Say what the client's name says about it, if it has a name. */
static int
explain_name(struct explain *x, struct image *img, const struct evidence *ev,
    struct err *e)
{
	struct class c;
	bool found;

	if (naming_find(&c, &found, ev, img, e) == -1)
		return -1;
	if (found && x->json != NULL)
		explain_name_json(x->json, &c, ev);
	else if (found)
		explain_name_text(x->out, &c, ev);
	return 0;
}

/* Print a client as one line of JSON; entry NULL: there is none; rules NULL:
 * they are not to be explained. */
static int
json_line(struct report *r, const char *entry, const char *rules,
    const struct verdict *v, const struct evidence *ev, struct err *e)
{
	struct json j = { .out = r->out };
	struct explain x = { .out = r->out, .json = &j };

	json_object(&j, NULL);
	if (entry != NULL)
		json_string(&j, "entry", entry);
	json_client(&j, ev);
	if (rules != NULL) {
		json_value(&j, "rules", rules);
		if (explain_name(&x, &r->lib->image, ev, e) == -1)
			return -1;
	}
	json_verdict(&j, r, v, ev);
	json_end(&j, '}');
	(void)putc('\n', r->out);
	return 0;
}

/* Decide with every rule shown, which is kept as a JSON array in *rules, the
 * caller's to free. */
static int
explain_json(struct verdict *v, struct report *r, struct evidence *ev,
    char **rules, struct err *e)
{
	size_t len;
	FILE *out = open_memstream(rules, &len);
	struct json j = { .out = out };
	struct explain x = { .out = out, .json = &j,
		.client = &r->await.judge.client };
	const struct decide_viewer viewer = { explain_rule, &x };
	int rc;

	if (out == NULL)
		return err_temp(e, errno, "explain");
	json_array(&j, NULL);
	rc = await_shown(v, &r->await, ev, r->now_s, &viewer, e);
	json_end(&j, ']');
	if (fclose(out) == EOF && rc == 0)
		rc = err_temp(e, errno, "explain");
	return rc == 0 && x.failed ? err_memory(e) : rc;
}

static int
explain_text(struct verdict *v, struct report *r, struct evidence *ev,
    struct err *e)
{
	struct explain x = { .out = r->out,
		.client = &r->await.judge.client };
	const struct decide_viewer viewer = { explain_rule, &x };

	if (await_shown(v, &r->await, ev, r->now_s, &viewer, e) == -1 ||
	    explain_name(&x, &r->lib->image, ev, e) == -1)
		return -1;
	if (x.failed)
		return err_memory(e);
	explain_verdict(&x, v, &r->await.judge.client);
	return 0;
}

/* Decide, and explain it if explain says so; *rules is set for JSON only. */
static int
ask(struct verdict *v, struct report *r, struct evidence *ev, bool explain,
    char **rules, struct err *e)
{
	if (!explain)
		return await_client(v, &r->await, ev, r->now_s, e);
	if (r->json)
		return explain_json(v, r, ev, rules, e);
	return explain_text(v, r, ev, e);
}

int
report_entry(struct report *r, const char *entry, bool explain, struct err *e)
{
	char *rules = NULL;
	struct evidence ev;
	struct verdict v;
	int rc;

	if (evidence_entry(&ev, entry, e) == -1)
		return -1;
	told_take(&ev, r->told);
	rc = ask(&v, r, &ev, explain, &rules, e);
	if (rc == 0 && r->json)
		rc = json_line(r, entry, rules, &v, &ev, e);
	else if (rc == 0)
		text_verdict(r->out, entry, &v);
	free(rules);
	return rc == -1 ? -1 : verdict_refuses(&v);
}

/* fputs(3) for a few bytes, without its lock: a list has many lines. */
static void
word_put(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		(void)putc_unlocked(*text, out);
}

static void
text_client(FILE *out, const char *ip, const char *host,
    const struct verdict *v)
{
	char code[21] = "-";

	if (v->code != 0)
		(void)num_format(v->code, code);
	printable_put(out, ip);
	(void)putc_unlocked('\t', out);
	printable_put(out, host);
	(void)putc_unlocked('\t', out);
	word_put(out, rule_action_word(v->action));
	(void)putc_unlocked('\t', out);
	word_put(out, code);
	(void)putc_unlocked('\t', out);
	word_put(out, v->rule);
	(void)putc_unlocked('\n', out);
}

int
report_client(struct report *r, const char *ip, const char *host,
    struct err *e)
{
	struct evidence ev;
	struct verdict v;

	verdict_init(&v);
	evidence_init(&ev);
	evidence_host(&ev, host);
	told_take(&ev, r->told);
	notes_clear(&r->await.judge.client.notes);
	if (evidence_ip(&ev, ip, e) == -1) /* as the filter does */
		verdict_fail(&v, "TCPREMOTEIP");
	else if (await_client(&v, &r->await, &ev, r->now_s, e) == -1)
		return -1;
	if (r->json)
		return json_line(r, NULL, NULL, &v, &ev, e);
	text_client(r->out, ip, host, &v);
	return 0;
}
