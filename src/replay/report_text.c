/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/report_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/utc.h"
#include "replay/printed.h"

#define DAY 86400

/* Rows of a table of clients; the rest is in the JSON. */
#define ROWS 100

static void
print_head(FILE *out, const struct findings *f)
{
	const struct intake *in = f->in;
	char from[UTC_SIZE] = "", to[UTC_SIZE] = "", n[3][PRINTED_SIZE];

	if (in->first_s > 0) {
		utc_format(in->first_s, from);
		utc_format(in->last_s, to);
		(void)fprintf(out, "replay of %" PRId64 " days (%.10s to "
		    "%.10s): ", in->last_s / DAY - in->first_s / DAY + 1,
		    from, to);
	} else if (f->a->clients > 0) {
		(void)fputs("replay of lines without a time: ", out);
	} else {
		(void)fprintf(out, "replay of no line of use%s: ",
		    in->bounded ? " within --since and --until" : "");
	}
	(void)fprintf(out, "%s connections, %s clients, %s domains\n",
	    printed_count(n[0], f->a->connections),
	    printed_count(n[1], f->a->clients),
	    printed_count(n[2], f->a->clusters));
}

static void
print_rules_head(FILE *out, const struct findings *f)
{
	const struct intake *in = f->in;
	char n[PRINTED_SIZE];

	if (f->now != NULL)
		(void)fprintf(out, "rules: now %s db=%08" PRIx32
		    " (%zu rules)", f->now_name, f->now->lib->image.head.id,
		    f->now->rules);
	else if (in->db != 0)
		(void)fprintf(out, "rules: now db=%08" PRIx32 ", as the log "
		    "has it", in->db);
	else
		(void)fputs("rules: now as the log has it", out);
	(void)fprintf(out, "   candidate %s db=%08" PRIx32 " (%zu rules)\n",
	    f->next_name, f->next->lib->image.head.id, f->next->rules);
	(void)fprintf(out, "lines: %s", printed_count(n, in->lines));
	(void)fprintf(out, ", of use %s", printed_count(n, in->told));
	(void)fprintf(out, ", not understood %s (%.2f %%)\n",
	    printed_count(n, in->odd), in->lines == 0 ? 0.0 :
	    100 * (double)in->odd / (double)in->lines);
}

static void
print_labels(FILE *out, const struct account *a)
{
	char n[PRINTED_SIZE];

	(void)fprintf(out, "clients: good %s",
	    printed_count(n, a->label[LABEL_GOOD_STRONG] +
	    a->label[LABEL_GOOD]));
	(void)fprintf(out, " (strongly %s)",
	    printed_count(n, a->label[LABEL_GOOD_STRONG]));
	(void)fprintf(out, ", bad %s", printed_count(n, a->label[LABEL_BAD]));
	(void)fprintf(out, ", contradicted %s",
	    printed_count(n, a->label[LABEL_CONTRADICTED]));
	(void)fprintf(out, ", unknown %s\n",
	    printed_count(n, a->label[LABEL_UNKNOWN]));
}

static void
print_matrix(FILE *out, const struct account *a)
{
	char n[PRINTED_SIZE];
	size_t i, j;

	(void)fprintf(out, "\n%-14s%12s%12s  to:", "verdict", "now",
	    "candidate");
	for (i = 0; i < FATES; i++)
		(void)fprintf(out, "%*s", i == FATE_UNDETERMINED ? 14 : 11,
		    account_fate_word((unsigned)i));
	(void)putc('\n', out);
	for (i = 0; i < FATES; i++) {
		uint64_t now = 0, next = 0;

		for (j = 0; j < FATES; j++) {
			now += a->matrix[i][j];
			next += a->matrix[j][i];
		}
		(void)fprintf(out, "%-14s%12s",
		    account_fate_word((unsigned)i), printed_count(n, now));
		(void)fprintf(out, "%12s     ", printed_count(n, next));
		for (j = 0; j < FATES; j++)
			(void)fprintf(out, "%*s", j == FATE_UNDETERMINED ?
			    14 : 11, i == j || a->matrix[i][j] == 0 ? "-" :
			    printed_count(n, a->matrix[i][j]));
		(void)putc('\n', out);
	}
}

static double
percent(uint64_t part, uint64_t of)
{
	return of == 0 ? 0 : 100 * (double)part / (double)of;
}

