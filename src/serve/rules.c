/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/rules.h"

#include <stdlib.h>

struct rules *
rules_new(struct library *library)
{
	struct rules *r = malloc(sizeof(*r));

	if (r == NULL) {
		library_close(library);
		return NULL;
	}
	r->library = library;
	r->holders = 1;
	return r;
}

struct rules *
rules_hold(struct rules *r)
{
	r->holders++;
	return r;
}

void
rules_drop(struct rules *r)
{
	if (r == NULL || --r->holders > 0)
		return;
	library_close(r->library);
	free(r);
}
