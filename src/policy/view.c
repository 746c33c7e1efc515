/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/view.h"

#include <string.h>

#include "base/err.h"
#include "rule/image.h"
#include "rule/nettree.h"

int
view_chain(const struct view *v, uint32_t *chain, struct err *e)
{
	struct client *c = v->client;

	if (!c->have_chain) {
		c->chain = 0;
		if (c->ev->has_ip &&
		    nettree_find(&c->chain, v->img, &c->ev->ip, e) == -1)
			return -1;
		c->have_chain = true;
	}
	*chain = c->chain;
	return 0;
}

bool
view_name_is_open(const struct view *v)
{
	enum answer has_name = v->client->ev->has_name;

	return has_name == ANSWER_UNKNOWN || has_name == ANSWER_WAITING;
}

const char *
view_subject(const struct view *v, size_t *len)
{
	const struct evidence *ev = v->client->ev;
	const char *text = "";

	if (ev->has_name == ANSWER_YES)
		text = ev->name;
	else if (ev->has_name == ANSWER_NO && v->ip_searched)
		text = ev->ip_text;
	*len = strlen(text);
	return text;
}
