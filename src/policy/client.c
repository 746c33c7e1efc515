/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/client.h"

void
client_begin(struct client *c, const struct evidence *ev,
    struct lookup *lookup, int64_t now_s)
{
	c->ev = ev;
	c->lookup = lookup;
	c->now_s = now_s;
	c->have_chain = c->wants_name = c->wants_proof = false;
	c->wants_offences = false;
	c->have_helo_hosts = c->have_sender_hosts = false;
	client_renamed(c);
	notes_clear(&c->notes);
}

void
client_renamed(struct client *c)
{
	c->have_shape = c->have_class = false;
	c->helo_known = 0;
	c->memos = 0;
}

void
client_told(struct client *c)
{
	c->have_helo_hosts = c->have_sender_hosts = false;
	c->helo_known = 0;
	c->memos = 0;
}

const struct client_memo *
client_memo_find(const struct client *c, uint32_t rule, size_t *at)
{
	while (*at < c->memos && c->memo[*at].rule < rule)
		++*at;
	return *at < c->memos && c->memo[*at].rule == rule ? &c->memo[*at] :
	    NULL;
}

void
client_memo_keep(struct client *c, const struct client_memo *m)
{
	if (c->memos < CLIENT_MEMO &&
	    (c->memos == 0 || c->memo[c->memos - 1].rule < m->rule))
		c->memo[c->memos++] = *m;
}
