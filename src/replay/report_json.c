/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/report_json.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/utc.h"
#include "replay/printed.h"

static void
put_real(struct json *j, const char *name, double n)
{
	char digits[32];

	(void)snprintf(digits, sizeof(digits), "%.12g", n);
	json_number(j, name, digits);
}

static void
put_time(struct json *j, const char *name, int64_t at_s)
{
	char text[UTC_SIZE];

	if (at_s <= 0) {
		json_null(j, name);
		return;
	}
	utc_format(at_s, text);
	json_string(j, name, text);
}

static void
put_db(struct json *j, uint32_t db)
{
	char text[9];

	if (db == 0) {
		json_null(j, "db");
		return;
	}
	(void)snprintf(text, sizeof(text), "%08" PRIx32, db);
	json_string(j, "db", text);
}

static void
put_set(struct json *j, const char *name, const struct catalogue *c,
    uint32_t logged)
{
	json_object(j, name);
	put_db(j, c != NULL ? c->lib->image.head.id : logged);
	if (c != NULL)
		json_count(j, "rules", c->rules);
	else
		json_null(j, "rules");
	json_end(j, '}');
}

static void
put_head(struct json *j, const struct findings *f)
{
	const struct account *a = f->a;
	unsigned i, k;

	json_object(j, "period");
	put_time(j, "first", f->in->first_s);
	put_time(j, "last", f->in->last_s);
	json_end(j, '}');
	put_set(j, "now", f->now, f->in->db);
	put_set(j, "candidate", f->next, 0);
	json_count(j, "lines", f->in->lines);
	json_count(j, "bad_lines", f->in->odd);
	json_count(j, "connections", a->connections);
	json_count(j, "clients", a->clients);
	json_count(j, "clusters", a->clusters);
	json_object(j, "labels");
	for (i = 0; i < LABELS; i++)
		json_count(j, label_word((enum label)i), a->label[i]);
	json_end(j, '}');
	json_array(j, "matrix");
	for (i = 0; i < FATES; i++) {
		json_array(j, NULL);
		for (k = 0; k < FATES; k++)
			json_count(j, NULL, a->matrix[i][k]);
		json_end(j, ']');
	}
	json_end(j, ']');
}

static void
put_rate(struct json *j, const char *name, const struct account_rate *r)
{
	const struct interval i = findings_interval(r);

	json_object(j, name);
	json_count(j, "k", r->clusters_hit);
	json_count(j, "n", r->clusters);
	json_count(j, "clients_k", r->hit);
	json_count(j, "clients_n", r->clients);
	if (r->clusters > 0)
		put_real(j, "rate",
		    (double)r->clusters_hit / (double)r->clusters);
	else
		json_null(j, "rate");
	put_real(j, "low", i.low);
	put_real(j, "high", i.high);
	put_real(j, "level", INTERVAL_LEVEL);
	put_real(j, "best_claim", interval_none(r->clusters,
	    INTERVAL_LEVEL));
	json_end(j, '}');
}

static void
put_rates(struct json *j, const struct account *a)
{
	unsigned i;

	json_object(j, "rates");
	put_rate(j, "good", &a->good);
	put_rate(j, "bad", &a->bad);
	json_end(j, '}');
	json_count(j, "good_clusters", a->good_clusters);
	json_count(j, "good_greyed", a->good_greyed);
	json_count(j, "good_undetermined", a->good_undetermined);
	json_count(j, "good_refused_before", a->good_before);
	json_count(j, "unknown_refused", a->unknown_refused);
	json_object(j, "sampled");
	for (i = 0; i < LABELS; i++)
		json_count(j, label_word((enum label)i), a->sampled[i]);
	json_end(j, '}');
}

static int
put_shadow(struct json *j, const struct findings *f, uint32_t rule,
    struct err *e)
{
	char label[RULESET_LABEL];

	if (findings_rule(f, rule) != RULE_SHADOWED) {
		json_null(j, "shadowed_by");
		return 0;
	}
	if (catalogue_label(f->next, f->a->rule[rule].by_first, label, NULL,
	    e) == -1)
		return -1;
	json_string(j, "shadowed_by", label);
	return 0;
}

