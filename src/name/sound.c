/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/sound.h"

#include <stdint.h>
#include <string.h>

/* Where in the label a word stands: some are found in others, as "host" is in
 * "echostar". */
enum place { INSIDE, EDGE };

#define WORD_SIZE 15

/* A word of three letters or more. */
struct sound_word {
	char text[WORD_SIZE];
	unsigned char place;
};

static const struct sound_word provider[] = {
	{ "tel", INSIDE }, { "cable", INSIDE }, { "kabel", INSIDE },
	{ "fiber", INSIDE }, { "online", INSIDE }, { "broad", INSIDE },
	{ "wireless", INSIDE }, { "band", INSIDE }, { "connect", INSIDE },
	{ "dsl", INSIDE },
}, network[] = {
	{ "net", INSIDE }, { "com", INSIDE }, { "link", INSIDE },
	{ "line", INSIDE }, { "sat", INSIDE },
}, business[] = {
	{ "business", INSIDE }, { "static", INSIDE },
}, hosting[] = {
	/* what they sell */
	{ "host", EDGE }, { "hosting", INSIDE }, { "hosted", INSIDE },
	{ "hosts", EDGE }, { "server", INSIDE }, { "srv", EDGE },
	{ "cloud", INSIDE }, { "vps", EDGE }, { "vds", EDGE }, { "colo", EDGE },
	{ "coloc", INSIDE }, { "dedi", EDGE }, { "datacent", INSIDE },
	{ "webspace", INSIDE }, { "rack", EDGE }, { "vserv", INSIDE },
	{ "iaas", EDGE }, { "stack", EDGE },
	/* and whose names say nothing of it */
	{ "amazonaws", EDGE }, { "colocrossing", EDGE }, { "contabo", EDGE },
	{ "cprapid", EDGE }, { "datapacket", EDGE }, { "digitalocean", EDGE },
	{ "hetzner", EDGE }, { "hostwinds", EDGE }, { "kimsufi", EDGE },
	{ "leaseweb", EDGE }, { "linode", EDGE }, { "ovh", EDGE },
	{ "poneytelecom", EDGE }, { "quadranet", EDGE }, { "scw", EDGE },
	{ "softlayer", EDGE }, { "unifiedlayer", EDGE },
	{ "usercontent", EDGE }, { "vultr", EDGE }, { "worldstream", EDGE },
}, mail[] = {
	{ "mail", INSIDE }, { "smtp", INSIDE }, { "spam", INSIDE },
	{ "messag", INSIDE }, { "newsletter", INSIDE }, { "send", EDGE },
	{ "mta", EDGE }, { "sendgrid", EDGE },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The words of a sound; how many. */
static size_t
words_of(const struct sound_word **out, enum sound sound)
{
	switch (sound) {
	case SOUND_PROVIDER:
		*out = provider;
		return COUNT(provider);
	case SOUND_NETWORK:
		*out = network;
		return COUNT(network);
	case SOUND_BUSINESS:
		*out = business;
		return COUNT(business);
	case SOUND_HOSTING:
		*out = hosting;
		return COUNT(hosting);
	default:
		*out = mail;
		return COUNT(mail);
	}
}

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

/* False if a word certainly does not occur. */
static bool
may_have(uint32_t letters, const char *word)
{
	return (letters >> (word[0] - 'a') & letters >> (word[1] - 'a') &
	    letters >> (word[2] - 'a') & 1) != 0;
}

bool
sound_find(struct span *out, enum sound sound, const char *domain, size_t len)
{
	const char *dot = memchr(domain, '.', len);
	size_t label = dot != NULL ? (size_t)(dot - domain) : len, i, at, n;
	uint32_t letters = letters_of(domain, label);
	const struct sound_word *word;
	size_t words = words_of(&word, sound);

	for (i = 0; i < words; i++) {
		if (!may_have(letters, word[i].text))
			continue;
		n = strlen(word[i].text);
		for (at = 0; at + n <= label; at++)
			if (domain[at] == word[i].text[0] &&
			    memcmp(domain + at, word[i].text, n) == 0 &&
			    (word[i].place == INSIDE ||
			    is_edge(domain, label, at, n))) {
				*out = (struct span){ (unsigned char)at,
					(unsigned char)n };
				return true;
			}
	}
	return false;
}
