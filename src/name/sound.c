/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/sound.h"

#include <string.h>

static const struct {
	char word[9];
	unsigned char sound;
} words[] = {
	{ "business", SOUND_BUSINESS }, { "static", SOUND_BUSINESS },
	{ "net", SOUND_PROVIDER }, { "tel", SOUND_PROVIDER },
	{ "cable", SOUND_PROVIDER }, { "kabel", SOUND_PROVIDER },
	{ "fiber", SOUND_PROVIDER }, { "online", SOUND_PROVIDER },
	{ "broad", SOUND_PROVIDER }, { "wireless", SOUND_PROVIDER },
	{ "com", SOUND_PROVIDER }, { "link", SOUND_PROVIDER },
	{ "line", SOUND_PROVIDER }, { "band", SOUND_PROVIDER },
	{ "connect", SOUND_PROVIDER }, { "sat", SOUND_PROVIDER },
	{ "dsl", SOUND_PROVIDER }
};

bool
sound_find(struct span *out, enum sound sound, const char *domain, size_t len)
{
	const char *dot = memchr(domain, '.', len);
	size_t label = dot != NULL ? (size_t)(dot - domain) : len, i, at, n;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		n = strlen(words[i].word);
		for (at = 0; words[i].sound == sound && at + n <= label; at++)
			if (memcmp(domain + at, words[i].word, n) == 0) {
				*out = (struct span){ (unsigned char)at,
					(unsigned char)n };
				return true;
			}
	}
	return false;
}
