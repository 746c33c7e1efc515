/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/rcpt.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "door/apart.h"
#include "door/piped.h"
#include "policy/handover.h"
#include "policy/identity.h"
#include "policy/logline.h"
#include "relay/hold.h"
#include "smtp/refusal.h"

/* For the callbacks of hold. */
struct held {
	struct connection *c;
	void (*tell)(struct connection *c);
	bool told;  /* a line was written */
	bool fixed; /* see rcpt_is_fixed */
	struct rcpt_wait wait;
	char rule[RULESET_LABEL];  /* that let a recipient through, ... */
	struct session_room let;   /* ... and what was said of it */
	bool let_helo, let_sender; /* of that is told */
};

static int32_t
set_to(const struct connection *c, enum setting_number n)
{
	return c->rules.settings.number[n];
}

bool
rcpt_is_fixed(const struct connection *c)
{
	return c->db == 0 || (!c->verdict.undecided &&
	    c->verdict.action != RULE_GREY);
}

bool
rcpt_keeps(const struct connection *c)
{
	struct ucspitls tls;

	return set_to(c, SET_RELAY_AUTH) != 0 ||
	    set_to(c, SET_RELAY_TLS) == RELAY_TLS_SERVER ||
	    (set_to(c, SET_RELAY_TLS) == RELAY_TLS_AUTO &&
		ucspitls_find(&tls));
}

/* Whether the program is no one to relay to. */
static bool
wants_socket(const struct connection *c, char *const argv[])
{
	if (set_to(c, SET_RELAY_SERVER) != RELAY_SERVER_AUTO)
		return set_to(c, SET_RELAY_SERVER) == RELAY_SERVER_SOCKET;
	return piped_trusts(c->path, argv);
}

/* As for a client that is let in, but for the text of a refusal, which some
 * servers say instead of listening; and TLS is ours. */
static char **
environment_of(struct connection *c)
{
	extern char **environ;
	static const char *const gone[] = { "RBLSMTPD", "RELAYCLIENT",
		"UCSPITLS", "SSLCTLFD", "SSLREADFD", "SSLWRITEFD" };
	struct err e;
	size_t i;
	int rc;

	environment_init(&c->additions);
	rc = handover_environment(&c->additions, &c->verdict, &c->ev, &e) |
	    handed_pass_on(&c->handed, &c->additions) |
	    environment_set(&c->additions, "DHF_RELAY", "1");
	for (i = 0; i < sizeof(gone) / sizeof(gone[0]); i++)
		rc |= environment_unset(&c->additions, gone[i]);
	return rc == 0 ? environment_build(&c->additions, environ) : NULL;
}

bool
rcpt_begin(struct connection *c, const struct connection_next *next)
{
	struct spawn_program *p = &c->hold->program;
	const bool found = program_find(c->path, next->argv[0],
	    getenv("PATH")) == 0;

	c->norelay = "norelay";
	if (wants_socket(c, next->argv) || (p->env = environment_of(c)) == NULL)
		return false;
	c->norelay = NULL;
	/* one that is not there does not start, and the client comes back */
	p->path = found ? c->path : next->argv[0];
	p->argv = next->argv;
	p->before = next->before;
	p->arg = next->arg;
	return true;
}

static void
log_client(struct connection *c)
{
	char line[LOGLINE_MAX];

	connection_log(c, line, sizeof(line));
}

/* It is let through: that is to be told, whoever is named next. */
static enum recipient_is
let(struct held *h, const char *rule)
{
	const struct evidence *ev = &h->c->ev;

	memcpy(h->rule, rule, strlen(rule) + 1);
	h->let = h->c->said;
	h->let_helo = ev->helo != NULL;
	h->let_sender = ev->sender != NULL;
	return RECIPIENT_LET;
}

void
rcpt_ask_mail(struct verdict *v, struct connection *c,
    const struct recipient_ask *ask, const struct rcpt_wait *wait)
{
	const struct letter l = { .type = LETTER_GREY, .ip = c->ev.ip,
		.name = identity_name(&c->ev), .rule = v->rule };
	enum daemon_grey is;
	unsigned seconds = wait->seconds;

	if (c->daemon.path == NULL)
		return;
	is = daemon_ask_mail(&c->daemon, &l, ask->sender, ask->rcpt,
	    &seconds);
	if (is == DAEMON_WAIT || (is == DAEMON_AWAY && wait->waits))
		verdict_wait(v, &c->rules.settings, seconds);
	else
		c->state = is == DAEMON_GREEN ? "green" : is == DAEMON_CROWD ?
		    "crowd" : "nostate";
}

/* Walk the rules once more, here or in another process. */
static void
walk_again(struct verdict *v, struct connection *c)
{
	enum apart_answer answer = APART_DECIDED;

	if (c->opt->apart)
		answer = apart_client(v, &c->await, &c->ev,
		    (int64_t)time(NULL), &c->err);
	else if (await_again(v, &c->await, &c->err) == -1)
		answer = APART_FAILED;
	if (answer != APART_DECIDED)
		verdict_fail(v, answer == APART_DIED ? "crash" : "image");
}

/* Judge a recipient by what is known of the client and what it says.  All
 * refusals of one client have the receipt of the first, which the log has. */
