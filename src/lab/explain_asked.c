/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/explain_asked.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "lab/printable.h"
#include "policy/client.h"
#include "policy/declared.h"
#include "policy/neighbours.h"
#include "rule/criterion.h"

/* Whether the client's neighbours were looked at. */
static bool
look(struct neighbour beside[NEIGHBOURS], const struct client *client,
    struct image *img)
{
	struct err e;

	return client->lookup != NULL &&
	    client->ev->has_name != ANSWER_UNKNOWN &&
	    neighbours_look(beside, client->lookup, img, &e) == 0;
}

static void
neighbours_text(FILE *out, const struct client *client, struct image *img)
{
	struct neighbour beside[NEIGHBOURS];
	char ip[IP_TEXT_SIZE];
	int i;

	if (!look(beside, client, img))
		return;
	for (i = 0; i < NEIGHBOURS; i++) {
		ip_format(&beside[i].ip, ip);
		(void)fprintf(out, "\t\t%s ", ip);
		printable_put(out, beside[i].name != NULL ? beside[i].name :
		    "-");
		(void)fprintf(out, ": %s\n", neighbour_word(beside[i].kind));
	}
}

static void
neighbours_json(struct json *j, const struct client *client,
    struct image *img)
{
	struct neighbour beside[NEIGHBOURS];
	char ip[IP_TEXT_SIZE];
	int i;

	if (!look(beside, client, img))
		return;
	json_array(j, "neighbours");
	for (i = 0; i < NEIGHBOURS; i++) {
		ip_format(&beside[i].ip, ip);
		json_object(j, NULL);
		json_string(j, "ip", ip);
		if (beside[i].name != NULL)
			json_string(j, "name", beside[i].name);
		else
			json_null(j, "name");
		json_string(j, "is", neighbour_word(beside[i].kind));
		json_end(j, '}');
	}
	json_end(j, ']');
}

/* Which domains were asked whether they declare the client: how many. */
static unsigned
domains(struct declared *d, const struct client *client, struct image *img)
{
	struct err e;

	return client->lookup == NULL ||
	    declared_look(d, client->lookup, img, &e) == -1 ? 0 : d->domains;
}

static void
declared_text(FILE *out, const struct client *client, struct image *img)
{
	struct declared d;
	unsigned n = domains(&d, client, img), i;

	for (i = 0; i < n; i++) {
		const struct spf_found *f = &d.domain[i].found;

		(void)fprintf(out, "\t\t%s: %s", d.domain[i].name,
		    spf_result_word(f->result));
		if (f->result == SPF_PASS)
			(void)fprintf(out, " by %s", f->term);
		(void)putc('\n', out);
	}
}

static void
declared_json(struct json *j, const struct client *client, struct image *img)
{
	struct declared d;
	unsigned n = domains(&d, client, img), i;

	json_array(j, "declared");
	for (i = 0; i < n; i++) {
		const struct spf_found *f = &d.domain[i].found;

		json_object(j, NULL);
		json_string(j, "domain", d.domain[i].name);
		json_string(j, "result", spf_result_word(f->result));
		if (f->result == SPF_PASS)
			json_string(j, "by", f->term);
		else
			json_null(j, "by");
		json_end(j, '}');
	}
	json_end(j, ']');
}

void
explain_asked_text(FILE *out, const struct criterion *c,
    const struct client *client, struct image *img)
{
	if (c->kind == CRITERION_NEIGHBOURS)
		neighbours_text(out, client, img);
	else if (c->kind == CRITERION_DECLARED)
		declared_text(out, client, img);
}

void
explain_asked_json(struct json *j, const struct criterion *c,
    const struct client *client, struct image *img)
{
	if (c->kind == CRITERION_NEIGHBOURS)
		neighbours_json(j, client, img);
	else if (c->kind == CRITERION_DECLARED)
		declared_json(j, client, img);
}
