/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/class.h"

#include "name/embedded.h"
#include "name/points_shipped.h"
#include "name/purpose.h"
#include "name/weigh.h"

static enum class_kind
kind_of(const struct scales *q)
{
	bool address = q->out->embedded.kind >= EMBEDDED_PART;
	bool line = q->count[WORD_DYNAMIC] + q->count[WORD_ACCESS] > 0;

	if (q->count[WORD_STATIC] > 0 && (address || q->points >= 28))
		return CLASS_STATIC_GENERIC;
	if (!line && (q->count[WORD_HOSTING] > 0 ||
	    (address && q->first[WORD_SERVER] + q->first[WORD_DEVICE] > 0)))
		return CLASS_HOSTING;
	if (q->points >= POINTS_DYNAMIC)
		return CLASS_DYNAMIC;
	return q->count[WORD_MAIL] > 0 ? CLASS_MAIL : CLASS_PLAIN;
}

void
class_weigh(struct class *out, const struct points *points,
    const struct class_asked *a)
{
	struct scales q = { .name = a->name, .len = a->len, .host = a->domain,
		.ip = a->ip, .table = points, .worth = points->sign,
		.out = out };

	out->signs = 0;
	out->embedded = (struct embedded){ .kind = EMBEDDED_NONE };
	if (a->ip != NULL)
		embedded_find(&out->embedded, a->name, a->len, a->ip);
	weigh_host(&q);
	purpose_weigh(&q);
	out->kind = kind_of(&q);
	out->points = q.points;
	out->confidence_milli = points_confidence(points, out->kind,
	    q.points);
}

void
class_find(struct class *out, const char *name, size_t len, size_t domain,
    const struct ip *ip)
{
	struct class_asked asked = { name, len, domain, ip };

	class_weigh(out, &points_shipped, &asked);
}

int32_t
class_confidence_most(enum class_kind kind)
{
	return points_surest(&points_shipped, kind);
}

const char *
class_word(enum class_kind kind)
{
	static const char word[][15] = { "plain", "dynamic", "static-generic",
		"hosting", "mail", "odd" };

	return word[kind];
}
