/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "book/origins.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/grow.h"

int
origins_add(struct origins *o, const struct origin *new, struct err *e)
{
	struct origin *origin = grow_array(o->origin, o->len, &o->cap,
	    sizeof(*origin));

	if (origin == NULL)
		return err_memory(e);
	o->origin = origin;
	origin[o->len++] = *new;
	return 0;
}

void
origins_free(struct origins *o)
{
	free(o->origin);
	*o = (struct origins){ 0 };
}
