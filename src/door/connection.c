/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/connection.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fdio.h"
#include "base/watchdog.h"
#include "door/apart.h"
#include "door/logsink.h"
#include "policy/handover.h"
#include "policy/identity.h"
#include "policy/logline.h"
#include "policy/sample.h"
#include "smtp/refusal.h"
#include "wire/countline.h"

/* What judging a client may take besides DNS and the daemon's two answers. */
#define MORE_MS 4000

/* How long a log line may hold up mail. */
#define LOG_MS 100

/* A pipe takes a line of this length whole: lines of several clients never
 * mix. */
#if defined(PIPE_BUF) && PIPE_BUF < LOGLINE_MAX
#define ROOM_MAX PIPE_BUF
#else
#define ROOM_MAX LOGLINE_MAX
#endif

void
connection_daemon(struct connection *c)
{
	const struct settings *s = &c->rules.settings;

	c->daemon.fd = -1;
	if (*s->text[SET_DAEMON] == '\0')
		return;
	c->daemon.path = s->text[SET_DAEMON];
	c->daemon.timeout_ms = (unsigned)s->number[SET_DAEMON_TIMEOUT];
}

/* Ask the daemon's ledger, for await. */
static bool
ask_offences(unsigned *out, void *arg, const struct ip *ip)
{
	struct connection *c = arg;

	return daemon_offences(out, &c->daemon, ip);
}

/* Whether nobody will hear which mail the client brings: it is told no at once,
 * or what is behind us talks to it. */
static bool
is_unheard(const struct connection *c)
{
	const struct connection_options *opt = c->opt;

	return opt->advise || opt->reject == REJECT_BANNER ||
	    (opt->reject == REJECT_AS_SET && c->banner);
}

/* Ask the daemon whether a greylisted client has waited. */
static void
ask_greylist(struct connection *c)
{
	const struct letter l = { .type = LETTER_GREY, .ip = c->ev.ip,
		.name = identity_name(&c->ev), .rule = c->verdict.rule };
	unsigned seconds;

	if (c->daemon.path == NULL) {
		c->state = "nostate";
		return;
	}
	switch (is_unheard(c) ?
	    daemon_ask_mail(&c->daemon, &l, "", "", &seconds) :
	    daemon_ask(&c->daemon, &l, &seconds)) {
	case DAEMON_GREEN:
		c->state = "green";
		break;
	case DAEMON_CROWD:
		c->state = "crowd";
		break;
	case DAEMON_WAIT:
		verdict_wait(&c->verdict, &c->rules.settings, seconds);
		break;
	case DAEMON_AWAY:
		c->state = "nostate";
		break;
	}
}

/* Where the client is refused, if it is; and so whether it will have said
 * something before. */
static void
take_settings(struct connection *c)
{
	const int32_t *number = c->rules.settings.number;
	const int32_t at = number[SET_REJECT_AT];
	const int32_t wait_ms = number[SET_DNS_TIMEOUT] +
	    2 * number[SET_DAEMON_TIMEOUT] + MORE_MS;

	c->banner = at == REJECT_AT_BANNER;
	c->rcpt = at == REJECT_AT_RCPT;
	if (wait_ms > CONNECTION_LATE_MS)
		watchdog_limit((unsigned)wait_ms);
	c->ev.to_say = !c->opt->advise && (c->opt->reject == REJECT_AS_SET ?
	    c->rcpt : c->opt->reject == REJECT_RCPT);
}

/* Walk the rules, here or in another process.  One that died may have been
 * taken over: then nobody is let in, whatever the options say. */
static int
walk(struct connection *c, int64_t now_s)
{
	enum apart_answer answer;

	if (!c->opt->apart)
		return await_client(&c->verdict, &c->await, &c->ev, now_s,
		    &c->err);
	answer = apart_client(&c->verdict, &c->await, &c->ev, now_s, &c->err);
	c->died = answer == APART_DIED;
	return answer == APART_DECIDED ? 0 : -1;
}

/* Ask the rules. */
static int
ask_rules(struct connection *c)
{
	const struct connection_options *opt = c->opt;
	enum image_found found = image_open(&c->image, c->frame,
	    opt->image, &c->err);
	int64_t now_s;
	int rc;

	if (found != IMAGE_OK) {
		verdict_fail(&c->verdict, found == IMAGE_ABSENT ?
		    "image-missing" : "image");
		c->let_in = found == IMAGE_ABSENT && opt->open_absent;
		return -1;
	}
	c->db = c->image.head.id;
	now_s = c->image.head.expiring > 0 ? time(NULL) : 0;
	c->decider.rules = &c->rules;
	c->decider.room = &c->room;
	c->decider.regex = regex_engine_later(c->regex);
	await_begin(&c->await, &c->decider, AWAIT_DNS |
	    (opt->advise ? AWAIT_CLASS : 0));
	rc = ruleset_begin(&c->rules, &c->image, &c->err);
	if (rc == 0) {
		take_settings(c);
		connection_daemon(c);
		c->await.offences = c->daemon.path != NULL ?
		    ask_offences : NULL;
		c->await.arg = c;
		rc = walk(c, now_s);
	}
	if (c->await.away)
		c->state = "nostate";
	if (rc == 0)
		return 0;
	verdict_fail(&c->verdict, c->died ? "crash" : "image");
	return -1;
}

