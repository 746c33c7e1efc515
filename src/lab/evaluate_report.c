/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/evaluate_report.h"

#include <stdbool.h>

#include "base/json.h"
#include "lab/tally.h"

static const char *const outcome_word[TALLY_OUTCOMES] = { "pass", "mark",
	"grey", "defer", "block" };

static double
rate(const struct tally_slice *s)
{
	return (double)s->hits / (double)s->rows;
}

/* The next of the worst domains of labels that want this, from *at on; NULL
 * behind the last. */
static const struct tally_domain *
worst(const struct tally *t, enum tally_want want, size_t *at)
{
	const struct tally_domain *d;

	while (*at < t->domains && t->domain[*at].wrong > 0) {
		d = &t->domain[(*at)++];
		if (d->slice->by == TALLY_ALL && d->slice->want == want)
			return d;
	}
	return NULL;
}

/* True if there is a label that wants this. */
static bool
has_want(const struct tally *t, enum tally_want want)
{
	size_t i;

	for (i = 0; i < t->slices; i++)
		if (t->slice[i]->want == want)
			return true;
	return false;
}

static void
text_verdicts(FILE *out, const struct tally *t)
{
	size_t i, k;

	(void)fprintf(out, "%-16s%8s", "verdicts", "rows");
	for (k = 0; k < TALLY_OUTCOMES; k++)
		(void)fprintf(out, "%8s", outcome_word[k]);
	(void)fprintf(out, "%8s%8s\n", "hits", "hit %");
	for (i = 0; i < t->slices; i++) {
		const struct tally_slice *s = t->slice[i];

		if (s->by != TALLY_ALL)
			continue;
		(void)fprintf(out, "%-16s%8zu", s->label, s->rows);
		for (k = 0; k < TALLY_OUTCOMES; k++)
			(void)fprintf(out, "%8zu", s->outcome[k]);
		(void)fprintf(out, "%8zu%8.2f\n", s->hits, 100 * rate(s));
	}
}

static void
text_rates(FILE *out, const struct tally *t)
{
	size_t i;

	(void)fprintf(out, "\n%-32s%8s%8s%8s%9s%9s\n", "hit rates", "rows",
	    "hits", "hit %", "domains", "macro %");
	for (i = 0; i < t->slices; i++) {
		const struct tally_slice *s = t->slice[i];

		if (s->by == TALLY_ALL)
			(void)fprintf(out, "%-32s", s->label);
		else if (s->by == TALLY_FORM)
			(void)fprintf(out, "  form %-25s", s->value);
		else
			(void)fprintf(out, "  %-30s", s->value);
		(void)fprintf(out, "%8zu%8zu%8.2f%9zu", s->rows, s->hits,
		    100 * rate(s), s->domains);
		if (s->domains > 0)
			(void)fprintf(out, "%9.2f\n", 100 * s->macro);
		else
			(void)fprintf(out, "%9s\n", "-");
	}
}

/* Print the worst domains of labels that want this, titled title. */
static void
text_domains(FILE *out, const struct tally *t, enum tally_want want,
    const char *title)
{
	const struct tally_domain *d;
	size_t at = 0, n;

	if (!has_want(t, want))
		return;
	(void)fprintf(out, "\n%-16s%8s%8s  %-24s  %s\n", title, "wrong",
	    "rows", "domain", "example");
	for (n = 0; n < EVALUATE_REPORT_WORST; n++) {
		if ((d = worst(t, want, &at)) == NULL)
			break;
		(void)fprintf(out, "%-16s%8zu%8zu  %-24s  %s\n",
		    d->slice->label, d->wrong, d->rows, d->name, d->example);
	}
	if (n == 0)
		(void)fputs("none\n", out);
}

static void
text_rules(FILE *out, const struct tally *t)
{
	size_t i;

	if (!has_want(t, TALLY_FREE))
		return;
	(void)fprintf(out, "\n%-32s%8s  %s\n", "rules that hit these",
	    "wrong", "example");
	for (i = 0; i < t->rules; i++)
		(void)fprintf(out, "%-32s%8zu  %s\n", t->rule[i].name,
		    t->rule[i].rows, t->rule[i].example);
	if (t->rules == 0)
		(void)fputs("none\n", out);
}

void
evaluate_report_text(FILE *out, const struct tally *t)
{
	text_verdicts(out, t);
	text_rates(out, t);
	text_domains(out, t, TALLY_HIT, "missed");
	text_domains(out, t, TALLY_FREE, "hit, though good");
	text_rules(out, t);
}

static void
json_rate(struct json *j, const char *name, double r)
{
	char digits[16];

	(void)snprintf(digits, sizeof(digits), "%.6f", r);
	json_number(j, name, digits);
}

static void
json_slice(struct json *j, const struct tally_slice *s)
{
	static const char *const by[] = { "all", "address", "period", "year",
		"partial", "form" };
	size_t k;

	json_object(j, NULL);
	json_string(j, "label", s->label);
	json_string(j, "by", by[s->by]);
	json_string(j, "value", s->value);
	json_count(j, "rows", s->rows);
	for (k = 0; k < TALLY_OUTCOMES; k++)
		json_count(j, outcome_word[k], s->outcome[k]);
	json_count(j, "hits", s->hits);
	json_rate(j, "rate", rate(s));
	json_count(j, "domains", s->domains);
	if (s->domains > 0)
		json_rate(j, "macro", s->macro);
	else
		json_null(j, "macro");
	json_end(j, '}');
}

static void
json_domains(struct json *j, const struct tally *t, enum tally_want want,
    const char *name)
{
	const struct tally_domain *d;
	size_t at = 0, n;

	json_array(j, name);
	for (n = 0; n < EVALUATE_REPORT_WORST; n++) {
		if ((d = worst(t, want, &at)) == NULL)
			break;
		json_object(j, NULL);
		json_string(j, "label", d->slice->label);
		json_string(j, "domain", d->name);
		json_count(j, "rows", d->rows);
		json_count(j, "wrong", d->wrong);
		json_string(j, "example", d->example);
		json_end(j, '}');
	}
	json_end(j, ']');
}

void
evaluate_report_json(FILE *out, const struct tally *t, size_t bad)
{
	struct json j = { .out = out };
	size_t i;

	json_object(&j, NULL);
	json_count(&j, "bad_lines", bad);
	json_array(&j, "rates");
	for (i = 0; i < t->slices; i++)
		json_slice(&j, t->slice[i]);
	json_end(&j, ']');
	json_domains(&j, t, TALLY_HIT, "missed");
	json_domains(&j, t, TALLY_FREE, "hit");
	json_array(&j, "rules");
	for (i = 0; i < t->rules; i++) {
		json_object(&j, NULL);
		json_string(&j, "rule", t->rule[i].name);
		json_count(&j, "wrong", t->rule[i].rows);
		json_string(&j, "example", t->rule[i].example);
		json_end(&j, '}');
	}
	json_end(&j, ']');
	json_end(&j, '}');
	(void)putc('\n', out);
}
