/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/err.h"
#include "serve/sandbox.h"
#include "serve/service_clients.h"
#include "serve/service_control.h"
#include "serve/service_judging.h"
#include "serve/service_metrics.h"
#include "serve/service_numbers.h"
#include "serve/service_offences.h"
#include "serve/service_places.h"
#include "serve/service_postfix.h"
#include "serve/service_rules.h"
#include "serve/service_shared.h"
#include "serve/service_store.h"
#include "serve/service_walls.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* In the order in which they begin. */
static const struct service_part *const parts[] = {
	&service_rules, &service_shared, &service_places, &service_store,
	&service_numbers, &service_judging, &service_offences, &service_control,
	&service_clients, &service_walls, &service_postfix,
	&service_metrics,
};

/* The loop ends, once told to: clients hear of it within 2 seconds. */
#define END_MS 20000

/* Everything stops; the clients that are held are told, and then nothing keeps
 * the loop any more. */
static void
stop(struct service *s)
{
	size_t i;

	if (s->stopping)
		return;
	s->stopping = true;
	for (i = 0; i < SERVICE_SIGNALS; i++)
		if (s->signal[i].loop != NULL)
			uv_close((uv_handle_t *)&s->signal[i], NULL);
	for (i = s->started; i > 0; i--)
		if (parts[i - 1]->stop != NULL)
			parts[i - 1]->stop(s);
}

/* Rules that were read anew. */
static void
on_rules(void *arg, struct rules *now)
{
	struct service *s = arg;
	size_t i;

	for (i = 0; i < s->started; i++)
		if (parts[i]->renew != NULL)
			parts[i]->renew(s, now);
}

static void
report(struct service *s)
{
	size_t i;

	for (i = 0; i < s->started; i++)
		if (parts[i]->report != NULL)
			parts[i]->report(s);
}

static void
on_signal(uv_signal_t *handle, int number)
{
	struct service *s = handle->data;

	switch (number) {
	case SIGHUP:
		rulefile_again(&s->rules);
		break;
	case SIGUSR1:
		report(s);
		break;
	default:
		tell(&s->tell, "ends: signal %d", number);
		ending_begin(&s->ending, END_MS, s->late);
		stop(s);
	}
}

static int
signals_start(struct service *s, struct err *e)
{
	static const int number[SERVICE_SIGNALS] = { SIGHUP, SIGUSR1, SIGTERM,
		SIGQUIT, SIGINT };
	size_t i;

	for (i = 0; i < SERVICE_SIGNALS; i++) {
		if (uv_signal_init(&s->loop, &s->signal[i]) != 0 ||
		    uv_signal_start(&s->signal[i], on_signal, number[i]) != 0)
			return err_temp(e, 0, "wait for signals");
		s->signal[i].data = s;
	}
	return 0;
}

/* Do all that comes before the loop. */
static int
begin(struct service *s, struct err *e)
{
	for (s->begun = 0; s->begun < COUNT(parts); s->begun++)
		if (parts[s->begun]->begin != NULL &&
		    parts[s->begun]->begin(s, e) == -1)
			return -1;
	return 0;
}

/* Let all parts do their work on the loop. */
static int
start(struct service *s, struct err *e)
{
	struct err none;

	if (sandbox_loop(&s->loop, e) == -1)
		return -1;
	s->has_loop = true;
	for (s->started = 0; s->started < COUNT(parts); s->started++)
		if (parts[s->started]->start != NULL &&
		    parts[s->started]->start(s, e) == -1)
			return -1;
	if (signals_start(s, e) == -1)
		return -1;
	if (sandbox_enter(&none) == -1)
		tell(&s->tell, "%s", none.msg);
	return 0;
}

/* Give back all, in whatever state it is. */
static void
end(struct service *s)
{
	if (s->has_loop) {
		stop(s);
		(void)uv_run(&s->loop, UV_RUN_DEFAULT);
		(void)uv_loop_close(&s->loop);
		ending_over(&s->ending);
	}
	for (; s->begun > 0; s->begun--)
		if (parts[s->begun - 1]->end != NULL)
			parts[s->begun - 1]->end(s);
}

int
service_run(const struct service_options *o, struct err *e)
{
	struct service *s = calloc(1, sizeof(*s));
	int rc;

	if (s == NULL)
		return err_memory(e);
	s->tell = (struct tell){ o->program, o->log_fd, 0 };
	s->file = o->file;
	s->late = o->late;
	s->rules.changed = on_rules;
	s->rules.arg = s;
	(void)umask(077);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* EFBIG will do */
	rc = begin(s, e);
	if (rc == 0)
		rc = start(s, e);
	if (rc == 0) {
		tell(&s->tell, "ready");
		(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	}
	end(s);
	if (rc == 0)
		tell(&s->tell, "ended");
	free(s);
	return rc;
}
