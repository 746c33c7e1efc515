/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/refuse.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "door/hand.h"
#include "door/rcpt.h"
#include "door/resident.h"
#include "policy/handover.h"
#include "policy/identity.h"
#include "policy/logline.h"
#include "policy/suspect.h"
#include "smtp/refusal.h"

/* Longest evidence that is told: the ledger cuts it, too. */
#define EVIDENCE_MAX 256

/* What overrules the rules was asked before them: their daemon, all the same,
 * is there for whom it refuses. */
static void
read_daemon(struct connection *c)
{
	struct err e;

	if (c->image.fd == -1 && c->err.class == ERR_NONE &&
	    image_open(&c->image, c->frame, c->opt->image, &e) == IMAGE_OK &&
	    ruleset_begin(&c->rules, &c->image, &e) == 0)
		connection_daemon(c);
}

static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "";
}

/* Tell all that is known of a client that may yet name a recipient to which it
 * may write. */
static void
describe(struct letter *l, const struct connection *c)
{
	const struct handed *h = &c->handed;

	l->type = LETTER_SUSPECT;
	suspect_write(l, &c->ev, &c->verdict);
	l->db = c->image.head.id;
	l->flags |= rcpt_is_fixed(c) ? LETTER_FIXED : 0;
	l->local_port = h->local_port;
	l->local_host = h->local_host;
	if (!h->by_peer && strncmp(h->variable, "TCP", 3) == 0) {
		l->remote_port = variable("TCPREMOTEPORT");
		l->local_ip = variable("TCPLOCALIP");
	}
}

/* Give the client to the daemon, if there is one, and one of reject_at rcpt if
 * it has where to go on from there. */
static enum hand_answer
hand(struct connection *c, const struct refusal *r, bool banner, bool rcpt)
{
	struct letter l = { .type = LETTER_HAND, .ip = c->ev.ip,
		.name = identity_name(&c->ev), .reply = r->line,
		.host = r->host, .program = r->program,
		.limit_ms = r->limit_ms };
	const struct settings *set = &c->rules.settings;

	read_daemon(c);
	if (c->daemon.path == NULL || !c->ev.has_ip ||
	    set->number[SET_REFUSE_IN] != REFUSE_IN_DAEMON ||
	    r->limit_ms > REFUSAL_LIMIT_MS ||
	    (rcpt && (*set->text[SET_RELAY] == '\0' || rcpt_keeps(c))))
		return HAND_OURS;
	l.flags = (banner ? LETTER_BANNER : 0) |
	    (c->verdict.action == RULE_BLOCK ? LETTER_BLOCK : 0) |
	    (c->verdict.action == RULE_GREY ? LETTER_NOTE : 0) |
	    (c->pregreet ? LETTER_PREGREET : 0);
	if (rcpt)
		describe(&l, c);
	return hand_over(&c->daemon, &l, r->in, r->out);
}

/* The rule and the client's name, for people; cut to what has room. */
static void
evidence(char *out, size_t room, const struct connection *c)
{
	const char *part[] = { "rule ", c->verdict.rule,
		c->ev.has_name == ANSWER_YES ? ", host " : "",
		c->ev.has_name == ANSWER_YES ? c->ev.name : "" };
	size_t i, len;

	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		len = strlen(part[i]);
		if (len >= room)
			len = room - 1;
		memcpy(out, part[i], len);
		out += len;
		room -= len;
	}
	*out = '\0';
}

/* Have the ledger hold it against the client, if its rule wants that.  Nothing
 * is waited for: the daemon has been asked for the client before, if it was to
 * be, and what it does not take now is lost. */
static void
tell_ban(struct connection *c)
{
	const struct rule_ban *ban = &c->verdict.ban;
	char text[EVIDENCE_MAX];
	struct letter l = { .type = LETTER_OFFENCE, .ip = c->ev.ip,
		.flags = LETTER_BAN | LETTER_HELD, .offence = ban->kind,
		.seconds = ban->seconds, .at_s = (uint32_t)time(NULL),
		.source = "filter", .evidence = text };

	if (!ban->wanted || c->daemon.path == NULL || !c->ev.has_ip)
		return;
	evidence(text, sizeof(text), c);
	c->daemon.timeout_ms = 0;
	c->ban = post_send(&c->daemon, &l, NULL) ? "ban" : "noban";
}

