/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_metrics.h"

#include "base/buf.h"
#include "base/err.h"
#include "serve/counts.h"
#include "serve/promtext.h"
#include "serve/service_numbers.h"
#include "serve/service_places.h"
#include "share/share.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A name, and behind it the numbers that it has. */
struct line {
	const char *name, *help; /* NULL: of the name before */
	enum promtext_kind kind;
	struct promtext_label label[2]; /* name NULL: none */
	enum statistic number;
};

#define NAME(n, h) n, h, PROMTEXT_COUNTER
#define GAUGE(n, h) n, h, PROMTEXT_GAUGE
#define MORE NULL, NULL, PROMTEXT_COUNTER
#define NONE { { NULL, NULL }, { NULL, NULL } }
#define RESULT(r) { { "result", r }, { NULL, NULL } }
#define LISTENER(l, r) { { "listener", l }, { "result", r } }

static const struct line lines[] = {
	{ NAME("dhf_connections_total", "Those who came to a listener."),
	    LISTENER("filter", "served"), STAT_SESSIONS },
	{ MORE, LISTENER("filter", "stranger"), STAT_STRANGERS },
	{ MORE, LISTENER("filter", "full"), STAT_SESSIONS_FULL },
	{ MORE, LISTENER("filter", "version"), STAT_OTHERS },
	{ MORE, LISTENER("filter", "bad"), STAT_BAD },
	{ MORE, LISTENER("dynawall", "stranger"), STAT_WALL_STRANGERS },
	{ MORE, LISTENER("dynawall", "bad"), STAT_WALL_WRONG },
	{ MORE, LISTENER("dynawall", "late"), STAT_WALL_LATE },
	{ MORE, LISTENER("postfix", "stranger"), STAT_POSTFIX_STRANGERS },
	{ MORE, LISTENER("postfix", "bad"), STAT_POSTFIX_WRONG },
	{ MORE, LISTENER("postfix", "late"), STAT_POSTFIX_LATE },
	{ NAME("dhf_postfix_answers_total", "Answers to Postfix."),
	    RESULT("passed"), STAT_POSTFIX_PASSED },
	{ MORE, RESULT("refused"), STAT_POSTFIX_REFUSED },
	{ MORE, RESULT("deferred"), STAT_POSTFIX_DEFERRED },
	{ NAME("dhf_dynawall_answers_total", "Answers of dynawall."),
	    { { "digit", "0" }, { NULL, NULL } }, STAT_WALL_0 },
	{ MORE, { { "digit", "1" }, { NULL, NULL } }, STAT_WALL_1 },
	{ MORE, { { "digit", "2" }, { NULL, NULL } }, STAT_WALL_2 },
	{ MORE, { { "digit", "3" }, { NULL, NULL } }, STAT_WALL_3 },
	{ MORE, { { "digit", "4" }, { NULL, NULL } }, STAT_WALL_4 },
	{ MORE, { { "digit", "5" }, { NULL, NULL } }, STAT_WALL_5 },
	{ NAME("dhf_envelopes_total", "Envelopes of those who wait."), NONE,
	    STAT_ENVELOPES },
	{ NAME("dhf_handed_total", "Refused clients that filters gave us."),
	    RESULT("taken"), STAT_TAKEN },
	{ MORE, RESULT("late"), STAT_TAKEN_LATE },
	{ MORE, RESULT("full"), STAT_TAKEN_FULL },
	{ MORE, RESULT("address"), STAT_TAKEN_ADDRESS },
	{ NAME("dhf_held_total", "How those whom we held ended."),
	    RESULT("quit"), STAT_HELD_QUIT },
	{ MORE, RESULT("gone"), STAT_HELD_GONE },
	{ MORE, RESULT("time"), STAT_HELD_TIME },
	{ MORE, RESULT("limit"), STAT_HELD_LIMIT },
	{ NAME("dhf_relay_total",
	    "Whether dhf-relay took those who may write to somebody."),
	    RESULT("taken"), STAT_RELAY_TAKEN },
	{ MORE, RESULT("failed"), STAT_RELAY_FAILED },
	{ NAME("dhf_held_pregreet_total",
	    "Of them those who spoke before they were greeted."), NONE,
	    STAT_HELD_PREGREET },
	{ NAME("dhf_held_tarpit_total", "Of them those kept waiting."), NONE,
	    STAT_HELD_TARPIT },
	{ NAME("dhf_crowd_spared_total",
	    "Verdicts not applied to a private address of many."), NONE,
	    STAT_CROWD },
	{ NAME("dhf_ledger_questions_total", "Questions for the ledger."),
	    NONE, STAT_OFFENDER_ASKED },
	{ NAME("dhf_ledger_found_total", "Those to which it had something."),
	    NONE, STAT_OFFENDER_FOUND },
	{ NAME("dhf_offences_total", "Offences that were told."),
	    RESULT("kept"), STAT_OFFENCES },
	{ MORE, RESULT("never"), STAT_OFFENCES_NEVER },
	{ NAME("dhf_bans_total", "What the ban helper was told."),
	    RESULT("banned"), STAT_BANS },
	{ MORE, RESULT("freed"), STAT_BANS_FREED },
	{ MORE, RESULT("never"), STAT_BANS_NEVER },
	{ MORE, RESULT("failed"), STAT_BANS_FAILED },
	{ NAME("dhf_rules_read_total", "How often rules were read anew."),
	    RESULT("taken"), STAT_RULES_READ },
	{ MORE, RESULT("bad"), STAT_RULES_BAD },
	{ NAME("dhf_store_errors_total",
	    "What the store did not write, or answer."), NONE,
	    STAT_COMMITS_FAILED },
	{ NAME("dhf_store_expired_total", "Records that are gone."), NONE,
	    STAT_EXPIRED },
	{ GAUGE("dhf_held_clients", "Refused clients held now."), NONE,
	    STAT_NOW_HELD },
	{ GAUGE("dhf_held_tarpit_clients", "Of them those kept waiting."),
	    NONE, STAT_NOW_TARPIT },
	{ GAUGE("dhf_filter_sessions", "Filters that ask now."), NONE,
	    STAT_NOW_SESSIONS },
	{ GAUGE("dhf_dynawall_clients", "Those who ask dynawall now."), NONE,
	    STAT_NOW_WALL },
	{ GAUGE("dhf_postfix_clients", "Connections of Postfix now."), NONE,
	    STAT_NOW_POSTFIX },
	{ GAUGE("dhf_dns_answers_kept", "Answers of DNS kept now."), NONE,
	    STAT_NOW_NAMES },
	{ GAUGE("dhf_bans_due", "Addresses the ban helper is to hear of."),
	    NONE, STAT_NOW_BANS },
};

