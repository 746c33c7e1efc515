/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/engine.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "mta/engine_local.h"
#include "mta/engine_rules.h"
#include "policy/identity.h"
#include "policy/logline.h"
#include "policy/sample.h"
#include "smtp/helo.h"
#include "wire/countline.h"

struct engine_client {
	struct engine *engine;
	bool over;                   /* answered, and in the list of these */
	struct engine_client *next;  /* there */
	struct engine_call call;
	const struct engine_question *q;
	struct rules *rules;         /* held; NULL: there are none */
	struct classify_client *judging;
	struct letters_question *asked;
	bool known;                  /* what the ledger has, ... */
	unsigned offences;           /* ... namely this */
	struct evidence ev;
	struct session_room room;    /* of ev */
	struct verdict verdict;
	struct notes notes;
	const char *state;           /* as logline has it */
	bool opened;                 /* let in without a verdict */
	bool noted;
	uint64_t since_ns, dns_us;   /* DNS is waited for since, and was */
	struct err err;              /* class ERR_NONE: all went well */
};

/* Free those who have been answered.  One may be while it is begun, and whoever
 * begins it looks at it then. */
static void
sweep(struct engine *e)
{
	struct engine_client *k;

	while (e->busy == 0 && (k = e->over) != NULL) {
		e->over = k->next;
		free(k);
	}
}

/* Before the recipient is known nothing is told that might not hold for it, or
 * that is not for good. */
static bool
is_told(const struct engine_client *k)
{
	const struct verdict *v = &k->verdict;

	return verdict_refuses(v) && (k->q->at == PHASE_RCPT ||
	    (v->action == RULE_BLOCK && v->code >= 500));
}

/* Whether the settings, if there are any, keep addresses out of the log. */
static bool
is_discreet(const struct engine_client *k)
{
	return k->rules == NULL ||
	    k->rules->library->rules.settings.number[SET_LOG_ENVELOPE] == 0;
}

/* A session has one receipt, that of its line in the log. */
static void
sign(struct engine_client *k)
{
	const char *given = k->q->receipt;

	verdict_sign(&k->verdict, k->ev.has_ip ? &k->ev.ip : NULL);
	if (given != NULL && *given != '\0' && verdict_refuses(&k->verdict))
		memcpy(k->verdict.receipt, given, RECEIPT_SIZE);
}

static void
answer(struct engine_client *k)
{
	const struct logline line = { .program = k->engine->tell->program,
		.pid = (unsigned long)getpid(), .ip = k->ev.ip_text,
		.ev = &k->ev, .verdict = &k->verdict, .notes = &k->notes,
		.open = k->opened, .state = k->state,
		.by = verdict_refuses(&k->verdict) ? "server" : NULL,
		.error = k->err.class != ERR_NONE ? k->err.msg : NULL,
		.at = phase_word(k->q->at), .discreet = is_discreet(k),
		.db = k->rules != NULL ? k->rules->library->image.head.id : 0 };
	const struct engine_call call = k->call;
	struct response r;

	sign(k);
	response_make(&r, &line, is_told(k));
	r.noted = k->noted;
	r.dns_us = k->dns_us;
	rules_drop(k->rules);
	k->over = true;
	k->next = k->engine->over;
	k->engine->over = k;
	call.done(call.arg, &r);
}

/* There is no verdict. */
static void
fail(struct engine_client *k)
{
	verdict_fail(&k->verdict, "image");
	k->opened = k->engine->open;
	if (k->opened)
		verdict_follow(&k->verdict, "", k->verdict.rule);
	answer(k);
}

static void
on_grey(void *arg, const struct letter *l)
{
	struct engine_client *k = arg;

	k->asked = NULL;
	if (l == NULL || l->type != LETTER_GREY_IS) {
		k->state = "nostate";
	} else if (l->grey == LETTER_GREEN) {
		k->state = "green";
	} else if (l->grey == LETTER_CROWD) {
		k->state = "crowd";
	} else {
		verdict_wait(&k->verdict,
		    &k->rules->library->rules.settings, l->seconds);
	}
	answer(k);
}

/* Tell the greylist what one that is grey wants to bring, before it is asked:
 * that it is the same again may let it in. */
static void
note(struct engine_client *k)
{
	const struct session *said = &k->q->said;
	const struct letter l = { .type = LETTER_ENVELOPE, .ip = said->ip,
		.name = identity_name(&k->ev), .sender = said->sender,
		.to = said->rcpt };

	if (!k->q->note || said->sender == NULL || said->rcpt == NULL)
		return;
	letters_send(k->engine->letters, &l);
	k->noted = true;
}

/* Ask the greylist.  False: nobody knows. */
static bool
ask_greylist(struct engine_client *k)
{
	const struct letters_call call = { on_grey, k };
	const struct letter l = { .type = LETTER_GREY, .ip = k->ev.ip,
		.name = identity_name(&k->ev), .rule = k->verdict.rule };

	note(k);
	k->asked = letters_ask(k->engine->letters, &l, &call);
	return k->asked != NULL;
}

/* Whether a refusal is of no use, since its address is that of many.  Those
 * who would be let in need not be looked at. */
static bool
is_spared(struct engine_client *k)
{
	struct crowd *c = &k->engine->crowd;
	const char *helo = k->q->said.helo;

	if (helo != NULL)
		crowd_hear(c, &k->ev.ip, helo_number(helo, strlen(helo)));
	return crowd_spares(c, &k->ev.ip);
}

