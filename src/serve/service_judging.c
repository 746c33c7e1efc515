/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_judging.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "policy/identity.h"
#include "policy/sample.h"
#include "policy/verdict.h"
#include "serve/service_places.h"
#include "smtp/helo.h"

/* What the greylist says. */
static void
on_grey(void *arg, enum greylist_answer answer, unsigned seconds)
{
	classify_go_on(arg, answer == GREYLIST_GREEN ? "green" :
	    answer == GREYLIST_FAILED ? "nostate" : NULL,
	    answer == GREYLIST_WAIT ? seconds : 0);
}

/* It is one of many, of whom nothing is known. */
static struct deed *
spare(struct classify_client *k, struct verdict *v, const char *note)
{
	verdict_follow(v, "", v->rule);
	classify_go_on(k, note, 0);
	return NULL;
}

/* What an address reads like, NULL: it was not told. */
static const char *
text_of(char out[MAILBOX_TEXT_SIZE], const struct mailbox *m)
{
	if (m == NULL)
		return NULL;
	(void)snprintf(out, MAILBOX_TEXT_SIZE, m->domain_len > 0 ? "%s@%s" :
	    "%s", m->local, m->domain);
	return out;
}

/* A client that is not let in: one of many is, and one that is grey may have
 * to wait. */
static struct deed *
on_refused(void *arg, struct classify_client *k, struct verdict *v,
    const struct judge *j)
{
	const struct greylister_call call = { on_grey, k };
	struct service *s = arg;
	struct ruleset *rules = j->decider->rules;
	char domain[HOST_MAX + 1], sender[MAILBOX_TEXT_SIZE],
	    to[MAILBOX_TEXT_SIZE];
	struct greylist_client client = { j->ev->ip, domain,
		.unheard = !j->ev->session,
		.sender = text_of(sender, j->ev->sender),
		.to = text_of(to, j->ev->rcpt) };
	struct err e;

	if (j->ev->helo != NULL)
		crowd_hear(&s->crowd, &j->ev->ip, helo_number(j->ev->helo,
		    strlen(j->ev->helo)));
	if (crowd_spares(&s->crowd, &j->ev->ip))
		return spare(k, v, "crowd");
	if (sample_lets_in(v, &rules->settings, &j->ev->ip,
	    rules->img->head.id, (int64_t)time(NULL)))
		return spare(k, v, SAMPLE_NOTE);
	if (v->action == RULE_GREY &&
	    identity_domain(domain, j->ev, rules->img, &e) == 0)
		return greylister_ask(&s->answers.grey, &client, &call);
	classify_go_on(k, v->action == RULE_GREY ? "nostate" : NULL, 0);
	return NULL;
}

static void
on_found(void *arg, bool known, unsigned kinds)
{
	classify_held(arg, known, kinds);
}

/* What is held against a client. */
static struct deed *
on_offences(void *arg, struct classify_client *k, const struct ip *ip)
{
	const struct offences_call call = { on_found, k };
	struct service *s = arg;

	return offences_find(&s->offences, ip, &call);
}

/* What is remembered of DNS now. */
static struct cache *
names(void *arg)
{
	struct service *s = arg;

	return classify_names(s->classify);
}

static void
end_judging(struct service *s)
{
	classify_free(s->classify);
	s->classify = NULL;
}

static int
judging_start(struct service *s, struct err *e)
{
	const struct classify_state state = { on_offences, on_refused, s,
		{ listtimes_took, &s->list_times } };
	const struct settings *set = &s->fixed.settings;

	const bool asked = service_listens(s, LISTEN_DYNAWALL) ||
	    service_listens(s, LISTEN_POSTFIX) ||
	    *set->text[SET_RELAY] != '\0';
	unsigned damaged;

	if (!asked && !service_listens(s, LISTEN_OFFENCES))
		return 0;
	if ((s->classify = classify_new(&s->loop, e)) == NULL)
		return -1;
	classify_use_state(s->classify, &state);
	if (classify_use(s->classify, s->rules.now, e) == -1) {
		end_judging(s);
		return -1;
	}
	if (!asked)
		return 0;
	s->cachefile = (struct cachefile){ .cache = names, .arg = s,
		.writer = { .path = s->folder.cache, .tell = &s->tell } };
	cachefile_start(&s->cachefile, &s->loop);
	if (names(s) != NULL && (damaged = cachefile_read(names(s),
	    s->folder.cache, (unsigned)set->number[SET_DNS_CACHE])) > 0)
		tell(&s->tell, "%s is damaged: DNS is asked again for what "
		    "cannot be read, lines: %u", s->folder.cache, damaged);
	return 0;
}

static void
judging_renew(struct service *s, struct rules *now)
{
	struct err e;

	if (s->classify != NULL && classify_use(s->classify, now, &e) == -1)
		tell(&s->tell, "whoever asks, and who is accused, is judged "
		    "by the rules of before: %s", e.msg);
}

static void
judging_report(struct service *s)
{
	if (s->cachefile.cache != NULL)
		cachefile_write(&s->cachefile);
}

static void
judging_stop(struct service *s)
{
	if (s->classify == NULL)
		return;
	if (s->cachefile.cache != NULL)
		cachefile_stop(&s->cachefile);
	end_judging(s);
}

static void
judging_end(struct service *s)
{
	cachefile_end(&s->cachefile);
}

const struct service_part service_judging = { .start = judging_start,
	.renew = judging_renew, .report = judging_report,
	.stop = judging_stop, .end = judging_end };
