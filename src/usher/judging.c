/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/judging.h"

#include <time.h>

#include "base/err.h"
#include "door/rcpt.h"
#include "expr/regex.h"

static bool
ask_offences(unsigned *out, void *arg, const struct ip *ip)
{
	struct connection *c = arg;

	return daemon_offences(out, &c->daemon, ip);
}

int
judging_open(struct judging *j)
{
	struct connection *c = j->c;

	if (j->open || j->broken)
		return j->open ? 0 : -1;
	if (image_open(&c->image, c->frame, c->opt->image, &c->err) !=
	    IMAGE_OK || ruleset_begin(&c->rules, &c->image, &c->err) == -1) {
		settings_init(&c->rules.settings);
		j->broken = true;
		return -1;
	}
	j->open = true;
	c->db = c->image.head.id;
	c->decider.rules = &c->rules;
	c->decider.room = &c->room;
	c->decider.regex = regex_engine_later(c->regex);
	await_begin(&c->await, &c->decider, AWAIT_DNS);
	connection_daemon(c);
	c->await.offences = c->daemon.path != NULL ? ask_offences : NULL;
	c->await.arg = c;
	return 0;
}

/* Judge it by the rules, and ask the greylist.  A guest may say nothing for as
 * long as its server allows, and the daemon hangs up long before: so do we. */
static int
judge_by_rules(struct judging *j, const struct recipient_ask *ask)
{
	struct connection *c = j->c;
	const struct rcpt_wait wait = { j->waits, 0 };
	struct err e;
	int rc = await_client(&j->verdict, &c->await, &c->ev, time(NULL), &e);

	if (rc == 0 && j->verdict.action == RULE_GREY)
		rcpt_ask_mail(&j->verdict, c, ask, &wait);
	if (c->daemon.path != NULL)
		post_end(&c->daemon);
	return rc;
}

bool
judging_lets(struct judging *j, const struct recipient_ask *ask, bool *later)
{
	struct connection *c = j->c;
	struct session s = j->session;
	struct err e;
	bool exempt;

	s.helo = ask->helo;
	s.sender = ask->sender;
	s.rcpt = ask->rcpt;
	session_take(&c->ev, &j->room, &s);
	*later = judging_open(j) == -1;
	verdict_init(&j->verdict);
	verdict_follow(&j->verdict, "", "exempt_rcpt");
	if (!j->broken && session_exempt(&exempt, &c->ev, &c->rules, &e) == 0 &&
	    exempt)
		return true;
	if (j->broken || j->fixed)
		return false;
	*later = judge_by_rules(j, ask) == -1;
	return !*later && !verdict_refuses(&j->verdict);
}