static enum recipient_is
judge_anew(struct held *h, const struct recipient_ask *ask,
    char reply[REPLY_LINE_MAX], size_t *len)
{
	struct connection *c = h->c;
	struct verdict v;
	struct err e;

	c->ev.to_say = false;
	c->ev.session = true;
	walk_again(&v, c);
	if (v.action == RULE_GREY)
		rcpt_ask_mail(&v, c, ask, &h->wait);
	if (c->daemon.path != NULL)
		post_end(&c->daemon); /* it has few places */
	if (!verdict_refuses(&v))
		return let(h, v.rule);
	if (h->told) {
		memcpy(v.receipt, c->verdict.receipt, sizeof(v.receipt));
	} else {
		c->verdict = v;
		connection_sign(c);
		v = c->verdict;
	}
	(void)handover_reply(reply, len, &v, &c->ev, &e);
	return RECIPIENT_REFUSED;
}

/* Whatever the rules say of the client, some have to be reached. */
static enum recipient_is
judge_one(void *arg, const struct recipient_ask *ask,
    char reply[REPLY_LINE_MAX], size_t *len)
{
	const struct session s = { .helo = ask->helo, .sender = ask->sender,
		.rcpt = ask->rcpt };
	struct held *h = arg;
	struct connection *c = h->c;
	struct err e;
	bool exempt;

	session_say(&c->ev, &c->said, &s);
	if (c->rules.img == NULL)
		return RECIPIENT_REFUSED;
	if (session_exempt(&exempt, &c->ev, &c->rules, &e) == 0 && exempt)
		return let(h, "exempt_rcpt");
	return h->fixed ? RECIPIENT_REFUSED : judge_anew(h, ask, reply, len);
}

static void
on_refusal(void *arg)
{
	struct held *h = arg;

	h->told = true;
	h->c->told.at = "rcpt";
	h->c->told.refused = 1;
	h->tell(h->c);
	log_client(h->c);
}

static void
prepare(struct hold *hold, struct connection *c, const struct refusal *r)
{
	hold->in = r->in;
	hold->out = r->out;
	hold->limit_ms = r->limit_ms;
	hold->command_ms = r->command_ms;
	hold->dialogue.host = r->host;
	hold->dialogue.program = r->program;
	hold->dialogue.refusal = r->line;
	hold->dialogue.refusal_len = r->line_len;
	if (c->verdict.action == RULE_GREY)
		hold->dialogue.envelope = &c->envelope;
	hold->auth = set_to(c, SET_RELAY_AUTH) != 0;
	if (ucspitls_find(&hold->ucspitls)) { /* not the server's */
		(void)fcntl(hold->ucspitls.control, F_SETFD, FD_CLOEXEC);
		(void)fcntl(hold->ucspitls.in, F_SETFD, FD_CLOEXEC);
		(void)fcntl(hold->ucspitls.out, F_SETFD, FD_CLOEXEC);
	}
	if (set_to(c, SET_RELAY_TLS) == RELAY_TLS_SERVER)
		hold->tls = RELAY_TLS_PASS;
	else if (hold->ucspitls.control != -1 &&
	    set_to(c, SET_RELAY_TLS) == RELAY_TLS_AUTO)
		hold->tls = RELAY_TLS_OWN;
}

/* Tell of the recipient that was let through last. */
static void
recall(struct held *h)
{
	struct evidence *ev = &h->c->ev;

	ev->helo = h->let_helo ? h->let.helo : NULL;
	ev->sender = h->let_sender ? &h->let.sender : NULL;
	ev->rcpt = &h->let.rcpt;
}

/* What came of it, in a line of its own if somebody was let through or should
 * have been. */
static void
log_end(struct held *h)
{
	struct connection *c = h->c;
	const struct hold *hold = c->hold;
	bool passed = hold->let > 0 || hold->auth_done;

	c->told.refused = hold->refused;
	c->told.passed = hold->let;
	c->told.tls = hold->tls_done;
	c->told.auth = hold->auth_done;
	c->told.child = (unsigned long)hold->pid;
	c->told.end = hold->code;
	if (!h->told && !passed)
		h->tell(c);
	if (hold->let > 0)
		recall(h);
	if (passed)
		verdict_follow(&c->verdict, "", hold->auth_done ? "auth" :
		    h->rule);
	else if (hold->no_server)
		verdict_fail(&c->verdict, "program");
	if (passed || hold->no_server)
		c->told.at = "rcpt";
	if (passed || hold->no_server || !h->told)
		log_client(c);
}

void
rcpt_hold(struct connection *c, const struct refusal *r,
    void (*tell)(struct connection *c))
{
	struct held held = { .c = c, .tell = tell,
		.fixed = rcpt_is_fixed(c),
		.wait = { c->verdict.action == RULE_GREY &&
		    verdict_refuses(&c->verdict), c->verdict.wait_s } };
	struct hold *hold = c->hold;

	prepare(hold, c, r);
	hold->judge = (struct recipient_judge){ judge_one, &held };
	hold->on_refusal = on_refusal;
	hold->arg = &held;
	(void)hold_client(hold);
	log_end(&held);
	await_end(&c->await);
	hold_close(hold);
}
