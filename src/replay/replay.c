/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/replace.h"
#include "replay/findings.h"
#include "replay/hearing.h"
#include "replay/moment.h"
#include "replay/report_json.h"
#include "replay/report_text.h"
#include "replay/sources.h"

/* Everything on the way; all bytes zero at first. */
struct work {
	const struct replay_request *q;
	struct catalogue next, now;
	struct intake in;
	struct account account;
	struct exceptions exceptions;
	bool full;       /* memory ran out, as err says */
	struct err err;
};

static int
read_bounds(struct work *w, struct err *e)
{
	const struct replay_request *q = w->q;
	struct intake *in = &w->in;

	in->since_s = INT64_MIN;
	in->until_s = INT64_MAX;
	in->bounded = q->since != NULL || q->until != NULL;
	if (q->since != NULL &&
	    moment_parse(&in->since_s, q->since, false, q->now_s, e) == -1)
		return -1;
	if (q->until != NULL &&
	    moment_parse(&in->until_s, q->until, true, q->now_s, e) == -1)
		return -1;
	return in->until_s > in->since_s ? 0 : err_perm(e, 0,
	    "--until %.40s is not after --since %.40s", q->until, q->since);
}

static void
take_line(void *arg, const char *line, size_t len, uint64_t whole)
{
	struct work *w = arg;

	(void)whole;
	if (!w->full && intake_line(&w->in, line, len, &w->err) == -1)
		w->full = true;
}

/* Whether the exceptions may go where they are to go. */
static int
check_suggest(const char *path, const struct sources *s, struct err *e)
{
	if (path == NULL)
		return 0;
	if (logfiles_have(&s->files, path))
		return err_perm(e, 0, "--suggest: %s is a log that is to be "
		    "read: name another file", path);
	return replace_check(path, exceptions_claims, "file of exceptions", e);
}

static int
read_logs(struct work *w, struct err *e)
{
	struct sources s = { .len = 0 };
	int rc = sources_find(&s, w->q->logs, w->q->now_s, e);

	if (rc == 0)
		rc = check_suggest(w->q->suggest, &s, e);
	if (rc == 0)
		rc = sources_read(&s, take_line, w, e);
	if (rc == 0 && w->full) {
		*e = w->err;
		rc = -1;
	}
	sources_free(&s);
	intake_end(&w->in);
	return rc;
}

static int
read_words(struct work *w, char *const *file, bool good, struct err *e)
{
	for (; *file != NULL; file++)
		if (hearing_read(&w->in.visitors, *file, good, e) == -1)
			return -1;
	return 0;
}

/* Whom a list of good ones has, is one. */
static void
read_lists(struct work *w)
{
	struct visitors *c = &w->in.visitors;
	size_t i;

	if (w->next.trusted.len + w->now.trusted.len == 0)
		return;
	for (i = 0; i < c->clients; i++) {
		const char *lists = c->client[i].note > 0 ?
		    c->note[c->client[i].note] : "";

		if (catalogue_trusts(&w->next, lists) ||
		    catalogue_trusts(&w->now, lists))
			c->address[c->client[i].address].known |= KNOWN_LISTED;
	}
}

static int
open_rules(struct work *w, struct err *e)
{
	const struct replay_request *q = w->q;

	if (catalogue_open(&w->next, q->next, stderr, q->now_s, e) == -1)
		return -1;
	return q->now == NULL ? 0 :
	    catalogue_open(&w->now, q->now, stderr, q->now_s, e);
}

static int
report(struct work *w, struct err *e)
{
	const struct replay_request *q = w->q;
	const struct account_rate *good = &w->account.good;
	const struct findings f = { q->now, q->next, &w->in,
		q->now != NULL ? &w->now : NULL, &w->next, &w->account,
		&w->exceptions, q->now_s };

	if ((q->json ? report_json : report_text)(q->out, &f, e) == -1)
		return -1;
	if (q->suggest != NULL &&
	    exceptions_write(&w->exceptions, q->suggest, e) == -1)
		return -1;
	if (good->clusters == 0)
		return REPLAY_NOTHING;
	return good->hit > 0 ? REPLAY_SOMEBODY : REPLAY_NOBODY;
}

static int
run(struct work *w, struct err *e)
{
	const struct replay_request *q = w->q;
	const struct account_request ask = { &w->in.visitors,
		q->now != NULL ? &w->now : NULL, &w->next, q->port };

	if (open_rules(w, e) == -1 ||
	    intake_begin(&w->in, q->own, q->now_s, e) == -1 ||
	    read_bounds(w, e) == -1 || read_logs(w, e) == -1 ||
	    read_words(w, q->good, true, e) == -1 ||
	    read_words(w, q->bad, false, e) == -1)
		return -1;
	read_lists(w);
	if (account_make(&w->account, &ask, e) == -1 ||
	    exceptions_find(&w->exceptions, &w->account, &ask, q->now_s, e) ==
	    -1)
		return -1;
	return report(w, e);
}

int
replay_run(const struct replay_request *q, struct err *e)
{
	struct work *w = calloc(1, sizeof(*w));
	int rc;

	if (w == NULL)
		return err_memory(e);
	w->q = q;
	rc = run(w, e);
	exceptions_free(&w->exceptions);
	account_free(&w->account);
	intake_free(&w->in);
	catalogue_free(&w->now);
	catalogue_free(&w->next);
	free(w);
	return rc;
}
