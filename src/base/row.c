/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/row.h"

#include <stddef.h>

void
row_init(struct row *r)
{
	r->before = r->after = r;
	r->of = NULL;
}

void
row_add(struct row *r, struct row *place)
{
	place->before = r->before;
	place->after = r;
	r->before->after = place;
	r->before = place;
}

void
row_remove(struct row *place)
{
	if (place->after == NULL)
		return;
	place->before->after = place->after;
	place->after->before = place->before;
	place->before = place->after = NULL;
}

void *
row_first(const struct row *r)
{
	return r->after->of;
}

void *
row_pop(struct row *r)
{
	void *first = r->after->of;

	if (first != NULL)
		row_remove(r->after);
	return first;
}
