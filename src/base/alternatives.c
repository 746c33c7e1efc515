/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/alternatives.h"

#include <string.h>

struct alternatives
alternatives_of(const char *list)
{
	struct alternatives a = { .rest = list };

	return a;
}

bool
alternatives_next(struct alternatives *a)
{
	if (a->rest == NULL)
		return false;
	a->text = a->rest;
	a->len = strcspn(a->text, ",");
	a->rest = a->text[a->len] == ',' ? a->text + a->len + 1 : NULL;
	return true;
}
