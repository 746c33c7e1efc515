/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/sound.h"

#include <stdint.h>
#include <string.h>

/* Where in the label a word stands: some are found in others, as "host" is in
 * "echostar". */
enum place { INSIDE, EDGE };

#define WORD_SIZE 14

static const struct {
	char word[WORD_SIZE];
	unsigned char sound, place;
} words[] = {
	{ "business", SOUND_BUSINESS, INSIDE },
	{ "static", SOUND_BUSINESS, INSIDE },
	{ "net", SOUND_NETWORK, INSIDE }, { "tel", SOUND_PROVIDER, INSIDE },
	{ "cable", SOUND_PROVIDER, INSIDE },
	{ "kabel", SOUND_PROVIDER, INSIDE },
	{ "fiber", SOUND_PROVIDER, INSIDE },
	{ "online", SOUND_PROVIDER, INSIDE },
	{ "broad", SOUND_PROVIDER, INSIDE },
	{ "wireless", SOUND_PROVIDER, INSIDE },
	{ "com", SOUND_NETWORK, INSIDE }, { "link", SOUND_NETWORK, INSIDE },
	{ "line", SOUND_NETWORK, INSIDE }, { "band", SOUND_PROVIDER, INSIDE },
	{ "connect", SOUND_PROVIDER, INSIDE },
	{ "sat", SOUND_NETWORK, INSIDE }, { "dsl", SOUND_PROVIDER, INSIDE },
	/* what they sell */
	{ "host", SOUND_HOSTING, EDGE }, { "hosting", SOUND_HOSTING, INSIDE },
	{ "hosted", SOUND_HOSTING, INSIDE }, { "hosts", SOUND_HOSTING, EDGE },
	{ "server", SOUND_HOSTING, INSIDE }, { "srv", SOUND_HOSTING, EDGE },
	{ "cloud", SOUND_HOSTING, INSIDE }, { "vps", SOUND_HOSTING, EDGE },
	{ "vds", SOUND_HOSTING, EDGE }, { "colo", SOUND_HOSTING, EDGE },
	{ "coloc", SOUND_HOSTING, INSIDE }, { "dedi", SOUND_HOSTING, EDGE },
	{ "datacent", SOUND_HOSTING, INSIDE },
	{ "webspace", SOUND_HOSTING, INSIDE },
	{ "rack", SOUND_HOSTING, EDGE }, { "vserv", SOUND_HOSTING, INSIDE },
	{ "iaas", SOUND_HOSTING, EDGE }, { "stack", SOUND_HOSTING, EDGE },
	/* and whose names say nothing of it */
	{ "amazonaws", SOUND_HOSTING, EDGE },
	{ "colocrossing", SOUND_HOSTING, EDGE },
	{ "contabo", SOUND_HOSTING, EDGE },
	{ "cprapid", SOUND_HOSTING, EDGE },
	{ "datapacket", SOUND_HOSTING, EDGE },
	{ "digitalocean", SOUND_HOSTING, EDGE },
	{ "hetzner", SOUND_HOSTING, EDGE },
	{ "hostwinds", SOUND_HOSTING, EDGE },
	{ "kimsufi", SOUND_HOSTING, EDGE },
	{ "leaseweb", SOUND_HOSTING, EDGE },
	{ "linode", SOUND_HOSTING, EDGE }, { "ovh", SOUND_HOSTING, EDGE },
	{ "poneytelecom", SOUND_HOSTING, EDGE },
	{ "quadranet", SOUND_HOSTING, EDGE }, { "scw", SOUND_HOSTING, EDGE },
	{ "softlayer", SOUND_HOSTING, EDGE },
	{ "unifiedlayer", SOUND_HOSTING, EDGE },
	{ "usercontent", SOUND_HOSTING, EDGE },
	{ "vultr", SOUND_HOSTING, EDGE },
	{ "worldstream", SOUND_HOSTING, EDGE },
	{ "mail", SOUND_MAIL, INSIDE }, { "smtp", SOUND_MAIL, INSIDE },
	{ "spam", SOUND_MAIL, INSIDE }, { "messag", SOUND_MAIL, INSIDE },
	{ "newsletter", SOUND_MAIL, INSIDE }, { "send", SOUND_MAIL, EDGE },
	{ "mta", SOUND_MAIL, EDGE }, { "sendgrid", SOUND_MAIL, EDGE },
};

/* True if n bytes at a place of the label are its begin or its end, or stand
 * beside a hyphen. */
static bool
is_edge(const char *label, size_t len, size_t at, size_t n)
{
	return at == 0 || label[at - 1] == '-' || at + n == len ||
	    label[at + n] == '-';
}

/* Which letters are in a label, "a" as bit 0. */
static uint32_t
letters_of(const char *label, size_t len)
{
	uint32_t found = 0;
	size_t i;

	for (i = 0; i < len; i++)
		if (label[i] >= 'a' && label[i] <= 'z')
			found |= UINT32_C(1) << (label[i] - 'a');
	return found;
}

/* False if a word, of two letters or more, certainly does not occur. */
static bool
may_have(uint32_t letters, const char *word)
{
	return (letters >> (word[0] - 'a') & letters >> (word[1] - 'a') &
	    1) != 0;
}

bool
sound_find(struct span *out, enum sound sound, const char *domain, size_t len)
{
	const char *dot = memchr(domain, '.', len);
	size_t label = dot != NULL ? (size_t)(dot - domain) : len, i, at, n;
	uint32_t letters = letters_of(domain, label);

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].sound != sound ||
		    !may_have(letters, words[i].word))
			continue;
		n = strlen(words[i].word);
		for (at = 0; at + n <= label; at++)
			if (domain[at] == words[i].word[0] &&
			    memcmp(domain + at, words[i].word, n) == 0 &&
			    (words[i].place == INSIDE ||
			    is_edge(domain, label, at, n))) {
				*out = (struct span){ (unsigned char)at,
					(unsigned char)n };
				return true;
			}
	}
	return false;
}
