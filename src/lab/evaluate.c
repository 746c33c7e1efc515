/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/evaluate.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "lab/labelled.h"
#include "lab/tally.h"
#include "lab/told.h"
#include "policy/judge.h"
#include "rule/suffixes.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PERIOD 2019u /* when the newer one begins */

/* True if the client has an IPv4 address and a name of a form that does not
 * hold all of it; there are no forms for IPv6. */
static bool
is_partial(const struct labelled *client)
{
	static const char *const full[] = { "d4f", "d4r", "d4any", "z12f",
		"z12r", "hex8f", "hex8r", "cat4" };
	size_t i;

	if (!client->ev.has_ip || client->ev.ip.bits != 32)
		return false;
	for (i = 0; i < COUNT(full); i++)
		if (strcmp(client->form, full[i]) == 0)
			return false;
	return true;
}

/* Count the row in the slices that every client has. */
static int
count(struct tally *t, const struct tally_row *row, bool has_ip)
{
	if (tally_add(t, row, TALLY_ALL, "") == -1 ||
	    tally_blame(t, row) == -1)
		return -1;
	return tally_add(t, row, TALLY_ADDRESS,
	    has_ip ? "with an address" : "name alone");
}

static int
count_year(struct tally *t, const struct tally_row *row, unsigned year)
{
	char digits[12];

	if (year == 0)
		return 0;
	(void)snprintf(digits, sizeof(digits), "%04u", year);
	if (tally_add(t, row, TALLY_YEAR, digits) == -1)
		return -1;
	return tally_add(t, row, TALLY_PERIOD,
	    year < PERIOD ? "before 2019" : "2019 and later");
}

static int
count_form(struct tally *t, const struct tally_row *row,
    const struct labelled *client)
{
	if (*client->form == '\0')
		return 0;
	if (is_partial(client) && tally_add(t, row, TALLY_PARTIAL,
	    "without the full address") == -1)
		return -1;
	return tally_add(t, row, TALLY_FORM, client->form);
}

static enum tally_outcome
outcome(const struct verdict *v, const struct notes *notes)
{
	size_t at = 0;

	switch (v->action) {
	case RULE_BLOCK:
		return TALLY_BLOCK;
	case RULE_DEFER:
		return TALLY_DEFER;
	case RULE_GREY:
		return TALLY_GREY;
	default:
		return notes_next(notes, NOTE_MARK, &at) != NULL ?
		    TALLY_MARK : TALLY_PASS;
	}
}

int
evaluate_client(struct evaluate *ev, const struct labelled *client,
    struct err *e)
{
	struct evidence known = client->ev;
	struct tally_row row = { .label = client->label, .domain = "",
		.entry = client->entry };
	struct judge j;
	struct verdict v;
	size_t at;

	told_take(&known, ev->told);
	judge_begin(&j, ev->decider, &known, NULL, ev->now_s);
	if (judge_end(&v, &j, NULL, e) == -1)
		return -1;
	row.rule = v.rule;
	row.outcome = outcome(&v, &j.client.notes);
	if (known.has_name == ANSWER_YES) {
		if (suffixes_domain(&at, ev->decider->rules->img, known.name,
		    known.name_len, e) == -1)
			return -1;
		row.domain = known.name + at;
	}
	if (count(ev->tally, &row, known.has_ip) == -1 ||
	    count_year(ev->tally, &row, client->year) == -1 ||
	    count_form(ev->tally, &row, client) == -1)
		return err_memory(e);
	return 0;
}
