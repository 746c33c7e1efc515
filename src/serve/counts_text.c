/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/counts_text.h"

#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "serve/promtext.h"

const char *const counts_note_word[COUNTS_NOTES] = {
	[COUNTS_PREGREET] = "pregreet", [COUNTS_CAPPED] = "capped",
	[COUNTS_LIMIT] = "limit", [COUNTS_GREEN] = "green",
	[COUNTS_NOSTATE] = "nostate", [COUNTS_CROWD] = "crowd",
	[COUNTS_OPEN] = "open" };

const char *const counts_fault_word[COUNTS_FAULTS] = {
	[COUNTS_IMAGE] = "image", [COUNTS_IMAGE_MISSING] = "image-missing",
	[COUNTS_PROGRAM] = "program", [COUNTS_ADDRESS] = "TCPREMOTEIP",
	[COUNTS_CLIENT_ADDRESS] = "client_address",
	[COUNTS_OTHER_FAULT] = "other" };

static const char *const actions[COUNTS_ACTIONS] = { "pass", "block", "defer",
	"grey" };

const char *
counts_source_word(enum counts_source source)
{
	static const char *const word[COUNTS_SOURCES] = {
		[COUNTS_FILTER] = "filter", [COUNTS_DYNAWALL] = "dynawall",
		[COUNTS_POSTFIX] = "postfix", [COUNTS_MILTER] = "milter",
		[COUNTS_OPENSMTPD] = "opensmtpd", [COUNTS_OTHER] = "other" };

	return word[source];
}

/* In a word, what a verdict was laid to. */
static const char *
reason_of(const struct counts_rule *r)
{
	if (!r->own)
		return "rule";
	if (strncmp(r->label, "default_", 8) == 0)
		return "default";
	if (strncmp(r->label, "score_", 6) == 0)
		return "score";
	if (strcmp(r->label, "RELAYCLIENT") == 0 ||
	    strcmp(r->label, "DHF") == 0 ||
	    strcmp(r->label, "exempt_rcpt") == 0)
		return "override";
	return strcmp(r->label, "mode") == 0 ? "mode" : "fault";
}

static void
write_verdicts(struct buf *out, const struct counts *c)
{
	static const char name[] = "dhf_decisions_total";
	const struct counts_rule *r;
	struct promtext_label label[4] = { { "source", "" }, { "action", "" },
		{ "rule", "" }, { "reason", "" } };
	size_t i, s, a;

	promtext_begin(out, name, PROMTEXT_COUNTER,
	    "Verdicts, by who asked, what was said, and why.");
	for (i = 0; i < c->rules; i++)
		for (s = 0; s < COUNTS_SOURCES; s++)
			for (a = 0; a < COUNTS_ACTIONS; a++) {
				r = &c->rule[i];
				if (r->verdict[s][a] == 0)
					continue;
				label[0].value = counts_source_word(
				    (enum counts_source)s);
				label[1].value = actions[a];
				label[2].value = r->label;
				label[3].value = reason_of(r);
				promtext_count(out, name, label, 4,
				    r->verdict[s][a]);
			}
}

static void
write_watch(struct buf *out, const struct counts *c)
{
	static const char name[] = "dhf_watch_total";
	struct promtext_label label[3] = { { "source", "" }, { "rule", "" },
		{ "action", "" } };
	size_t i, s, a;

	promtext_begin(out, name, PROMTEXT_COUNTER,
	    "What rules on trial would have done.");
	for (i = 0; i < c->rules; i++)
		for (s = 0; s < COUNTS_SOURCES; s++)
			for (a = 0; a < COUNTS_ACTIONS; a++) {
				if (c->rule[i].watch[s][a] == 0)
					continue;
				label[0].value = counts_source_word(
				    (enum counts_source)s);
				label[1].value = c->rule[i].label;
				label[2].value = actions[a];
				promtext_count(out, name, label, 3,
				    c->rule[i].watch[s][a]);
			}
}

static void
write_marks(struct buf *out, const struct counts *c)
{
	static const char name[] = "dhf_marks_total";
	struct promtext_label label[2] = { { "source", "" }, { "rule", "" } };
	size_t i, s;

	promtext_begin(out, name, PROMTEXT_COUNTER,
	    "Clients that a mark rule has marked.");
	for (i = 0; i < c->rules; i++)
		for (s = 0; s < COUNTS_SOURCES; s++) {
			if (c->rule[i].marks[s] == 0)
				continue;
			label[0].value = counts_source_word(
			    (enum counts_source)s);
			label[1].value = c->rule[i].label;
			promtext_count(out, name, label, 2,
			    c->rule[i].marks[s]);
		}
}