/* Tell the greylist what mail one that has to wait wanted to bring. */
static void
tell_envelope(struct connection *c)
{
	struct letter l = { .type = LETTER_ENVELOPE, .ip = c->ev.ip,
		.name = identity_name(&c->ev),
		.sender = c->envelope.sender, .to = c->envelope.recipient };

	if (c->envelope.has_recipient)
		(void)post_send(&c->daemon, &l, NULL);
}

/* Hold the client until it has heard. */
static void
hold(struct connection *c, struct refusal *r, bool banner)
{
	if (banner) {
		(void)refusal_banner(r);
		return;
	}
	if (c->verdict.action == RULE_GREY)
		r->envelope = &c->envelope;
	resident_release();
	(void)refusal_dialogue(r);
	tell_envelope(c);
}

int
refuse_client(struct connection *c, const struct connection_next *next)
{
	const struct connection_options *opt = c->opt;
	const char *host = c->handed.local_host;
	bool banner = opt->reject == REJECT_AS_SET ? c->banner :
	    opt->reject == REJECT_BANNER;
	bool rcpt = c->err.class == ERR_NONE &&
	    (opt->reject == REJECT_AS_SET ? c->rcpt :
	    opt->reject == REJECT_RCPT);
	char line[REPLY_LINE_MAX + 1] = CONNECTION_CRASH, log[LOGLINE_MAX];
	struct refusal r = { .in = STDIN_FILENO, .out = STDOUT_FILENO,
		.limit_ms = banner ? REFUSAL_BANNER_MS : REFUSAL_LIMIT_MS,
		.command_ms = REFUSAL_COMMAND_MS, .program = opt->program,
		.line = line, .line_len = sizeof(CONNECTION_CRASH) - 1 };
	struct err e;
	enum hand_answer has;

	c->pregreet = refusal_pregreet(STDIN_FILENO);
	connection_sign(c);
	if (verdict_refuses(&c->verdict))
		(void)handover_reply(line, &r.line_len, &c->verdict, &c->ev,
		    &e);
	else
		r.line_len = strlen(strcpy(line, RCPT_ORDER));
	line[r.line_len] = '\0';
	r.host = host != NULL && strchr(host, '.') != NULL ? host : opt->host;
	if (opt->limit_s != 0)
		r.limit_ms = opt->limit_s * 1000;
	has = verdict_refuses(&c->verdict) ? hand(c, &r, banner, rcpt) :
	    HAND_OURS; /* nothing is held against it yet */
	if (has == HAND_CROWD && c->db != 0 && c->err.class == ERR_NONE) {
		c->state = "crowd";
		verdict_follow(&c->verdict, "", c->verdict.rule);
		return REFUSE_NOT;
	}
	c->by = has == HAND_TAKEN ? "daemon" : "filter";
	if (has != HAND_TAKEN && rcpt && rcpt_begin(c, next)) {
		if (c->daemon.path != NULL)
			post_end(&c->daemon); /* it has few places */
		rcpt_hold(c, &r, tell_ban);
		tell_envelope(c);
		return c->err.class != ERR_NONE ? 111 : 0;
	}
	await_end(&c->await); /* exec does it for those that are let in */
	if (!verdict_refuses(&c->verdict)) {
		c->by = NULL;
		return REFUSE_NOT;
	}
	tell_ban(c);
	connection_log(c, log, sizeof(log));
	if (has != HAND_TAKEN) {
		if (c->daemon.path != NULL)
			post_end(&c->daemon); /* it has few places */
		hold(c, &r, banner);
	}
	return c->err.class != ERR_NONE ? 111 : 0;
}
