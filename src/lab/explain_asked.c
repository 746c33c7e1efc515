/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/explain_asked.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "lab/printable.h"
#include "policy/client.h"
#include "policy/neighbours.h"
#include "rule/criterion.h"

/* False if nobody was asked. */
static bool
look(struct neighbour beside[NEIGHBOURS], const struct criterion *c,
    const struct client *client, struct image *img)
{
	struct err e;

	return c->kind == CRITERION_NEIGHBOURS && client->lookup != NULL &&
	    client->ev->has_name != ANSWER_UNKNOWN &&
	    neighbours_look(beside, client->lookup, img, &e) == 0;
}

void
explain_asked_text(FILE *out, const struct criterion *c,
    const struct client *client, struct image *img)
{
	struct neighbour beside[NEIGHBOURS];
	char ip[IP_TEXT_SIZE];
	int i;

	if (!look(beside, c, client, img))
		return;
	for (i = 0; i < NEIGHBOURS; i++) {
		ip_format(&beside[i].ip, ip);
		(void)fprintf(out, "\t\t%s ", ip);
		printable_put(out, beside[i].name != NULL ? beside[i].name :
		    "-");
		(void)fprintf(out, ": %s\n", neighbour_word(beside[i].kind));
	}
}

void
explain_asked_json(struct json *j, const struct criterion *c,
    const struct client *client, struct image *img)
{
	struct neighbour beside[NEIGHBOURS];
	char ip[IP_TEXT_SIZE];
	int i;

	if (!look(beside, c, client, img))
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
