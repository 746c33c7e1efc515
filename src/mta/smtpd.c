/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/smtpd.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buckets.h"
#include "base/err.h"
#include "base/row.h"
#include "base/seldom.h"
#include "mta/smtpd_line.h"
#include "mta/smtpd_mail.h"
#include "mta/visit.h"

#define ID_SIZE 40    /* of a session: 16 digits */
#define TOKEN_SIZE 40 /* the same */

struct session_of {
	struct bucket_link link; /* by its number */
	struct row place;
	struct smtpd *smtpd;
	char id[ID_SIZE], token[TOKEN_SIZE];
	struct engine_client *asked; /* NULL: no answer is waited for */
	struct engine_question q;
	bool logged_in;
	struct visit visit;
	struct smtpd_mail mail;
};

struct smtpd {
	struct smtpd_options opt;
	struct buckets table; /* of sessions */
	struct row all;       /* the same, owned */
	bool told;            /* of a line that does not read */
	struct seldom strange; /* a client without an address */
};

struct smtpd *
smtpd_new(const struct smtpd_options *opt, struct err *e)
{
	struct smtpd *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	s->opt = *opt;
	row_init(&s->all);
	return s;
}

static uint64_t
number_of(const char *id)
{
	return (uint64_t)strtoumax(id, NULL, 16);
}

static struct session_of *
find(const struct smtpd *s, const char *id)
{
	struct bucket_link *l = buckets_first(&s->table, number_of(id));

	for (; l != NULL; l = buckets_next(l))
		if (strcmp(((struct session_of *)(void *)l)->id, id) == 0)
			return (struct session_of *)(void *)l;
	return NULL;
}

/* The session is over. */
static void
end(struct session_of *k)
{
	char line[VISIT_LINE_SIZE];
	size_t len = visit_line(line, &k->visit);

	if (len > 0)
		engine_log(k->smtpd->opt.engine, line, len, k->visit.dns_us);
	if (k->asked != NULL)
		engine_cancel(k->asked);
	buckets_remove(&k->smtpd->table, &k->link);
	row_remove(&k->place);
	free(k);
}

static void
begin(struct smtpd *s, const struct smtpd_line *l)
{
	struct session_of *k = find(s, l->session);

	if (k != NULL)
		end(k);
	if (!l->local && !l->has_ip) {
		if (seldom_may(&s->strange, uv_hrtime() / 1000000))
			tell(s->opt.tell, "session %s: its client has no "
			    "address that reads", l->session);
		return;
	}
	if (strlen(l->session) >= ID_SIZE ||
	    (k = calloc(1, sizeof(*k))) == NULL)
		return; /* what it asks is answered as of a stranger */
	if (buckets_add(&s->table, &k->link, number_of(l->session)) == -1) {
		free(k);
		return;
	}
	k->place.of = k;
	row_add(&s->all, &k->place);
	k->smtpd = s;
	memcpy(k->id, l->session, strlen(l->session) + 1);
	visit_begin(&k->visit, l->has_ip ? &l->ip : NULL, &s->opt.site.own);
	visit_name(&k->visit, l->name, l->verified);
	k->visit.port = l->port;
}

static void
say(struct smtpd *s, const char *id, const char *token, const char *what,
    const char *more)
{
	struct buf *out = s->opt.out;

	buf_add_text(out, "filter-result|");
	buf_add_text(out, id);
	buf_add_text(out, "|");
	buf_add_text(out, token);
	buf_add_text(out, what);
	buf_add_text(out, more);
	buf_add_text(out, "\n");
}

static void
proceed(struct smtpd *s, const struct smtpd_line *l)
{
	say(s, l->session, l->token, "|proceed", "");
}

static void
say_answer(struct smtpd *s, const char *id, const char *token,
    const struct response *r)
{
	char reply[RESPONSE_REPLY_SIZE];

	if (r->refuse) {
		(void)response_reply(reply, r);
		say(s, id, token, "|reject|", reply);
	} else {
		say(s, id, token, "|proceed", "");
	}
}

/* Nothing can be found out about it. */
static void
give_up(struct smtpd *s, const struct smtpd_line *l)
{
	struct response r;

	response_none(&r, s->opt.site.open);
	say_answer(s, l->session, l->token, &r);
}

