/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_postfix.h"

#include <time.h>

#include "base/err.h"
#include "serve/counts.h"
#include "serve/service_places.h"

static void
on_decided(void *arg, const struct classified *what)
{
	struct service *s = arg;

	if (s->counts == NULL)
		return;
	if (what->verdict == NULL)
		counts_fail(s->counts, COUNTS_POSTFIX, what->err != NULL ?
		    "image" : "client_address", time(NULL));
	else
		counts_verdict(s->counts, COUNTS_POSTFIX, what->verdict,
		    &what->judge->client.notes, what->state, time(NULL));
}

/* Somebody sends a header who may not. */
static void
on_header(void *arg, const struct ip *from)
{
	struct service *s = arg;

	proxygate_stranger(&s->gate, &s->postfix_place, from);
}

/* As the settings say. */
static int
options_make(struct postfix_options *out, struct service *s,
    const struct settings *set, struct err *e)
{
	*out = (struct postfix_options){ .clients =
		service_share(s, s->limits.postfixes),
		.decided = on_decided, .header = on_header, .arg = s,
		.tell = &s->tell };
	return admit_parse(&out->from, set->text[SET_POSTFIX_FROM], e);
}

static int
postfixes_start(struct service *s, struct err *e)
{
	struct postfix_options opt;

	if (!service_listens(s, LISTEN_POSTFIX))
		return 0;
	if (options_make(&opt, s, &s->fixed.settings, e) == -1)
		return -1;
	s->postfix = postfix_new(&s->loop, s->classify, &opt, e);
	return s->postfix != NULL ? 0 : -1;
}

static void
postfixes_renew(struct service *s, struct rules *now)
{
	struct postfix_options opt;
	struct err e;

	if (s->postfix == NULL)
		return;
	if (options_make(&opt, s, &now->library->rules.settings, &e) == 0)
		postfix_set(s->postfix, &opt);
	else
		tell(&s->tell, "postfix_from stays as it was: %s", e.msg);
}

static void
postfixes_stop(struct service *s)
{
	if (s->postfix == NULL)
		return;
	s->postfixes = *postfix_counts(s->postfix);
	s->postfixes.clients = 0;
	postfix_free(s->postfix);
	s->postfix = NULL;
}

const struct service_part service_postfix = { .start = postfixes_start,
	.renew = postfixes_renew, .stop = postfixes_stop };
