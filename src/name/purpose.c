/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/purpose.h"

#include <string.h>

#include "name/numbers.h"
#include "name/points.h"
#include "name/sound.h"
#include "name/weigh.h"

/* True if the registrable domain is one of a network: "7.ip-192-0-2.example" is
 * below one that somebody bought who rents its machines out. */
static bool
is_network(const struct scales *q, struct span *span)
{
	const struct embedded *m = &q->out->embedded;
	unsigned i;

	for (i = 0; q->host > 0 && m->kind >= EMBEDDED_PART && i < m->spans;
	    i++)
		if (m->span[i].at >= q->host) {
			*span = m->span[i];
			return true;
		}
	return false;
}

/* Find a sound of the registrable domain, and where. */
static bool
sounds(const struct scales *q, enum sound sound, struct span *span)
{
	if (!sound_find(span, sound, q->name + q->host, q->len - q->host))
		return false;
	span->at = (unsigned char)(span->at + q->host);
	return true;
}

/* Count the domain as a word of a kind. */
static void
add_purpose(struct scales *q, enum sound sound, enum word_kind kind,
    struct span span)
{
	weigh_add(q, SIGN_DOMAIN, sound, span, q->worth[POINTS_WORD + kind]);
	q->count[kind]++;
}

/* False if the domain has none, or the host part another. */
static bool
weigh_use(struct scales *q)
{
	bool lent = q->count[WORD_DYNAMIC] > 0;
	bool lines = lent || q->count[WORD_ACCESS] > 0;
	struct span span;
	bool business = sounds(q, SOUND_BUSINESS, &span);

	if (business && lent)
		weigh_add(q, SIGN_DOMAIN, SOUND_BUSINESS, span,
		    q->worth[POINTS_BUSINESS]);
	else if (business)
		add_purpose(q, SOUND_BUSINESS, WORD_STATIC, span);
	else if (!lines && (is_network(q, &span) ||
	    sounds(q, SOUND_HOSTING, &span)))
		add_purpose(q, SOUND_HOSTING, WORD_HOSTING, span);
	else if (!lines && sounds(q, SOUND_MAIL, &span))
		add_purpose(q, SOUND_MAIL, WORD_MAIL, span);
	else
		return false;
	return true;
}

/* True if two octets stand in the name as a template writes them, with one
 * byte of punctuation between. */
static bool
is_pair(const struct scales *q)
{
	const struct embedded *m = &q->out->embedded;
	unsigned after = (unsigned)m->span[0].at + m->span[0].len;

	return m->kind == EMBEDDED_PART && m->spans == 2 &&
	    m->span[1].at == after + 1 &&
	    memchr("-._", q->name[after], 3) != NULL;
}

/* True if the suffix is a country's; *span is that. */
static bool
is_country(const struct scales *q, struct span *span)
{
	if (q->len < 4 || q->name[q->len - 3] != '.')
		return false;
	*span = (struct span){ (unsigned char)(q->len - 2), 2 };
	return true;
}

/* True if the suffix is what a country keeps for networks: ne.jp, net.au. */
static bool
is_suffix_of_networks(const struct scales *q, struct span *span)
{
	size_t label = weigh_label(q->name + q->host, q->len - q->host);
	size_t at = q->host + label + 1, n;

	if (!is_country(q, span) || at + 3 >= q->len)
		return false;
	n = q->len - 3 - at;
	*span = (struct span){ (unsigned char)at, (unsigned char)n };
	return (n == 3 && memcmp(q->name + at, "net", n) == 0) ||
	    (n == 2 && memcmp(q->name + at, "ne", n) == 0);
}

/* True if the registrable domain sounds like a provider's; beside octets a
 * network will do. */
static bool
is_provider(const struct scales *q, struct span *span)
{
	return sounds(q, SOUND_PROVIDER, span) ||
	    is_suffix_of_networks(q, span) ||
	    (q->octets && sounds(q, SOUND_NETWORK, span));
}

/* Under a country's domain two octets are a pool's more often than under com
 * or org, where the machines for rent are. */
static void
tip(struct scales *q)
{
	int sound = q->worth[POINTS_SOUND], country = q->worth[POINTS_COUNTRY];
	struct span span;

	if (q->points >= POINTS_DYNAMIC)
		return;
	if (q->points + sound >= POINTS_DYNAMIC && is_provider(q, &span))
		weigh_add(q, SIGN_DOMAIN, SOUND_PROVIDER, span, sound);
	else if (q->points + country >= POINTS_DYNAMIC && is_pair(q) &&
	    is_country(q, &span))
		weigh_add(q, SIGN_DOMAIN, SOUND_PROVIDER, span, country);
}

void
purpose_weigh(struct scales *q)
{
	if (!weigh_use(q))
		tip(q);
}