/* What can be claimed of good clients, and what cannot. */
static void
print_good(FILE *out, const struct account *a)
{
	const struct account_rate *r = &a->good;
	const struct interval i = findings_interval(r);
	char n[4][PRINTED_SIZE];

	if (r->clusters == 0) {
		(void)fputs("\ngood clients newly refused: nothing can be "
		    "claimed: the log shows no good client,\nor none whose "
		    "verdict can be determined\n", out);
		return;
	}
	(void)fprintf(out, "\ngood clients newly refused: %s of %s (%.2f %%), "
	    "domains %s of %s: %.2f %%,\n  95 %% between %.4f and %.4f %%\n",
	    printed_count(n[0], r->hit), printed_count(n[1], r->clients),
	    percent(r->hit, r->clients), printed_count(n[2], r->clusters_hit),
	    printed_count(n[3], r->clusters),
	    percent(r->clusters_hit, r->clusters), 100 * i.low, 100 * i.high);
	if (r->clusters_hit == 0)
		(void)fprintf(out, "  less than %.4f %% with 95 %%: nothing "
		    "better can be claimed with %s domains\n",
		    100 * interval_none(r->clusters, INTERVAL_LEVEL),
		    printed_count(n[0], r->clusters));
	else if (i.high > FINDINGS_LIMIT)
		(void)fprintf(out, "  too many for block (limit %.2f %%): put "
		    "these rules on watch, or add exceptions below\n",
		    100 * FINDINGS_LIMIT);
}

static void
print_rates(FILE *out, const struct account *a)
{
	const struct account_rate *b = &a->bad;
	char n[2][PRINTED_SIZE];

	print_good(out, a);
	(void)fprintf(out, "good clients: newly grey %s",
	    printed_count(n[0], a->good_greyed));
	(void)fprintf(out, ", undetermined %s",
	    printed_count(n[0], a->good_undetermined));
	(void)fprintf(out, ", refused now already %s\n",
	    printed_count(n[0], a->good_before));
	(void)fprintf(out, "bad clients newly refused: %s of %s (%.1f %%)",
	    printed_count(n[0], b->hit), printed_count(n[1], b->clients),
	    percent(b->hit, b->clients));
	(void)fprintf(out, "   freed: %s",
	    printed_count(n[0], a->freeds));
	(void)fprintf(out, "   cannot be judged: %s refused today\n",
	    printed_count(n[0], a->unknown_refused));
}

/* Of whom would have been refused some are let in: see dhf.conf(5), sample. */
static void
print_sample(FILE *out, const struct account *a)
{
	const uint64_t *s = a->sampled;
	uint64_t good = s[LABEL_GOOD_STRONG] + s[LABEL_GOOD];
	struct interval i = interval_find(good, good + s[LABEL_BAD],
	    INTERVAL_LEVEL);
	char n[PRINTED_SIZE];

	if (good + s[LABEL_BAD] + s[LABEL_CONTRADICTED] + s[LABEL_UNKNOWN] ==
	    0)
		return;
	(void)fprintf(out, "let in as a sample of whom the rules defer: "
	    "good %s", printed_count(n, good));
	(void)fprintf(out, ", bad %s", printed_count(n, s[LABEL_BAD]));
	(void)fprintf(out, ", neither %s",
	    printed_count(n, s[LABEL_UNKNOWN] + s[LABEL_CONTRADICTED]));
	(void)fprintf(out, ": 95 %% between %.2f and %.2f %% good\n",
	    100 * i.low, 100 * i.high);
}

static int
print_note(FILE *out, const struct findings *f, uint32_t rule, struct err *e)
{
	static const char *const word[] = { "deciding", "scoring", "marking",
		"watched", "off", "", "" };
	const struct account_rule *r = &f->a->rule[rule];
	const enum findings_rule what = findings_rule(f, rule);
	char label[RULESET_LABEL], place[RULESET_LABEL], n[PRINTED_SIZE];

	if (what == RULE_STALE) {
		(void)fprintf(out, "stale: no hit in %s connections",
		    printed_count(n, f->a->connections));
	} else if (what != RULE_SHADOWED) {
		(void)fputs(word[what], out);
	} else {
		if (catalogue_label(f->next, r->by_first, label, place, e) ==
		    -1)
			return -1;
		(void)fputs("shadowed by ", out);
		printed_text(out, label);
		if (strcmp(label, place) != 0) {
			(void)fputs(" at ", out);
			printed_text(out, place);
		}
		(void)fputs(r->by_first != r->by_last ? " and others" : "",
		    out);
	}
	return 0;
}

