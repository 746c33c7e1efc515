/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/judge.h"

#include <string.h>

#include "base/err.h"
#include "policy/naming.h"
#include "policy/zone_mask.h"

void
judge_begin(struct judge *j, const struct decider *d, struct evidence *ev,
    const struct dns_source *source, int64_t now_s)
{
	bool dns = source != NULL && ev->has_ip;

	j->decider = d;
	j->ev = ev;
	j->patient = j->decided = j->others_known = false;
	if (d->rules->settings.number[SET_NAMES] == NAMES_UNVERIFIED)
		evidence_doubt(ev);
	if (dns)
		lookup_begin(&j->lookup, source, ev);
	else
		evidence_give_up(ev);
	client_begin(&j->client, ev, dns ? &j->lookup : NULL, now_s);
}

/* Take what DNS told of the client's name. */
static void
take_name(struct judge *j, enum answer has, const struct lookup_named *found)
{
	struct evidence *ev = j->ev;

	if (has == ANSWER_YES)
		evidence_name(ev, found->name);
	else
		ev->has_name = has;
	ev->learnt = true;
	ev->provable = false;
	ev->unproven = has == ANSWER_YES && !found->proven;
	ev->doubtful = has == ANSWER_YES && found->doubtful;
	client_renamed(&j->client);
}

/* Ask for the client's name.  True if that is decided now. */
static bool
learn_name(struct judge *j)
{
	struct lookup_named found;
	enum answer has = lookup_name(&j->lookup, &found);

	if (has == ANSWER_WAITING)
		return false;
	take_name(j, has, &found);
	return true;
}

/* Ask whether the name that was told leads back.  True if that is decided
 * now. */
static bool
prove_name(struct judge *j)
{
	enum answer leads_back = lookup_proof(&j->lookup);

	if (leads_back == ANSWER_WAITING)
		return false;
	evidence_proof(j->ev, leads_back);
	client_renamed(&j->client);
	return true;
}

/* Find out more about the client's name, if that is wanted.  True if more is
 * known now. */
static bool
ask_name(struct judge *j)
{
	if (j->ev->has_name == ANSWER_WAITING)
		return j->client.wants_name && learn_name(j);
	return j->client.wants_proof && j->ev->provable && prove_name(j);
}

enum judge_answer
judge_text(struct verdict *v, struct judge *j)
{
	const char *text = NULL;

	if (j->client.lookup == NULL || !verdict_refuses(v) ||
	    v->listed[0] == '\0' || strstr(v->text, "%t") == NULL)
		return JUDGE_SETTLED;
	if (lookup_text(&j->lookup, v->listed_kind, v->listed, &text) ==
	    ANSWER_WAITING)
		return JUDGE_WAITING;
	if (text != NULL) {
		memcpy(v->list_text, text, strlen(text) + 1);
		zone_mask_hide(v->list_text, v->listed);
	}
	return JUDGE_SETTLED;
}

/* A server tells one name of a client, and DNS turns them round: no 5xx before
 * all were looked at, as where the server tells none. */
static bool
wants_others(const struct verdict *v, const struct judge *j)
{
	const struct evidence *ev = j->ev;

	return v->code >= 500 && !j->others_known &&
	    ev->has_name == ANSWER_YES && ev->unproven && !ev->learnt;
}

/* Ask for the client's other names: one that leads back is the one to judge.
 * If there certainly is none, that which was told stands.  True if that is
 * decided now. */
static bool
learn_others(struct judge *j)
{
	struct lookup_named found;
	enum answer has = lookup_name(&j->lookup, &found);

	if (has == ANSWER_WAITING)
		return false;
	j->others_known = true;
	if (has == ANSWER_YES && found.proven)
		take_name(j, has, &found);
	else
		j->ev->doubtful = has != ANSWER_NO && !found.certain;
	return true;
}

/* Nobody can be asked for the others any more. */
static void
cap_hearsay(struct verdict *v, const struct judge *j)
{
	if (wants_others(v, j))
		verdict_cap(v, &j->decider->rules->settings);
}

bool
judge_name(struct judge *j)
{
	return j->client.lookup == NULL ||
	    j->ev->has_name != ANSWER_WAITING || learn_name(j);
}

bool
judge_wants_offences(const struct judge *j)
{
	return j->client.wants_offences && j->ev->offender == ANSWER_WAITING;
}

void
judge_tell_offences(struct judge *j, bool known, unsigned offences)
{
	j->ev->offences = known ? offences : 0;
	if (!known)
		j->ev->offender = ANSWER_UNKNOWN;
	else
		j->ev->offender = offences != 0 ? ANSWER_YES : ANSWER_NO;
}

enum judge_answer
judge_step(struct verdict *out, struct judge *j, struct err *e)
{
	while (!j->decided) {
		if (decide(out, j->decider, &j->client, e) == -1)
			return JUDGE_FAILED;
		if (out->settled && wants_others(out, j) &&
		    j->client.lookup != NULL) {
			if (!learn_others(j))
				return JUDGE_WAITING;
			continue;
		}
		j->decided = out->settled && !j->patient;
		if (j->decided)
			break;
		if (!out->settled) /* the default waits for it, too */
			j->client.wants_name = true;
		if (!ask_name(j))
			return JUDGE_WAITING;
	}
	cap_hearsay(out, j);
	return judge_text(out, j);
}

int
judge_end(struct verdict *out, struct judge *j,
    const struct decide_viewer *viewer, struct err *e)
{
	struct decider d = *j->decider;

	if (j->client.lookup != NULL)
		lookup_end(&j->lookup);
	if (j->ev->has_name == ANSWER_WAITING || j->ev->provable ||
	    j->ev->offender == ANSWER_WAITING) {
		evidence_give_up(j->ev);
		client_renamed(&j->client);
	}
	d.viewer = viewer;
	if (decide(out, &d, &j->client, e) == -1)
		return -1;
	cap_hearsay(out, j);
	(void)judge_text(out, j);
	return 0;
}

void
judge_again(struct judge *j)
{
	client_told(&j->client);
	if (j->client.lookup != NULL)
		lookup_again(&j->lookup);
	j->decided = false;
}

int
judge_class(struct verdict *out, const struct judge *j, struct err *e)
{
	struct class c;
	bool found;

	if (out->class != NULL)
		return 0;
	if (naming_find(&c, &found, j->ev, j->decider->rules->img, e) == -1)
		return -1;
	if (found)
		out->class = class_word(c.kind);
	return 0;
}