/* Overrides first, then the address, then the rules. */
static void
judge(struct connection *c)
{
	const struct connection_options *opt = c->opt;
	const char *dhf = getenv("DHF");
	const struct handed *h = &c->handed;
	bool sound;

	handed_find(&c->handed, opt->ask_peer);
	sound = evidence_tcp(&c->ev, h->ip, h->host, &c->err) == 0;
	evidence_claim(&c->ev, h->claim);
	if (opt->unverified)
		evidence_doubt(&c->ev);
	evidence_port(&c->ev, h->local_port);
	if (getenv("RELAYCLIENT") != NULL) {
		verdict_follow(&c->verdict, "", "RELAYCLIENT");
	} else if (dhf != NULL) {
		verdict_follow(&c->verdict, dhf, "DHF");
	} else if (!sound) {
		handed_explain(h, opt->ask_peer, &c->err);
		verdict_fail(&c->verdict, "TCPREMOTEIP");
		c->let_in = opt->open;
		return;
	} else if (ask_rules(c) == -1) {
		c->let_in = c->let_in || (opt->open && !c->died);
		return;
	}
	c->err.class = ERR_NONE;
}

/* What may become of a client that the rules do not let in for sure. */
static void
doubt(struct connection *c)
{
	if (c->db != 0 && c->err.class == ERR_NONE && c->ev.has_ip &&
	    sample_lets_in(&c->verdict, &c->rules.settings, &c->ev.ip, c->db,
	    (int64_t)time(NULL)))
		c->state = SAMPLE_NOTE;
	else if (c->verdict.action == RULE_GREY)
		ask_greylist(c);
}

void
connection_judge(struct connection *c, const struct connection_options *opt)
{
	c->opt = opt;
	c->image.fd = -1;
	verdict_init(&c->verdict);
	judge(c);
	if (c->verdict.action != RULE_PASS)
		doubt(c);
	if (c->let_in)
		verdict_follow(&c->verdict, "", c->verdict.rule);
}

void
connection_sign(struct connection *c)
{
	verdict_sign(&c->verdict, c->ev.has_ip ? &c->ev.ip : NULL);
}

/* What is not looked at of one that is let in at once. */
static void
add_told(struct logline *l, const struct connection *c)
{
	const struct connection_told *t = &c->told;

	l->at = t->at != NULL ? t->at : "connect";
	l->norelay = c->norelay;
	l->refused = t->refused;
	l->passed = t->passed;
	l->tls = t->tls ? "yes" : NULL;
	l->auth = t->auth ? "yes" : NULL;
	l->child = t->child;
	l->end = t->end;
}

void
connection_log(const struct connection *c, char *line, size_t room)
{
	struct logline l = { .program = c->opt->program,
		.pid = (unsigned long)getpid(), .ip = c->handed.ip,
		.ev = &c->ev, .verdict = &c->verdict,
		.notes = &c->await.judge.client.notes, .open = c->let_in,
		.pregreet = c->pregreet, .db = c->db, .state = c->state,
		.ban = c->ban, .by = c->by,
		.discreet = c->rules.settings.number[SET_LOG_ENVELOPE] == 0 };
	size_t len;

	if (c->by != NULL)
		add_told(&l, c);

	if (c->err.class != ERR_NONE)
		l.error = c->err.msg;
	len = logline_format(line, room < ROOM_MAX ? room : ROOM_MAX, &l);
	logsink_write(line, len, STDIN_FILENO, LOG_MS, LOGSINK_SYSLOG);
	if (c->daemon.path != NULL)
		countline_send(c->daemon.path, line, len, c->await.waited_us);
}

/* The next program can't be run: one complete reply, not a silent close. */
static int
no_program(struct connection *c, const char *program)
{
	char line[LOGLINE_MUTE];
	struct err e;
	size_t len;

	(void)err_temp(&c->err, errno, "run %s", program);
	verdict_fail(&c->verdict, "program");
	c->verdict.code = 421;
	c->let_in = false;
	connection_sign(c);
	connection_log(c, line, sizeof(line));
	if (handover_reply(line, &len, &c->verdict, &c->ev, &e) == 0)
		(void)fd_write_within(STDOUT_FILENO, line, len,
		    REFUSAL_COMMAND_MS);
	return 111;
}

int
connection_pass(struct connection *c, const struct connection_next *next)
{
	extern char **environ;
	char **env, *line = (char *)c->frame;

	_Static_assert(sizeof(*c->frame) >= LOGLINE_MUTE, "no room");
	if (program_find(c->path, next->argv[0], getenv("PATH")) == -1)
		return no_program(c, next->argv[0]);
	connection_sign(c);
	environment_init(&c->additions);
	if (handover_environment(&c->additions, &c->verdict, &c->ev,
	    &c->err) == -1 ||
	    handed_pass_on(&c->handed, &c->additions) == -1 ||
	    (env = environment_build(&c->additions, environ)) == NULL) {
		errno = ENOMEM;
		return no_program(c, next->argv[0]);
	}
	image_close(&c->image);
	connection_log(c, line, LOGLINE_MUTE);
	next->before(next->arg);
	(void)execve(c->path, next->argv, env);
	return no_program(c, next->argv[0]);
}