static void
write_lines(struct buf *out, const struct statistics *all)
{
	const char *name = NULL;
	const struct line *l;
	size_t i, labels;

	for (i = 0; i < COUNT(lines); i++) {
		l = &lines[i];
		if (l->name != NULL) {
			name = l->name;
			promtext_begin(out, name, l->kind, l->help);
		}
		for (labels = 0; labels < 2 &&
		    l->label[labels].name != NULL; labels++)
			;
		promtext_count(out, name, l->label, labels,
		    all->n[l->number]);
	}
}

/* First contacts, those that came back too early or in time, and those who
 * were known. */
static void
write_greylist(struct buf *out, const struct statistics *all)
{
	static const char name[] = "dhf_greylist_total";
	const uint64_t *n = all->n;
	const struct {
		const char *result;
		uint64_t n;
	} row[] = {
		{ "new", n[STAT_GREY_WAIT] - n[STAT_GREY_EARLY] },
		{ "early", n[STAT_GREY_EARLY] },
		{ "passed", n[STAT_GREY_NEW] },
		{ "green", n[STAT_GREY_GREEN] - n[STAT_GREY_NEW] },
		{ "failed", n[STAT_GREY_FAILED] },
	};
	struct promtext_label label = { "result", "" };
	size_t i;

	promtext_begin(out, name, PROMTEXT_COUNTER,
	    "Questions for the greylist, by what became of them.");
	for (i = 0; i < COUNT(row); i++) {
		label.value = row[i].result;
		promtext_count(out, name, &label, 1, row[i].n);
	}
}