static int
put_rule(struct json *j, const struct findings *f, uint32_t rule,
    struct err *e)
{
	const struct account_rule *r = &f->a->rule[rule];
	const struct interval i = interval_find(r->good_clusters,
	    f->a->good_clusters, INTERVAL_LEVEL);
	char label[RULESET_LABEL], place[RULESET_LABEL];

	if (catalogue_label(f->next, rule, label, place, e) == -1)
		return -1;
	json_object(j, NULL);
	json_string(j, "rule", label);
	json_string(j, "place", place);
	json_count(j, "hits", r->hits);
	json_count(j, "sole", r->only);
	json_count(j, "decided", r->decided);
	json_count(j, "good", r->good);
	json_count(j, "bad", r->bad);
	if (r->good + r->bad > 0)
		put_real(j, "share", findings_share(r));
	else
		json_null(j, "share");
	put_real(j, "low", i.low);
	put_real(j, "high", i.high);
	put_time(j, "last", r->last_s);
	if (put_shadow(j, f, rule, e) == -1)
		return -1;
	json_bool(j, "stale", findings_rule(f, rule) == RULE_STALE);
	json_end(j, '}');
	return 0;
}

static int
put_client(struct json *j, const struct findings *f, uint32_t client,
    struct err *e)
{
	const struct visitors *c = &f->in->visitors;
	const struct visitors_client *one = &c->client[client];
	const struct address *a = &c->address[one->address];
	const struct account_client *k = &f->a->client[client];
	char entry[PRINTED_ENTRY], label[RULESET_LABEL];

	json_object(j, NULL);
	findings_entry(entry, sizeof(entry), f, client);
	json_string(j, "client", entry);
	json_string(j, "label", label_word((enum label)k->label));
	json_count(j, "connections", visitors_connections(one));
	json_count(j, "mails", a->mails);
	json_count(j, "days", findings_days(a));
	json_bool(j, "auth", (a->known & KNOWN_AUTH) != 0);
	json_string(j, "now", account_fate_word(k->now));
	json_string(j, "candidate", account_fate_word(k->next));
	if (k->rule == CATALOGUE_NONE) {
		json_null(j, "rule");
	} else {
		if (catalogue_label(f->next, k->rule, label, NULL, e) == -1)
			return -1;
		json_string(j, "rule", label);
	}
	json_end(j, '}');
	return 0;
}

/* Those of a list, or of it the good and the contradicted ones. */
static int
put_clients(struct json *j, const char *name, const struct findings *f,
    const uint32_t *client, size_t len, bool good, struct err *e)
{
	size_t i, shown = 0;

	json_array(j, name);
	for (i = 0; i < len && shown < FINDINGS_SHOWN; i++) {
		const unsigned label = f->a->client[client[i]].label;

		if (good && !label_is_good(label) &&
		    label != LABEL_CONTRADICTED)
			continue;
		shown++;
		if (put_client(j, f, client[i], e) == -1)
			return -1;
	}
	json_end(j, ']');
	return 0;
}

static void
put_exceptions(struct json *j, const struct exceptions *x)
{
	size_t i;

	json_array(j, "suggestions");
	for (i = 0; i < x->len; i++) {
		json_object(j, NULL);
		json_string(j, "rule", x->one[i].rule);
		json_count(j, "good", x->one[i].good);
		json_count(j, "bad", x->one[i].bad);
		json_count(j, "others", x->one[i].others);
		json_end(j, '}');
	}
	json_end(j, ']');
	json_count(j, "without_suggestion", x->without);
}

int
report_json(FILE *out, const struct findings *f, struct err *e)
{
	struct json j = { .out = out };
	const struct account *a = f->a;
	uint32_t i;

	json_object(&j, NULL);
	put_head(&j, f);
	put_rates(&j, a);
	json_array(&j, "rules");
	for (i = 0; i < f->next->rules; i++)
		if (put_rule(&j, f, i, e) == -1)
			return -1;
	json_end(&j, ']');
	json_count(&j, "freed_count", a->freeds);
	if (put_clients(&j, "newly_refused", f, a->newly, a->newlies, true,
	    e) == -1 ||
	    put_clients(&j, "freed", f, a->freed, a->freeds, false, e) == -1)
		return -1;
	put_exceptions(&j, f->x);
	json_end(&j, '}');
	(void)putc('\n', out);
	return 0;
}
