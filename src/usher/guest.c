/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/program.h"
#include "door/logsink.h"
#include "door/peer.h"
#include "policy/handover.h"
#include "policy/logline.h"
#include "policy/suspect.h"
#include "smtp/command.h"
#include "smtp/refusal.h"

/* How long a log line may hold up mail. */
#define LOG_MS 100

/* Put the client where a server of tcpserver's has it.  The loop that held it
 * never waited for it: for us it is as it came. */
static int
place(int client, struct err *e)
{
	const int flags = fcntl(client, F_GETFL);

	if (flags == -1 || fcntl(client, F_SETFL, flags & ~O_NONBLOCK) == -1 ||
	    dup2(client, STDIN_FILENO) == -1 ||
	    dup2(client, STDOUT_FILENO) == -1)
		return err_temp(e, errno, "take the client's connection");
	(void)close(client);
	return 0;
}

/* Set a variable that is known. */
static int
tell(const char *name, const char *value)
{
	return *value == '\0' ? 0 : setenv(name, value, 1);
}

/* The variables that tcpserver sets.  Where the client is the other end of its
 * connection, the kernel knows the rest; behind a balancer, whoever has told
 * of it. */
static int
describe(const struct letter *l, const char *ip, const char *name,
    struct err *e)
{
	const char *remote_port = l->remote_port, *local_ip = l->local_ip;
	const char *local_port = l->local_port;
	struct peer p;
	struct err none;

	if (peer_find(&p, STDIN_FILENO, &none) == 0 &&
	    strcmp(p.remote.ip, ip) == 0) {
		remote_port = p.remote.port;
		local_ip = p.local.ip;
		local_port = p.local.port;
	}
	if (tell("PROTO", "TCP") == -1 || tell("TCPREMOTEIP", ip) == -1 ||
	    tell("TCPREMOTEPORT", remote_port) == -1 ||
	    tell("TCPLOCALIP", local_ip) == -1 ||
	    tell("TCPLOCALPORT", local_port) == -1 ||
	    tell("TCPLOCALHOST", l->local_host) == -1 ||
	    (name != NULL && tell("TCPREMOTEHOST", name) == -1))
		return err_memory(e);
	return 0;
}

/* The verdict that the letter tells of. */
static void
take_verdict(struct verdict *v, const struct letter *l)
{
	verdict_init(v);
	v->action = (l->flags & LETTER_BLOCK) != 0 ? RULE_BLOCK :
	    (l->flags & LETTER_NOTE) != 0 ? RULE_GREY : RULE_DEFER;
	v->score_milli = (int32_t)l->score;
	(void)snprintf(v->rule, sizeof(v->rule), "%s", l->rule);
	(void)snprintf(v->receipt, sizeof(v->receipt), "%s", l->receipt);
}

/* Hear a line that the client has said.  Nothing is believed of who tells it
 * but that the client may have said so. */
static void
hear(struct said *s, const char *line)
{
	const size_t len = strlen(line);

	if (!command_is_sound(line, len))
		return;
	if (!said_recipient(s, line, len))
		said_hear(s, line, len);
}

/* What the client has said, for the relay.  -1: no recipient is among it. */
static int
take_words(struct hold *h, const struct letter *l, struct err *e)
{
	char greeting[SAID_LINE_MAX + 1];

	(void)snprintf(greeting, sizeof(greeting), "%s %s",
	    (l->flags & LETTER_EHLO) != 0 ? "EHLO" : "HELO", l->helo);
	if (*l->helo != '\0')
		hear(&h->said, greeting);
	hear(&h->said, l->mail);
	hear(&h->said, l->rcpt);
	if (*h->said.recipient == '\0' ||
	    l->rest.len > sizeof(h->attached.in))
		return err_temp(e, 0, "a client that has named no recipient");
	memcpy(h->attached.in, l->rest.data, l->rest.len);
	h->attached.len = l->rest.len;
	h->refused = l->refused;
	return 0;
}

/* It is let through: that is to be told, whoever is named next. */
static void
remember(struct guest *g, const struct recipient_ask *ask, const char *rule)
{
	struct session s = g->judging.session;

	s.helo = ask->helo;
	s.sender = ask->sender;
	s.rcpt = ask->rcpt;
	session_take(&g->let, &g->room, &s);
	(void)snprintf(g->rule, sizeof(g->rule), "%s", rule);
}