/* Of this life, as the time that they took. */
static void
write_commits(struct buf *out, const struct keeper *k)
{
	promtext_begin(out, "dhf_store_commit_seconds", PROMTEXT_SUMMARY,
	    "How long it took to write changes to the disk.");
	promtext_time(out, "dhf_store_commit_seconds_sum", NULL, 0,
	    k->commits_us);
	promtext_count(out, "dhf_store_commit_seconds_count", NULL, 0,
	    k->commits);
}

/* The same of a store elsewhere. */
static void
write_share(struct buf *out, const struct share *share)
{
	const struct share_counts *c;

	if (share == NULL)
		return;
	c = share_counts(share);
	promtext_begin(out, "dhf_store_answer_seconds", PROMTEXT_SUMMARY,
	    "How long answers of the shared store took.");
	promtext_time(out, "dhf_store_answer_seconds_sum", NULL, 0,
	    c->answers_us);
	promtext_count(out, "dhf_store_answer_seconds_count", NULL, 0,
	    c->answers);
	promtext_begin(out, "dhf_store_again_total", PROMTEXT_COUNTER,
	    "Records that somebody else has changed meanwhile.");
	promtext_count(out, "dhf_store_again_total", NULL, 0, c->again);
	promtext_begin(out, "dhf_store_up", PROMTEXT_GAUGE,
	    "Whether the shared store is there.");
	promtext_count(out, "dhf_store_up", NULL, 0, c->up);
}

static void
on_write(void *arg, struct buf *out)
{
	struct service *s = arg;
	const struct statistics all = service_numbers_of(s);

	counts_write(out, s->counts);
	listtimes_write(out, &s->list_times);
	write_greylist(out, &all);
	write_lines(out, &all);
	write_commits(out, &s->keeper);
	write_share(out, s->keeper.share);
	promtext_begin(out, "dhf_metrics_requests_total", PROMTEXT_COUNTER,
	    "How often these numbers were asked for.");
	promtext_count(out, "dhf_metrics_requests_total", NULL, 0,
	    s->metrics.asked);
	promtext_begin(out, "dhf_metrics_strangers_total", PROMTEXT_COUNTER,
	    "Those who may not ask for them.");
	promtext_count(out, "dhf_metrics_strangers_total", NULL, 0,
	    s->metrics.strangers);
}

/* The rules are these. */
static void
use(struct service *s, struct rules *now)
{
	struct err e;

	if (counts_rules(s->counts, &now->library->image, &e) == -1 ||
	    listtimes_rules(&s->list_times, &now->library->image, &e) == -1)
		tell(&s->tell, "metrics: rules have no names of their own: "
		    "%s", e.msg);
}

static int
metrics_start(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;

	if (!service_listens(s, LISTEN_METRICS))
		return 0;
	if (admit_parse(&s->metrics.from, set->text[SET_METRICS_FROM], e) ==
	    -1 || (s->counts = counts_new(e)) == NULL)
		return -1;
	use(s, s->rules.now);
	s->metrics.loop = &s->loop;
	s->metrics.tell = &s->tell;
	s->metrics.write = on_write;
	s->metrics.arg = s;
	if (metrics_begin(&s->metrics, e) == -1)
		return -1;
	s->counting.counts = s->counts;
	s->counting.callers = &s->callers;
	counting_start(&s->counting, &s->loop);
	return 0;
}

static void
metrics_renew(struct service *s, struct rules *now)
{
	const struct settings *set = &now->library->rules.settings;
	struct err e;

	if (s->counts == NULL)
		return;
	use(s, now);
	if (admit_parse(&s->metrics.from, set->text[SET_METRICS_FROM], &e) ==
	    -1)
		tell(&s->tell, "metrics_from stays as it was: %s", e.msg);
}

static void
metrics_stop(struct service *s)
{
	counting_stop(&s->counting);
	metrics_end(&s->metrics);
}

static void
metrics_over(struct service *s)
{
	counting_stop(&s->counting);
	counts_free(s->counts);
	s->counts = NULL;
}

const struct service_part service_metrics = { .start = metrics_start,
	.renew = metrics_renew, .stop = metrics_stop, .end = metrics_over };
