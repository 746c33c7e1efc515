/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netlevel.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/grow.h"

int
netlevel_add(struct netlevel *n, const struct netlevel_range *r,
    struct err *e)
{
	struct netlevel_range *grown = grow_array(n->range, n->len, &n->cap,
	    sizeof(*grown));

	if (grown == NULL)
		return err_memory(e);
	n->range = grown;
	n->range[n->len++] = *r;
	return 0;
}

/* Where a range begins, or where it is over. */
struct event {
	struct ip at;
	unsigned char level;
	bool listed, begins;
};

static int
by_address(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return ip_compare(&x->at, &y->at);
}

/* How many ranges of each level hold the place where the sweep is. */
struct sweep {
	uint32_t yes[NETLEVEL_MAX + 1], no[NETLEVEL_MAX + 1];
};

static void
step(struct sweep *s, const struct event *e)
{
	uint32_t *count = e->listed ? &s->yes[e->level] : &s->no[e->level];

	*count += e->begins ? 1 : UINT32_MAX;
}

static bool
is_listed(const struct sweep *s)
{
	int i;

	for (i = NETLEVEL_MAX; i >= 0; i--)
		if (s->no[i] != 0 || s->yes[i] != 0)
			return s->no[i] == 0;
	return false;
}

/* The events of all ranges, sorted; a range up to the last address of its
 * family is never over. */
static struct event *
make_events(const struct netlevel *n, size_t *len)
{
	struct event *event = calloc(n->len + 1, 2 * sizeof(*event));
	size_t i;

	*len = 0;
	if (event == NULL)
		return NULL;
	for (i = 0; i < n->len; i++) {
		const struct netlevel_range *r = &n->range[i];
		struct event *e = &event[*len];

		e[0] = (struct event){ r->first, (unsigned char)r->level,
			r->listed, true };
		e[1] = (struct event){ r->last, (unsigned char)r->level,
			r->listed, false };
		*len += ip_next(&e[1].at) ? 2 : 1;
	}
	qsort(event, *len, sizeof(*event), by_address);
	return event;
}

static int
add_span(struct netlevel *n, const struct ip *first, struct err *e)
{
	struct netlevel_span *grown = grow_array(n->span, n->spans,
	    &n->spans_cap, sizeof(*grown));

	if (grown == NULL)
		return err_memory(e);
	n->span = grown;
	n->span[n->spans].first = *first;
	n->span[n->spans++].last = ip_last(first, 0);
	return 0;
}

/* The address before *a, which is not the first of all. */
static struct ip
before(const struct ip *a)
{
	struct ip b = *a;
	unsigned i = b.bits / 8;

	while (i-- > 0)
		if (b.octet[i]-- != 0)
			break;
	return b;
}

int
netlevel_flatten(struct netlevel *n, struct err *e)
{
	struct sweep s = { { 0 }, { 0 } };
	bool open = false;
	struct event *event;
	size_t len, i;
	int rc = 0;

	n->spans = 0;
	if ((event = make_events(n, &len)) == NULL)
		return err_memory(e);
	for (i = 0; i < len && rc == 0; i++) {
		const struct ip *at = &event[i].at;

		if (i > 0 && event[i - 1].at.bits != at->bits) {
			s = (struct sweep){ { 0 }, { 0 } };
			open = false; /* the last one goes to the end */
		}
		step(&s, &event[i]);
		if (i + 1 < len && ip_compare(&event[i + 1].at, at) == 0)
			continue;
		if (is_listed(&s) == open)
			continue;
		open = !open;
		if (open)
			rc = add_span(n, at, e);
		else
			n->span[n->spans - 1].last = before(at);
	}
	free(event);
	return rc;
}

void
netlevel_free(struct netlevel *n)
{
	free(n->range);
	free(n->span);
	*n = (struct netlevel){ 0 };
}
