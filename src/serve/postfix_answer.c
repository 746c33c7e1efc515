/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/postfix_answer.h"

#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/num.h"
#include "base/tell.h"
#include "policy/logline.h"
#include "rule/image.h"
#include "serve/classify.h"
#include "wire/delegation.h"

/* Copy text, cut, or nothing. */
static void
copy(char *out, size_t cap, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	if (len >= cap)
		len = cap - 1;
	memcpy(out, text != NULL ? text : "", len);
	out[len] = '\0';
}

/* Where in the dialogue the client is refused, as the log has it. */
static const char *
at_of(const char *state)
{
	static const struct {
		const char *state, *at;
	} row[] = {
		{ "CONNECT", "connect" }, { "EHLO", "helo" },
		{ "HELO", "helo" }, { "MAIL", "mail" }, { "RCPT", "rcpt" },
		{ "DATA", "data" }, { "END-OF-MESSAGE", "end" },
		{ "VRFY", "vrfy" }, { "ETRN", "etrn" },
	};
	size_t i;

	for (i = 0; state != NULL && i < sizeof(row) / sizeof(row[0]); i++)
		if (strcmp(row[i].state, state) == 0)
			return row[i].at;
	return "-";
}

bool
postfix_ask(struct postfix_asked *q, struct session *out,
    const struct delegation *d)
{
	char instance[sizeof(q->instance)];
	struct err e;

	copy(instance, sizeof(instance), d->instance);
	if (instance[0] == '\0' || strcmp(instance, q->instance) != 0)
		q->marked = false;
	memcpy(q->instance, instance, sizeof(instance));
	copy(q->address, sizeof(q->address), d->address);
	q->at = at_of(d->state);
	*out = (struct session){ .name = d->name, .claim = d->claim,
		.helo = d->helo, .rcpt = d->rcpt,
		.sender = delegation_has_sender(d) ? d->sender : NULL };
	if (d->port != NULL)
		(void)num_unsigned(&out->port, d->port, 65535, &e);
	return d->address != NULL && ip_parse(&out->ip, d->address, &e) == 0;
}

/* One line for one verdict. */
static void
log_verdict(struct tell *log, struct logline *l)
{
	char line[LOGLINE_MAX];

	l->program = log->program;
	l->pid = (unsigned long)getpid();
	l->by = verdict_refuses(l->verdict) ? "server" : NULL;
	tell_line(log, line, logline_format(line, sizeof(line), l));
}

/* No verdict, so that the client has to come back. */
static size_t
answer_none(char *out, unsigned *code, const struct postfix_asked *q,
    const struct classified *what, struct tell *log)
{
	const struct notes none = { .len = 0 };
	struct evidence nobody;
	struct verdict v;
	struct logline l = { .ip = q->address, .ev = &nobody, .verdict = &v,
		.notes = &none, .at = q->at,
		.error = what->err != NULL ? what->err->msg : NULL };

	evidence_init(&nobody);
	nobody.has_name = ANSWER_UNKNOWN;
	verdict_init(&v);
	verdict_fail(&v, what->err != NULL ? "image" : "client_address");
	verdict_sign(&v, NULL);
	*code = v.code;
	log_verdict(log, &l);
	return action_format(out, &v, &nobody, "");
}

size_t
postfix_answer(char out[POSTFIX_ANSWER_SIZE], unsigned *code,
    struct postfix_asked *q, const struct classified *what, struct tell *log)
{
	const struct judge *j = what->judge;
	char header[ACTION_HEADER_SIZE] = "";
	struct logline l = { .verdict = what->verdict, .at = q->at,
		.state = what->state };

	if (what->verdict == NULL)
		return answer_none(out, code, q, what, log);
	verdict_sign(what->verdict, &j->ev->ip); /* none is judged without */
	l.ev = j->ev;
	l.notes = &j->client.notes;
	l.db = j->decider->rules->img->head.id;
	l.discreet =
	    j->decider->rules->settings.number[SET_LOG_ENVELOPE] == 0;
	log_verdict(log, &l);
	*code = l.verdict->code;
	if (!q->marked)
		action_header(header, l.verdict, l.notes);
	if (*code == 0 && header[0] != '\0')
		q->marked = true;
	return action_format(out, l.verdict, l.ev, header);
}
