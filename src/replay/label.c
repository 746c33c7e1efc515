/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/label.h"

static bool
is_marked(const struct address *a)
{
	return a->spam > 0 && a->spam >= a->mails - a->spam;
}

static bool
is_bad(const struct address *a)
{
	if ((a->known & (KNOWN_BAD | KNOWN_PREGREET)) != 0 || is_marked(a))
		return true;
	return a->mails == 0 &&
	    (a->known & (KNOWN_UNKNOWN | KNOWN_RELAY)) != 0;
}

enum label
label_of(const struct address *a)
{
	bool strong = (a->known & (KNOWN_AUTH | KNOWN_MAILED | KNOWN_LISTED |
	    KNOWN_GOOD)) != 0;
	bool good = strong || ((a->known & KNOWN_DAYS) != 0 &&
	    a->first_day != a->last_day && !is_marked(a));

	if (is_bad(a))
		return good ? LABEL_CONTRADICTED : LABEL_BAD;
	if (strong)
		return LABEL_GOOD_STRONG;
	return good ? LABEL_GOOD : LABEL_UNKNOWN;
}

const char *
label_word(enum label l)
{
	static const char *const word[LABELS] = { "good_strong", "good",
		"bad", "contradicted", "unknown" };

	return word[l];
}

bool
label_is_good(enum label l)
{
	return l == LABEL_GOOD_STRONG || l == LABEL_GOOD;
}