static void
write_lists(struct buf *out, const struct counts *c)
{
	static const char *const result[COUNTS_RESULTS] = { "listed", "no",
		"error", "unknown" };
	static const char name[] = "dhf_lists_total";
	struct promtext_label label[2] = { { "zone", "" }, { "result", "" } };
	size_t i, k;

	promtext_begin(out, name, PROMTEXT_COUNTER,
	    "What DNS lists said of clients; a key in a zone is masked.");
	for (i = 0; i <= COUNTS_LISTS; i++)
		for (k = 0; k < COUNTS_RESULTS; k++) {
			if (c->list[i].n[k] == 0)
				continue;
			label[0].value = i < c->lists ? c->list[i].zone :
			    "other";
			label[1].value = result[k];
			promtext_count(out, name, label, 2, c->list[i].n[k]);
		}
}

/* A number for each source, those that were never heard of left out. */
static void
write_sources(struct buf *out, const char *name, const char *help,
    const uint64_t *n)
{
	struct promtext_label label = { "source", "" };
	size_t s;

	promtext_begin(out, name, PROMTEXT_COUNTER, help);
	for (s = 0; s < COUNTS_SOURCES; s++) {
		label.value = counts_source_word((enum counts_source)s);
		if (n[s * COUNTS_NOTES] > 0 || s == COUNTS_FILTER)
			promtext_count(out, name, &label, 1,
			    n[s * COUNTS_NOTES]);
	}
}

/* The filter's are all told, so that the first of a kind is an increase. */
static void
write_faults(struct buf *out, const struct counts *c)
{
	static const char name[] = "dhf_faults_total";
	struct promtext_label label[2] = { { "source", "" }, { "kind", "" } };
	size_t s, i;

	promtext_begin(out, name, PROMTEXT_COUNTER,
	    "Connections of which no decision could be made, and for what.");
	for (s = 0; s < COUNTS_SOURCES; s++)
		for (i = 0; i < COUNTS_FAULTS; i++) {
			if (c->faults[s][i] == 0 && s != COUNTS_FILTER)
				continue;
			label[0].value = counts_source_word(
			    (enum counts_source)s);
			label[1].value = counts_fault_word[i];
			promtext_count(out, name, label, 2, c->faults[s][i]);
		}
}

static void
write_dns(struct buf *out, const struct counts *c)
{
	struct promtext_label label = { "source", "" };
	size_t s;

	promtext_begin(out, "dhf_dns_wait_seconds", PROMTEXT_SUMMARY,
	    "How long verdicts waited for DNS, and how many did.");
	for (s = 0; s < COUNTS_SOURCES; s++) {
		if (c->dns[s] == 0)
			continue;
		label.value = counts_source_word((enum counts_source)s);
		promtext_time(out, "dhf_dns_wait_seconds_sum", &label, 1,
		    c->dns_us[s]);
		promtext_count(out, "dhf_dns_wait_seconds_count", &label, 1,
		    c->dns[s]);
	}
}

static void
write_image(struct buf *out, const struct counts *c)
{
	struct promtext_label label = { "db", "" };
	char db[9];
	int shift;

	for (shift = 24; shift >= 0; shift -= 8)
		hex_format(db + (24 - shift) / 4,
		    (unsigned char)(c->db >> shift));
	db[8] = '\0';
	label.value = db;
	promtext_begin(out, "dhf_image_info", PROMTEXT_GAUGE,
	    "The rules that hold now, by the checksum that logs have.");
	promtext_count(out, "dhf_image_info", &label, 1, 1);
}

void
counts_write(struct buf *out, const struct counts *c)
{
	write_verdicts(out, c);
	write_watch(out, c);
	write_marks(out, c);
	write_lists(out, c);
	write_dns(out, c);
	write_sources(out, "dhf_pregreet_total",
	    "Clients that spoke before they were greeted.",
	    &c->note[0][COUNTS_PREGREET]);
	write_sources(out, "dhf_capped_total",
	    "Refusals for good that became temporary for want of evidence.",
	    &c->note[0][COUNTS_CAPPED]);
	write_sources(out, "dhf_limits_total",
	    "Expressions that took too many steps and were given up.",
	    &c->note[0][COUNTS_LIMIT]);
	write_sources(out, "dhf_nostate_total",
	    "Grey clients let in because the daemon did not answer.",
	    &c->note[0][COUNTS_NOSTATE]);
	write_sources(out, "dhf_crowd_total",
	    "Clients let in since many come by their private address.",
	    &c->note[0][COUNTS_CROWD]);
	write_faults(out, c);
	promtext_begin(out, "dhf_unreadable_lines_total", PROMTEXT_COUNTER,
	    "What came as a line of a filter and was none.");
	promtext_count(out, "dhf_unreadable_lines_total", NULL, 0,
	    c->unreadable);
	promtext_begin(out, "dhf_last_line_timestamp_seconds", PROMTEXT_GAUGE,
	    "When the last verdict was counted, 0 for none.");
	promtext_count(out, "dhf_last_line_timestamp_seconds", NULL, 0,
	    (uint64_t)c->last_s);
	write_image(out, c);
}

bool
counts_claims(const unsigned char *head, size_t len)
{
	static const char first[] = "# HELP dhf_";

	return len >= sizeof(first) - 1 &&
	    memcmp(head, first, sizeof(first) - 1) == 0;
}