static int
print_rule(FILE *out, const struct findings *f, uint32_t rule, struct err *e)
{
	const struct account_rule *r = &f->a->rule[rule];
	const struct interval i = interval_find(r->good_clusters,
	    f->a->good_clusters, INTERVAL_LEVEL);
	double share = findings_share(r);
	char label[RULESET_LABEL], n[PRINTED_SIZE], last[UTC_SIZE] = "never";

	if (catalogue_label(f->next, rule, label, NULL, e) == -1)
		return -1;
	printed_column(out, label, 24);
	(void)fprintf(out, "%10s", printed_count(n, r->hits));
	(void)fprintf(out, "%10s", printed_count(n, r->only));
	(void)fprintf(out, "%8s", printed_count(n, r->good));
	(void)fprintf(out, "%10s  ", printed_count(n, r->bad));
	if (share < 0)
		(void)fprintf(out, "%6s", "-");
	else
		(void)fprintf(out, "%6.4f", share);
	if (f->a->good_clusters == 0 || r->hits == 0)
		(void)fprintf(out, "  %-16s", "-");
	else
		(void)fprintf(out, "  %7.4f-%-7.4f%%", 100 * i.low,
		    100 * i.high);
	if (r->last_s > 0)
		utc_format(r->last_s, last);
	else if (r->hits > 0)
		(void)strcpy(last, "-");
	(void)fprintf(out, "  %-10.10s  ", last);
	if (print_note(out, f, rule, e) == -1)
		return -1;
	(void)putc('\n', out);
	return 0;
}

static int
print_rules(FILE *out, const struct findings *f, struct err *e)
{
	uint32_t i;

	(void)fprintf(out, "\n%-24s%10s%10s%8s%10s  %-6s  %-16s  %-10s  "
	    "%s\n", "rule", "hits", "only", "good", "bad", "S/O",
	    "95 % of good", "last", "note");
	for (i = 0; i < f->next->rules; i++)
		if (print_rule(out, f, i, e) == -1)
			return -1;
	return 0;
}

/* One client, what speaks for it, and what becomes of it. */
static int
print_client(FILE *out, const struct findings *f, uint32_t client,
    struct err *e)
{
	const struct visitors *c = &f->in->visitors;
	const struct address *a = &c->address[c->client[client].address];
	const struct account_client *k = &f->a->client[client];
	char entry[PRINTED_ENTRY], label[RULESET_LABEL] = "";

	if (k->rule != CATALOGUE_NONE &&
	    catalogue_label(f->next, k->rule, label, NULL, e) == -1)
		return -1;
	findings_entry(entry, sizeof(entry), f, client);
	(void)fputs("  ", out);
	printed_column(out, entry, 46);
	(void)fprintf(out, " %" PRIu32 " mails, %u days%s%s   %s -> %s  ",
	    a->mails, findings_days(a),
	    (a->known & KNOWN_AUTH) != 0 ? ", auth" : "",
	    (a->known & KNOWN_MAILED) != 0 ? ", we mailed it" : "",
	    account_fate_word(k->now), account_fate_word(k->next));
	printed_text(out, label);
	(void)putc('\n', out);
	return 0;
}

/* Those of a list that have such a label, and for the others how many. */
static int
print_clients(FILE *out, const struct findings *f, const char *title,
    bool contradicted, struct err *e)
{
	uint64_t n = 0;
	char left[PRINTED_SIZE];
	size_t i;

	for (i = 0; i < f->a->newlies; i++) {
		const unsigned label =
		    f->a->client[f->a->newly[i]].label;

		if (contradicted ? label != LABEL_CONTRADICTED :
		    !label_is_good(label))
			continue;
		if (n++ == 0)
			(void)fprintf(out, "\n%s:\n", title);
		if (n <= ROWS && print_client(out, f, f->a->newly[i], e) == -1)
			return -1;
	}
	if (n > ROWS)
		(void)fprintf(out, "  and %s more\n",
		    printed_count(left, n - ROWS));
	return 0;
}

static void
print_exceptions(FILE *out, const struct exceptions *x)
{
	size_t i;

	if (x->len > 0)
		(void)fputs("\nsuggested exceptions, which stand above what "
		    "refuses:\n", out);
	for (i = 0; i < x->len; i++)
		(void)fprintf(out, "  %s  # frees %" PRIu32 " good, %" PRIu32
		    " bad, %" PRIu32 " others\n", x->one[i].rule,
		    x->one[i].good, x->one[i].bad, x->one[i].others);
	if (x->without > 0)
		(void)fprintf(out, "%sno exception is suggested for %zu good "
		    "clients: their names are not theirs for sure\n",
		    x->len > 0 ? "  " : "\n", x->without);
}

int
report_text(FILE *out, const struct findings *f, struct err *e)
{
	print_head(out, f);
	print_rules_head(out, f);
	print_labels(out, f->a);
	print_matrix(out, f->a);
	print_rates(out, f->a);
	print_sample(out, f->a);
	if (print_rules(out, f, e) == -1 ||
	    print_clients(out, f, "newly refused, good", false, e) == -1 ||
	    print_clients(out, f, "newly refused, contradicted", true, e) ==
	    -1)
		return -1;
	print_exceptions(out, f->x);
	return 0;
}