/* Whether a client is let in so that others can be told from it. */
static bool
is_sampled(struct engine_client *k)
{
	const struct library *lib = k->rules->library;

	return sample_lets_in(&k->verdict, &lib->rules.settings, &k->ev.ip,
	    lib->image.head.id, (int64_t)time(NULL));
}

static void
on_verdict(void *arg, const struct classified *what)
{
	struct engine_client *k = arg;

	if (k->judging != NULL)
		k->dns_us = (uv_hrtime() - k->since_ns) / 1000;
	k->judging = NULL;
	if (what->verdict == NULL) {
		k->err = *what->err;
		fail(k);
		return;
	}
	k->verdict = *what->verdict;
	k->notes = what->judge->client.notes;
	k->ev = *what->judge->ev;
	session_say(&k->ev, &k->room, &k->q->said);
	if ((verdict_refuses(&k->verdict) || k->verdict.action == RULE_GREY) &&
	    is_spared(k)) {
		verdict_follow(&k->verdict, "", k->verdict.rule);
		k->state = "crowd";
	} else if (is_sampled(k)) {
		k->state = SAMPLE_NOTE;
	} else if (k->verdict.action == RULE_GREY && k->q->at == PHASE_RCPT) {
		if (ask_greylist(k))
			return;
		k->state = "nostate";
	}
	answer(k);
}

static void
judge(struct engine_client *k)
{
	const struct classify_call call = { .done = on_verdict, .arg = k };
	struct engine *e = k->engine;
	struct classify_client *judging;

	e->asking = k;
	e->busy++;
	k->since_ns = uv_hrtime();
	judging = classify_session(e->classify, &k->q->said, &call);
	e->asking = NULL;
	if (!k->over)
		k->judging = judging;
	e->busy--;
}

static void
on_offences(void *arg, const struct letter *l)
{
	struct engine_client *k = arg;

	k->asked = NULL;
	k->known = l != NULL && l->type == LETTER_OFFENCES_ARE;
	if (k->known)
		k->offences = l->offences;
	else
		k->state = "nostate";
	judge(k);
}

/* For classify, which asks before it looks at the rules. */
static struct deed *
on_ledger(void *arg, struct classify_client *client, const struct ip *ip)
{
	const struct engine *e = arg;

	(void)ip;
	classify_held(client, e->asking->known, e->asking->offences);
	return NULL;
}

static void
begin(struct engine_client *k)
{
	const struct letters_call call = { on_offences, k };
	const struct letter l = { .type = LETTER_OFFENCES,
		.ip = k->q->said.ip };
	struct engine *e = k->engine;

	if (e->rules == NULL) {
		(void)err_temp(&k->err, 0, "no rules");
		fail(k);
		return;
	}
	k->rules = rules_hold(e->rules);
	if (k->rules->library->asks_ledger) {
		k->asked = letters_ask(e->letters, &l, &call);
		if (k->asked != NULL)
			return;
		if (*k->rules->library->rules.settings.text[SET_DAEMON] !=
		    '\0')
			k->state = "nostate";
	}
	judge(k);
}

struct engine_client *
engine_ask(struct engine *e, const struct engine_question *q,
    const struct engine_call *call)
{
	struct engine_client *k;
	struct response none;

	sweep(e);
	k = calloc(1, sizeof(*k));
	if (k == NULL) {
		response_none(&none, e->open);
		call->done(call->arg, &none);
		return NULL;
	}
	k->engine = e;
	k->call = *call;
	k->q = q;
	verdict_init(&k->verdict);
	session_take(&k->ev, &k->room, &q->said);
	e->busy++;
	begin(k);
	e->busy--;
	return k->over ? NULL : k;
}

void
engine_cancel(struct engine_client *k)
{
	if (k->judging != NULL)
		classify_cancel(k->judging);
	if (k->asked != NULL)
		letters_cancel(k->asked);
	rules_drop(k->rules);
	free(k);
}

struct engine *
engine_new(uv_loop_t *loop, const struct engine_options *opt, struct err *e)
{
	struct engine *n = calloc(1, sizeof(*n));
	const struct classify_state state = { .offences = on_ledger,
		.arg = n };

	if (n == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	n->loop = loop;
	n->tell = opt->tell;
	n->open = opt->open;
	n->file.path = opt->file;
	n->file.tell = opt->tell;
	n->classify = classify_new(loop, e);
	n->letters = n->classify != NULL ? letters_new(loop, e) : NULL;
	if (n->letters == NULL) {
		classify_free(n->classify);
		free(n);
		return NULL;
	}
	(void)uv_timer_init(loop, &n->retry);
	n->retry.data = n;
	classify_use_state(n->classify, &state);
	n->crowd.tell = opt->tell;
	if (crowd_open(&n->crowd, e) == -1) /* none is known: none is spared */
		tell(n->tell, "%s", e->msg);
	engine_rules_begin(n);
	return n;
}

void
engine_log(struct engine *e, const char *line, size_t len, uint64_t dns_us)
{
	const char *daemon = e->rules == NULL ? "" :
	    e->rules->library->rules.settings.text[SET_DAEMON];

	tell_line(e->tell, line, len);
	if (*daemon != '\0')
		countline_send(daemon, line, len, dns_us);
}

void
engine_again(struct engine *e)
{
	rulefile_again(&e->file);
}

void
engine_close(struct engine *e)
{
	sweep(e);
	rulefile_close(&e->file);
	rules_drop(e->rules);
	e->rules = NULL;
	classify_free(e->classify);
	letters_free(e->letters);
	crowd_close(&e->crowd);
	uv_close((uv_handle_t *)&e->retry, NULL);
}

void
engine_gone(struct engine *e)
{
	free(e);
}