/* Judge one more recipient. */
static enum recipient_is
judge(void *arg, const struct recipient_ask *ask, char reply[REPLY_LINE_MAX],
    size_t *len)
{
	struct guest *g = arg;
	bool later;

	if (judging_lets(&g->judging, ask, &later)) {
		remember(g, ask, g->judging.verdict.rule);
		return RECIPIENT_LET;
	}
	if (later) {
		*len = sizeof(HOLD_NO_SERVER) - 1;
		memcpy(reply, HOLD_NO_SERVER, *len);
	}
	return RECIPIENT_REFUSED;
}

/* Begin where the daemon has left the dialogue. */
static void
take_up(struct guest *g)
{
	const struct letter *l = &g->arrival.about;
	struct hold *h = &g->hold;

	h->in = STDIN_FILENO;
	h->out = STDOUT_FILENO;
	h->limit_ms = REFUSAL_LIMIT_MS;
	h->command_ms = REFUSAL_COMMAND_MS;
	h->judge = (struct recipient_judge){ judge, g };
	h->tls = RELAY_TLS_HIDE;
	h->dialogue.host = l->host;
	h->dialogue.refusal = l->reply;
	h->dialogue.refusal_len = strlen(l->reply);
	h->dialogue.asks = true;
}

/* Find the server and make its environment. */
static int
program_begin(struct guest *g, struct err *e)
{
	extern char **environ;
	struct connection *c = &g->c;
	struct spawn_program *p = &g->hold.program;

	if (program_find(c->path, g->next[0], getenv("PATH")) == -1)
		return err_temp(e, errno, "run %s", g->next[0]);
	environment_init(&c->additions);
	if (handover_environment(&c->additions, &c->verdict, &c->ev, e) == -1)
		return -1;
	if (environment_set(&c->additions, "DHF_RELAY", "1") == -1 ||
	    environment_unset(&c->additions, "RBLSMTPD") == -1 ||
	    (p->env = environment_build(&c->additions, environ)) == NULL)
		return err_memory(e);
	p->path = c->path;
	p->argv = g->next;
	return 0;
}

/* What went wrong, NULL: nothing. */
static const char *
fault(const struct guest *g)
{
	if (g->hold.no_server)
		return "no server";
	return g->judging.broken ? g->c.err.msg : NULL;
}

/* The line of a client of which something was let through; or, where there was
 * no server for it, why not.  Without rules nobody knows whether addresses may
 * be told. */
static void
log_guest(struct guest *g)
{
	const struct letter *l = &g->arrival.about;
	const struct hold *h = &g->hold;
	struct connection *c = &g->c;
	struct verdict v;
	const struct logline line = { .program = c->opt->program,
		.pid = (unsigned long)getpid(), .ip = g->let.ip_text,
		.ev = &g->let,
		.verdict = &v, .notes = &c->await.judge.client.notes,
		.pregreet = c->pregreet, .db = l->db, .state = c->state,
		.at = "rcpt",
		.error = fault(g),
		.refused = h->refused, .passed = h->let,
		.child = (unsigned long)h->pid, .end = h->code,
		.discreet = g->judging.broken ||
		    c->rules.settings.number[SET_LOG_ENVELOPE] == 0 };
	char text[LOGLINE_MAX];

	verdict_init(&v);
	if (h->no_server)
		verdict_fail(&v, "program");
	else
		verdict_follow(&v, "", g->rule);
	v.score_milli = (int32_t)l->score;
	logsink_write(text, logline_format(text, sizeof(text), &line),
	    STDIN_FILENO, LOG_MS, LOGSINK_SYSLOG);
}

int
guest_begin(struct guest *g, struct err *e)
{
	const struct letter *l = &g->arrival.about;
	struct connection *c = &g->c;

	c->opt = &g->opt;
	c->frame = g->frame;
	c->image.fd = -1;
	suspect_session(&g->judging.session, l);
	session_take(&c->ev, &g->judging.room, &g->judging.session);
	c->pregreet = (l->flags & LETTER_PREGREET) != 0;
	take_verdict(&c->verdict, l);
	if (place(g->arrival.client, e) == -1 || describe(l, c->ev.ip_text,
	    g->judging.session.name, e) == -1 ||
	    take_words(&g->hold, l, e) == -1 || program_begin(g, e) == -1)
		return -1;
	take_up(g);
	g->judging.c = c;
	g->judging.waits = (l->flags & LETTER_NOTE) != 0;
	g->judging.fixed = (l->flags & LETTER_FIXED) != 0;
	return 0;
}

int
guest_serve(struct guest *g)
{
	const struct recipient_ask ask = said_ask(&g->hold.said);

	remember(g, &ask, g->arrival.about.let);
	(void)hold_let(&g->hold);
	(void)judging_open(&g->judging);
	log_guest(g);
	hold_close(&g->hold);
	return g->hold.no_server ? 111 : 0;
}
