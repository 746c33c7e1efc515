/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/filters_obey.h"

#include <sys/socket.h>

#include "serve/filters_local.h"

bool
filters_say(struct filters_session *s, const struct letter *l)
{
	unsigned char out[LETTER_MAX];
	size_t len = letter_pack(out, l);

	return send(s->fd, out, len, MSG_DONTWAIT | MSG_NOSIGNAL) ==
	    (ssize_t)len;
}

bool
filters_cannot(struct filters_session *s, const char *reason)
{
	const struct letter l = { .type = LETTER_CANNOT, .reason = reason };

	return filters_say(s, &l);
}

/*
 * Take the client of a HAND, whose descriptors have come.  The byte of the
 * token is what decides: before we have it nothing is said or changed, behind
 * it the client is ours even if the filter hears nothing of it.
 */
static bool
hand(struct filters_session *s, const struct letter *l)
{
	static const struct letter taken = { .type = LETTER_TAKEN };
	struct filters *f = s->filters;
	const char *fault;
	bool sent;
	int fd;

	fault = s->came.len < 2 ? "no descriptors" :
	    handing_fault(s->came.fd + 1, s->came.len - 1);
	if (fault == NULL)
		fault = f->calls.room(f->calls.arg, l);
	if (fault == NULL) {
		switch (handing_take(&f->handing, s->came.fd[0])) {
		case HANDING_OURS:
			break;
		case HANDING_THEIRS:
			f->counts.late++;
			fault = "late";
			break;
		case HANDING_BAD:
			fault = "no token";
		}
	}
	if (fault != NULL) {
		parcel_drop(&s->came);
		return filters_cannot(s, fault);
	}
	sent = filters_say(s, &taken);
	fd = parcel_take(&s->came, 1); /* a second one goes with the token */
	f->calls.take(f->calls.arg, l, fd);
	parcel_drop(&s->came);
	return sent;
}

/* What is asked at the wrong socket. */
static bool
not_here(struct filters_session *s)
{
	s->filters->counts.bad++;
	(void)filters_cannot(s, "not here");
	return false;
}

/* Have a callback answer a letter, or begin to. */
static bool
answer_by(struct filters_session *s, const struct letter *l,
    filters_ask *call, void *arg)
{
	if (call == NULL)
		return not_here(s);
	s->asking = true;
	s->deed = call(arg, l, &s->asker);
	s->asking = false;
	return !s->gone;
}

/* Which client the session is about. */
static void
mind_client(struct filters_session *s, const struct letter *l)
{
	if (s->knows && ip_compare(&s->client, &l->ip) != 0) {
		s->several = true;
		s->asker.unheard = false;
	}
	s->client = l->ip;
	s->knows = true;
}

/* A filter may tell of one offence, of the client that it holds; those who
 * have a socket for that, of whatever they see. */
static bool
offence(struct filters_session *s, const struct letter *l)
{
	const struct filters_calls *c = &s->filters->calls;
	bool filter = c->take != NULL;

	if (filter && (l->flags & LETTER_HELD) == 0)
		return not_here(s);
	if (filter && (s->several || s->told))
		return filters_cannot(s, "another client");
	s->told = true;
	return answer_by(s, l, c->offence, c->offences_arg);
}

bool
filters_obey(struct filters_session *s, const struct letter *l)
{
	const struct filters_calls *c = &s->filters->calls;

	mind_client(s, l);
	switch (l->type) {
	case LETTER_GREY:
		return answer_by(s, l, c->grey, c->arg);
	case LETTER_OFFENCES:
		return answer_by(s, l, c->offences, c->offences_arg);
	case LETTER_OFFENCE:
		return offence(s, l);
	case LETTER_HAND:
	case LETTER_SUSPECT:
		return c->take != NULL ? hand(s, l) : not_here(s);
	case LETTER_ENVELOPE:
		s->asker.unheard = *l->to == '\0';
		return s->asker.unheard ? c->envelope != NULL || not_here(s) :
		    answer_by(s, l, c->envelope, c->arg);
	default: /* what we say ourselves */
		s->filters->counts.bad++;
		return false;
	}
}
