/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/report.h"

#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "lab/explain.h"
#include "lab/explain_name.h"
#include "lab/library.h"
#include "name/class.h"
#include "policy/handover.h"
#include "policy/naming.h"

/* Print text with '?' for what is not printable. */
static void
put_printable(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		(void)putc(*text >= ' ' && *text <= '~' ? *text : '?', out);
}

/* The members that every JSON line ends with. */
static void
json_verdict(struct json *j, const struct verdict *v, const struct evidence *ev)
{
	char code[21], score[NUM_SCORE_SIZE], reply[REPLY_LINE_MAX + 1];
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
	json_string(j, "watch", v->watch);
	json_string(j, "mark", v->mark);
	json_string(j, "limit", v->limit);
	json_string(j, "dns", v->dns);
	if (v->code == 0 || handover_reply(reply, &len, v, ev, &e) == -1) {
		json_null(j, "reply");
		return;
	}
	reply[len - 2] = '\0';
	json_string(j, "reply", reply);
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
	put_printable(out, entry);
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

/* Decide with every rule shown. */
static int
explain_entry(struct verdict *v, struct report *r, struct explain *x,
    struct evidence *ev, struct err *e)
{
	struct decide_viewer viewer = { explain_rule, x };
	struct decider d = r->lib->decider;
	int rc;

	d.viewer = &viewer;
	if (x->json != NULL)
		json_array(x->json, "rules");
	r->judge.decider = &d;
	rc = judge_client(v, &r->judge, ev, r->now_s, e);
	r->judge.decider = &r->lib->decider;
	if (rc == -1)
		return -1;
	if (x->json != NULL)
		json_end(x->json, ']');
	if (explain_name(x, &r->lib->image, ev, e) == -1)
		return -1;
	if (x->json == NULL)
		explain_verdict(x, v, ev);
	return 0;
}

int
report_entry(struct report *r, const char *entry, bool explain, struct err *e)
{
	struct json j = { .out = r->out };
	struct explain x = { .out = r->out, .json = r->json ? &j : NULL };
	struct evidence ev;
	struct verdict v;

	if (evidence_entry(&ev, entry, e) == -1)
		return -1;
	evidence_port(&ev, r->port);
	if (r->json) {
		json_object(&j, NULL);
		json_string(&j, "entry", entry);
		json_client(&j, &ev);
	}
	if ((explain ? explain_entry(&v, r, &x, &ev, e) :
	    judge_client(&v, &r->judge, &ev, r->now_s, e)) == -1)
		return -1;
	if (r->json) {
		json_verdict(&j, &v, &ev);
		json_end(&j, '}');
		(void)putc('\n', r->out);
	} else {
		text_verdict(r->out, entry, &v);
	}
	return verdict_refuses(&v);
}

static void
text_client(FILE *out, const char *ip, const char *host,
    const struct verdict *v)
{
	put_printable(out, ip);
	(void)putc('\t', out);
	put_printable(out, host);
	(void)fprintf(out, "\t%s\t", rule_action_word(v->action));
	if (v->code != 0)
		(void)fprintf(out, "%u", v->code);
	else
		(void)putc('-', out);
	(void)fprintf(out, "\t%s\n", v->rule);
}

int
report_client(struct report *r, const char *ip, const char *host,
    struct err *e)
{
	struct json j = { .out = r->out };
	struct evidence ev;
	struct verdict v = { .text = "" };

	evidence_init(&ev);
	evidence_host(&ev, host);
	evidence_port(&ev, r->port);
	if (evidence_ip(&ev, ip, e) == -1) /* as the filter does */
		verdict_fail(&v, "TCPREMOTEIP");
	else if (judge_client(&v, &r->judge, &ev, r->now_s, e) == -1)
		return -1;
	if (!r->json) {
		text_client(r->out, ip, host, &v);
		return 0;
	}
	json_object(&j, NULL);
	json_client(&j, &ev);
	json_verdict(&j, &v, &ev);
	json_end(&j, '}');
	(void)putc('\n', r->out);
	return 0;
}
