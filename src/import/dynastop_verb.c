/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/dynastop_verb.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"

static const struct dynastop_verb verbs[] = {
	{ "NoFilter", DYNASTOP_NO_FILTER, DYNASTOP_RECIPIENTS },
	{ "Exclude", DYNASTOP_EXCLUDE, DYNASTOP_ELEMENTS },
	{ "ExRange", DYNASTOP_EXCLUDE, DYNASTOP_NETWORK },
	{ "ExCidr", DYNASTOP_EXCLUDE, DYNASTOP_NETWORK },
	{ "NoMail", DYNASTOP_NO_MAIL, DYNASTOP_ELEMENTS },
	{ "NoMailRange", DYNASTOP_NO_MAIL, DYNASTOP_NETWORK },
	{ "NoMailCidr", DYNASTOP_NO_MAIL, DYNASTOP_NETWORK },
	{ "Pattern", DYNASTOP_DYNAMIC, DYNASTOP_ELEMENTS },
	{ "PatRange", DYNASTOP_DYNAMIC, DYNASTOP_NETWORK },
	{ "PatCidr", DYNASTOP_DYNAMIC, DYNASTOP_NETWORK },
	{ "Include", DYNASTOP_INCLUDE, DYNASTOP_NOTHING },
	{ "MaxTTL", DYNASTOP_SETTING, DYNASTOP_NOTHING },
	{ "GreyTTL", DYNASTOP_SETTING, DYNASTOP_NOTHING },
	{ "AutoGreen", DYNASTOP_SETTING, DYNASTOP_NOTHING },
	{ "Expression", DYNASTOP_EXPRESSION, DYNASTOP_NOTHING },
	{ "Expressions", DYNASTOP_EXPRESSION, DYNASTOP_NOTHING },
	{ "Macro", DYNASTOP_EXPRESSION, DYNASTOP_NOTHING },
};

/* These go by how they begin. */
static const struct dynastop_verb families[] = {
	{ "RBL", DYNASTOP_LISTS, DYNASTOP_NOTHING },
	{ "DNSBL", DYNASTOP_LISTS, DYNASTOP_NOTHING },
	{ "Subject", DYNASTOP_SUBJECT, DYNASTOP_NOTHING },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct dynastop_verb
dynastop_verb_find(const char *word)
{
	struct nearest n = { word, NULL, 0 };
	size_t i;

	for (i = 0; i < COUNT(verbs); i++)
		if (strcasecmp(word, verbs[i].word) == 0)
			return verbs[i];
	for (i = 0; i < COUNT(families); i++)
		if (strncasecmp(word, families[i].word,
		    strlen(families[i].word)) == 0)
			return families[i];
	for (i = 0; i < COUNT(verbs); i++)
		nearest_offer(&n, verbs[i].word);
	return (struct dynastop_verb){ n.best, DYNASTOP_UNKNOWN,
		DYNASTOP_NOTHING };
}