static void
on_answer(void *arg, const struct response *r)
{
	struct session_of *k = arg;
	struct smtpd *s = k->smtpd;

	k->asked = NULL;
	visit_take(&k->visit, r, k->q.at);
	say_answer(s, k->id, k->token, r);
	s->opt.flush(s->opt.arg);
}

static void
ask(struct session_of *k, const struct smtpd_line *l, enum phase at)
{
	const struct engine_call call = { on_answer, k };
	struct smtpd *s = k->smtpd;

	if (at < s->opt.site.earliest || k->visit.exempt || k->logged_in) {
		proceed(s, l);
		return;
	}
	if (strlen(l->token) >= TOKEN_SIZE) {
		give_up(s, l);
		return;
	}
	memcpy(k->token, l->token, strlen(l->token) + 1);
	visit_ask(&k->q, &k->visit, at);
	k->asked = engine_ask(s->opt.engine, &k->q, &call);
}

/* What a session wants to know. */
static void
take_question(struct smtpd *s, const struct smtpd_line *l)
{
	struct session_of *k = find(s, l->session);

	if (k == NULL || k->asked != NULL) {
		give_up(s, l);
		return;
	}
	switch (l->word) {
	case SMTPD_ASK_CONNECT:
		ask(k, l, PHASE_CONNECT);
		break;
	case SMTPD_ASK_HELO:
		visit_helo(&k->visit, l->text);
		ask(k, l, PHASE_HELO);
		break;
	case SMTPD_ASK_MAIL:
		visit_mail(&k->visit, l->text);
		smtpd_mail_begin(&k->mail);
		ask(k, l, PHASE_MAIL);
		break;
	default:
		visit_rcpt(&k->visit, l->text);
		ask(k, l, PHASE_RCPT);
	}
}

static void
take_data(struct smtpd *s, const struct smtpd_line *l)
{
	struct session_of *k = find(s, l->session);

	if (k == NULL || k->visit.exempt || k->logged_in)
		smtpd_mail_pass(s->opt.out, l);
	else
		smtpd_mail_line(&k->mail, s->opt.out, l, k->visit.header);
}

/* Say what we want to be told. */
static void
enroll(const struct smtpd *s)
{
	struct buf *out = s->opt.out;

	buf_add_text(out, "register|report|smtp-in|link-connect\n"
	    "register|report|smtp-in|link-auth\n"
	    "register|report|smtp-in|link-disconnect\n");
	if (s->opt.site.earliest == PHASE_CONNECT)
		buf_add_text(out, "register|filter|smtp-in|connect\n");
	buf_add_text(out, "register|filter|smtp-in|helo\n"
	    "register|filter|smtp-in|ehlo\n"
	    "register|filter|smtp-in|mail-from\n"
	    "register|filter|smtp-in|rcpt-to\n");
	if (s->opt.marks)
		buf_add_text(out, "register|filter|smtp-in|data-line\n");
	buf_add_text(out, "register|ready\n");
}

static void
take_report(struct smtpd *s, const struct smtpd_line *l)
{
	struct session_of *k = find(s, l->session);

	if (k == NULL)
		return;
	if (l->word == SMTPD_GONE)
		end(k);
	else if (l->passed)
		k->logged_in = true;
}

void
smtpd_take(struct smtpd *s, char *line)
{
	struct smtpd_line l;

	smtpd_line_read(&l, line);
	switch (l.word) {
	case SMTPD_READY:
		enroll(s);
		break;
	case SMTPD_CONNECTED:
		begin(s, &l);
		break;
	case SMTPD_AUTH:
	case SMTPD_GONE:
		take_report(s, &l);
		break;
	case SMTPD_DATA:
		take_data(s, &l);
		break;
	case SMTPD_ASK_OTHER:
		proceed(s, &l);
		break;
	case SMTPD_CONFIG:
	case SMTPD_OTHER:
		break;
	case SMTPD_WRONG:
		if (!s->told)
			tell(s->opt.tell, "a line that does not read: is this "
			    "OpenSMTPD 6.7 or later?");
		s->told = true;
		break;
	default:
		take_question(s, &l);
	}
}

void
smtpd_free(struct smtpd *s)
{
	struct session_of *k;

	if (s == NULL)
		return;
	while ((k = row_first(&s->all)) != NULL)
		end(k);
	buckets_free(&s->table);
	free(s);
}
