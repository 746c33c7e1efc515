/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/answers.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "policy/evidence.h"
#include "policy/identity.h"
#include "rule/image.h"
#include "serve/crowd.h"
#include "serve/offences.h"
#include "smtp/refusal.h"
#include "smtp/reply.h"

void
answers_set(struct answers *a, const struct settings *s, struct image *img)
{
	a->img = img;
	greylister_set(&a->grey, s);
}

/* Write the domain by which the client of a letter may be known.  The filter
 * vouches for the name alone: the daemon has the list of suffixes in memory,
 * and whoever writes a letter can't say what is a domain.  A filter before
 * 0.1.0 sends the domain, in which the same is found. */
static int
find_domain(char out[HOST_MAX + 1], const struct answers *a,
    const struct letter *l)
{
	struct evidence ev;
	struct err e;

	evidence_init(&ev);
	ev.ip = l->ip;
	ev.has_ip = true;
	evidence_name(&ev, l->name);
	return identity_domain(out, &ev, a->img, &e);
}

/* Say to a filter what the greylist says. */
static void
on_told(void *arg, enum greylist_answer answer, unsigned seconds)
{
	const struct filters_asker *who = arg;
	struct letter l = { .type = LETTER_GREY_IS };

	switch (answer) {
	case GREYLIST_GREEN:
		l.grey = LETTER_GREEN;
		break;
	case GREYLIST_WAIT:
		l.grey = LETTER_WAIT;
		l.seconds = seconds;
		break;
	case GREYLIST_FAILED:
		l = (struct letter){ .type = LETTER_CANNOT,
			.reason = "store" };
	}
	who->say(who->arg, &l);
}

static struct deed *
on_grey(void *arg, const struct letter *l, const struct filters_asker *who)
{
	const struct greylister_call call = { on_told, (void *)(uintptr_t)who };
	static const struct letter rules = { .type = LETTER_CANNOT,
		.reason = "rules" };
	static const struct letter crowd = { .type = LETTER_GREY_IS,
		.grey = LETTER_CROWD };
	struct answers *a = arg;
	char domain[HOST_MAX + 1];
	const struct greylist_client client = { l->ip, domain,
		.unheard = who->unheard };

	if (find_domain(domain, a, l) == -1)
		who->say(who->arg, &rules);
	else if (crowd_spares(a->crowd, &l->ip))
		who->say(who->arg, &crowd);
	else
		return greylister_ask(&a->grey, &client, &call);
	return NULL;
}

/* Whether a text is one line that refuses, as RFC 5321 has them. */
static bool
is_reply(const char *text)
{
	size_t len = strlen(text);

	return len > 2 && len <= REPLY_LINE_MAX &&
	    (*text == '4' || *text == '5') &&
	    strcspn(text, "\r\n") == len - 2 && text[len - 2] == '\r' &&
	    text[len - 1] == '\n';
}

/* That there are too many is no reason to leave the client to the filter: the
 * pool tells it 421, so that it takes no place of tcpserver's either. */
static const char *
on_room(void *arg, const struct letter *l)
{
	struct answers *a = arg;

	if (!is_reply(l->reply))
		return "bad reply";
	if (l->limit_ms == 0 || l->limit_ms > REFUSAL_LIMIT_MS)
		return "bad limit";
	if (held_room(a->pool, &l->ip) == HELD_STOPPING)
		return "ending";
	if (l->type == LETTER_SUSPECT && !a->relays)
		return "no relay";
	if (l->type == LETTER_SUSPECT && l->db != a->img->head.id)
		return "other rules";
	return crowd_spares(a->crowd, &l->ip) ? LETTER_CROWD_REASON : NULL;
}

static void
on_take(void *arg, const struct letter *l, int fd)
{
	struct answers *a = arg;
	char domain[HOST_MAX + 1] = "";
	unsigned char more[LETTER_MAX];
	struct held_client client = { .ip = l->ip, .line = l->reply,
		.host = l->host, .program = l->program, .domain = domain,
		.limit_ms = l->limit_ms,
		.banner = (l->flags & LETTER_BANNER) != 0,
		.tarpit = (l->flags & LETTER_BLOCK) != 0,
		.note = (l->flags & LETTER_NOTE) != 0,
		.asks = l->type == LETTER_SUSPECT };

	if (client.asks) {
		client.more = more;
		client.more_len = letter_pack(more, l);
	}
	if (client.note)
		(void)find_domain(domain, a, l);
	if ((l->flags & LETTER_PREGREET) != 0)
		offences_pregreet(a->offences, &l->ip);
	a->count->n[STAT_TAKEN]++;
	switch (held_take(a->pool, fd, &client)) {
	case HELD_FULL:
		a->count->n[STAT_TAKEN_FULL]++;
		break;
	case HELD_FULL_ADDRESS:
		a->count->n[STAT_TAKEN_ADDRESS]++;
		break;
	case HELD_ROOM:
	case HELD_STOPPING:
		break;
	}
}

/* Nothing is said to a filter of what was noted, but that what it asked behind
 * it can be answered. */
static void
on_noted(void *arg, enum greylist_answer answer, unsigned seconds)
{
	const struct filters_asker *who = arg;

	(void)answer;
	(void)seconds;
	who->say(who->arg, NULL);
}

static struct deed *
on_envelope(void *arg, const struct letter *l,
    const struct filters_asker *who)
{
	const struct greylister_call call = { on_noted,
		(void *)(uintptr_t)who };
	struct answers *a = arg;
	char domain[HOST_MAX + 1];
	const struct greylist_client client = { l->ip, domain,
		.sender = l->sender, .to = l->to };

	if (find_domain(domain, a, l) == 0)
		return greylister_note(&a->grey, &client, time(NULL), &call);
	who->say(who->arg, NULL);
	return NULL;
}

struct filters_calls
answers_to_filters(struct answers *a)
{
	const struct filters_calls calls = { .arg = a, .grey = on_grey,
		.room = on_room, .take = on_take, .envelope = on_envelope };

	return calls;
}

/* The counter of how a held client ended, -1: none. */
static int
counter_of(enum talk_end end)
{
	switch (end) {
	case TALK_QUIT:
		return STAT_HELD_QUIT;
	case TALK_EOF:
	case TALK_LOST:
		return STAT_HELD_GONE;
	case TALK_TIMEOUT:
		return STAT_HELD_TIME;
	case TALK_LIMIT:
		return STAT_HELD_LIMIT;
	case TALK_LET:
		return STAT_RELAY_TAKEN;
	default:
		return -1;
	}
}

void
answers_on_end(struct answers *a, const struct held_end *end)
{
	static const struct greylister_call nobody = { NULL, NULL };
	const struct envelope *heard = end->envelope;
	const struct greylist_client client = { *end->ip, end->domain,
		.sender = heard->sender, .to = heard->recipient };
	int counter = counter_of(end->end);

	crowd_hear(a->crowd, end->ip, heard->helo);
	if (counter != -1)
		a->count->n[counter]++;
	a->count->n[STAT_HELD_PREGREET] += end->pregreet;
	a->count->n[STAT_HELD_TARPIT] += end->tarpit;
	/* it was asked about when it came, and waits from then on */
	if (end->note && heard->has_recipient)
		(void)greylister_note(&a->grey, &client,
		    time(NULL) - end->held_ms / 1000, &nobody);
}
