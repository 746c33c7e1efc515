/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/why_today.h"

#include <string.h>

#include "base/err.h"
#include "build/library.h"
#include "policy/logread.h"
#include "replay/read_ours.h"

/* Copy a value as a string; NULL if there is none, or it was cut. */
static const char *
copy(char *out, size_t cap, const struct logread_value *v)
{
	if (v->len == 0 || v->len >= cap)
		return NULL;
	memcpy(out, v->at, v->len);
	out[v->len] = '\0';
	return out;
}

/* What the client has said, as far as the line tells. */
static void
say(struct why_today *t, const struct logread *l)
{
	struct session said = { .port = 0 };
	const char *sender;

	if (l->key[LOGREAD_AT].len == 0 ||
	    logread_is(&l->key[LOGREAD_AT], "connect"))
		return;
	said.helo = copy(t->helo, sizeof(t->helo), &l->key[LOGREAD_HELO]);
	sender = copy(t->sender, sizeof(t->sender), &l->key[LOGREAD_FROM]);
	said.sender = sender != NULL && strcmp(sender, "<>") == 0 ? "" :
	    sender;
	said.rcpt = copy(t->rcpt, sizeof(t->rcpt), &l->key[LOGREAD_TO]);
	t->ev.session = true;
	session_say(&t->ev, &t->room, &said);
}

/* The name, and how it is known. */
static void
name(struct why_today *t, const struct telling *told)
{
	struct evidence *ev = &t->ev;
	char host[HOST_MAX + 1];
	size_t len = told->name.len;

	if (told->state < NAMED_NONE && len > 0 && len <= HOST_MAX) {
		memcpy(host, told->name.at, len);
		host[len] = '\0';
		evidence_name(ev, host);
	} else if (told->state != NAMED_NONE) {
		ev->has_name = ANSWER_UNKNOWN;
	}
	ev->unproven = told->state == NAMED_CLAIMED ||
	    told->state == NAMED_DOUBTFUL;
	ev->doubtful = told->state == NAMED_DOUBTFUL;
	ev->learnt = told->state < NAMED_NONE && told->state != NAMED_GIVEN;
}

int
why_today(struct why_today *t, const struct library *lib, const char *line,
    size_t len, int64_t now_s, const struct decide_viewer *viewer,
    struct err *e)
{
	struct decider d = lib->decider;
	struct dns_source source;
	struct telling told;
	struct logread l;

	memset(t, 0, sizeof(*t));
	if (!logread(&l, line, len) || read_ours(&told, line, len) != TOLD)
		return 0;
	evidence_init(&t->ev);
	t->ev.has_ip = true;
	t->ev.ip = told.ip;
	ip_format(&told.ip, t->ev.ip_text);
	t->ev.offender = ANSWER_UNKNOWN; /* the line does not say */
	name(t, &told);
	say(t, &l);
	(void)noted_lists(t->lists, told.note);
	hearsay_begin(&t->hearsay, &source, &t->ev, told.state, t->lists);
	lookup_begin(&t->lookup, &source, &t->ev);
	client_begin(&t->client, &t->ev, &t->lookup, now_s);
	verdict_init(&t->verdict);
	d.viewer = viewer;
	return decide(&t->verdict, &d, &t->client, e) == -1 ? -1 : 1;
}
