/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_clients.h"

#include "base/err.h"
#include "serve/heard.h"

/* As the settings say, and no more than there are descriptors for. */
static struct held_limits
held_limits(const struct service *s, const struct settings *set)
{
	const unsigned clients = (unsigned)set->number[SET_CLIENTS];
	const struct held_limits l = {
		.clients = clients < s->limits.clients ? clients :
		    s->limits.clients,
		.per_address = (unsigned)set->number[SET_CLIENTS_PER_ADDRESS],
		.tarpit_s = (unsigned)set->number[SET_TARPIT],
		.tarpit_clients = (unsigned)set->number[SET_TARPIT_CLIENTS] };

	return l;
}

static void
on_end(void *arg, const struct held_end *what)
{
	struct service *s = arg;
	char line[HEARD_MAX];

	if (s->envelopes && heard_format(line, what) > 0)
		tell(&s->tell, "%s", line);
	answers_on_end(&s->answers, what);
}

static void *
on_ask(void *arg, const struct held_ask *what)
{
	struct service *s = arg;

	return addressees_ask(&s->addressees, what);
}

static bool
on_ask_end(void *arg, void *question)
{
	struct service *s = arg;

	return addressees_ask_end(&s->addressees, question);
}

static void
on_empty(void *arg)
{
	struct service *s = arg;

	held_free(s->pool);
	s->pool = NULL;
	keeper_stop(&s->keeper);
}

/* Before the kernel is asked less. */
static int
clients_begin(struct service *s, struct err *e)
{
	s->crowd.tell = &s->tell;
	return crowd_open(&s->crowd, e);
}

static void
clients_end(struct service *s)
{
	crowd_close(&s->crowd);
}

static int
clients_start(struct service *s, struct err *e)
{
	const struct held_calls calls = { .arg = s, .ask = on_ask,
		.ask_end = on_ask_end, .on_end = on_end,
		.on_empty = on_empty };
	const struct held_limits limits = held_limits(s, &s->fixed.settings);

	s->addressees = (struct addressees){ .loop = &s->loop,
		.classify = s->classify,
		.relay = s->fixed.settings.text[SET_RELAY],
		.tell = &s->tell, .count = &s->count };
	s->filters.tell = &s->tell;
	s->filters.name = "filters";
	s->filters.callers = &s->callers;
	s->filters.calls = answers_to_filters(&s->answers);
	s->filters.calls.offences_arg = &s->offences;
	s->filters.calls.offences = offences_on_ask;
	s->filters.calls.offence = offences_on_report;
	if (filters_init(&s->filters, &s->loop, e) == -1)
		return -1;
	if (held_init(&s->pool, &s->loop, &limits, &calls, e) == -1) {
		filters_close(&s->filters);
		return -1;
	}
	s->envelopes = s->fixed.settings.number[SET_LOG_ENVELOPE] != 0;
	s->answers.grey.keeper = &s->keeper;
	s->answers.pool = s->pool;
	s->answers.grey.green = &s->green;
	s->answers.grey.count = &s->count;
	s->answers.count = &s->count;
	s->answers.offences = &s->offences;
	s->answers.crowd = &s->crowd;
	s->answers.relays = s->classify != NULL &&
	    *s->addressees.relay != '\0';
	answers_set(&s->answers, &s->fixed.settings,
	    &s->rules.now->library->image);
	return 0;
}

static void
clients_renew(struct service *s, struct rules *now)
{
	const struct settings *set = &now->library->rules.settings;
	const struct held_limits limits = held_limits(s, set);

	s->envelopes = set->number[SET_LOG_ENVELOPE] != 0;
	answers_set(&s->answers, set, &now->library->image);
	held_limit(s->pool, &limits);
}

static void
clients_stop(struct service *s)
{
	filters_close(&s->filters);
	held_stop(s->pool);
}

const struct service_part service_clients = { .begin = clients_begin,
	.start = clients_start, .renew = clients_renew,
	.stop = clients_stop, .end = clients_end };
