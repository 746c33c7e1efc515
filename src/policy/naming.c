/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/naming.h"

#include "rule/classes.h"
#include "rule/criterion.h"
#include "rule/suffixes.h"
#include "rule/words.h"

int
naming_find(struct class *out, bool *found, const struct evidence *ev,
    struct image *img, struct err *e)
{
	const struct ip *ip = ev->has_ip ? &ev->ip : NULL;
	size_t len = host_without_zone(ev->name, ev->name_len);
	struct suffixes_place place;

	*found = ev->has_name == ANSWER_YES;
	if (!*found)
		return 0;
	if (suffixes_find(&place, img, ev->name, len, e) == -1)
		return -1;
	class_find(out, ev->name, len, place.domain, ip);
	if (ev->odd || !place.public) {
		out->kind = CLASS_ODD;
		out->confidence_milli = 1000;
	}
	return 0;
}

bool
naming_is_class(const struct class *found, const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	struct class_least least;

	while (classes_next(&at, &least))
		if (found->kind == least.kind &&
		    found->confidence_milli >= least.milli)
			return true;
	return false;
}

bool
naming_is_embedded(const struct class *found, const struct criterion *c)
{
	enum embedded_kind kind = found->embedded.kind;

	if (c->len == 0)
		return kind == EMBEDDED_FULL;
	return words_have(criterion_value(c), kind);
}
