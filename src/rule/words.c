/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/words.h"

#include <string.h>

#include "base/alternatives.h"
#include "base/buf.h"
#include "base/err.h"
#include "dns/rdns.h"
#include "name/embedded.h"
#include "wire/offence.h"

#define BIT(n) (1u << (n))
#define BITS 8

const char *
words_word(enum words_of of, unsigned n)
{
	static const char *const helo[HELO_WORDS] = { "numeric", "own",
		"name", "client", "sender" };
	static const char *const host[HOST_WORDS] = { "mx", "a", "net24",
		"net16", "other", "private", "nowhere" };
	static const char *const neighbours[NEIGHBOURS_WORDS] = { "same",
		"other", "none" };

	switch (of) {
	case WORDS_EMBEDDED:
		return embedded_word((enum embedded_kind)n);
	case WORDS_STATES:
		return rdns_word((enum rdns_state)n);
	case WORDS_OFFENCES:
		return offence_word(n);
	case WORDS_HELO:
		return helo[n];
	case WORDS_HOSTS:
		return host[n];
	case WORDS_NEIGHBOURS:
		break;
	}
	return neighbours[n];
}

/* The words that are asked for. */
static unsigned
known(enum words_of of)
{
	static const unsigned char bits[] = {
		[WORDS_EMBEDDED] = BIT(EMBEDDED_FULL) | BIT(EMBEDDED_PART),
		[WORDS_STATES] = BIT(RDNS_NONE) | BIT(RDNS_UNCONFIRMED) |
		    BIT(RDNS_CONFIRMED) | BIT(RDNS_UNKNOWN),
		[WORDS_OFFENCES] = BIT(OFFENCES) - 1,
		[WORDS_HELO] = BIT(HELO_WORDS) - 1,
		[WORDS_HOSTS] = BIT(HOST_WORDS) - 1,
		[WORDS_NEIGHBOURS] = BIT(NEIGHBOURS_WORDS) - 1 };

	return bits[of];
}

int
words_add(struct packed *out, enum words_of of, const char *text,
    struct err *e)
{
	static const char *const what[] = {
		[WORDS_EMBEDDED] =
		    "@embedded, @embedded=full or @embedded=partial",
		[WORDS_STATES] = "none, unconfirmed, confirmed or unknown",
		[WORDS_OFFENCES] =
		    "trap, storm, broadband, early-talker or manual",
		[WORDS_HELO] = "numeric, own, name, client or sender",
		[WORDS_HOSTS] =
		    "mx, a, net24, net16, other, private or nowhere",
		[WORDS_NEIGHBOURS] = "same, other or none" };
	unsigned n;

	for (n = 0; n < BITS; n++)
		if ((known(of) & BIT(n)) != 0 &&
		    strcmp(words_word(of, n), text) == 0)
			break;
	if (n == BITS)
		return err_perm(e, 0, "\"%.32s\" is not known here: write %s",
		    text, what[of]);
	if (out->len == 0 && packed_add(out, "", 1, e) == -1)
		return -1;
	out->data[0] |= (unsigned char)BIT(n);
	return 0;
}

int
words_bits(unsigned *out, enum words_of of, const char *text, struct err *e)
{
	struct alternatives a = alternatives_of(text);
	unsigned char bits = 0;
	struct packed words = { &bits, 0, sizeof(bits) };
	char word[32];

	while (*text != '\0' && alternatives_next(&a)) {
		if (a.len >= sizeof(word))
			a.len = sizeof(word) - 1; /* no word is so long */
		memcpy(word, a.text, a.len);
		word[a.len] = '\0';
		if (words_add(&words, of, word, e) == -1)
			return -1;
	}
	*out = bits;
	return 0;
}

bool
words_have(struct packed_cursor at, unsigned n)
{
	const unsigned char *bits = packed_take(&at, 1);

	return bits != NULL && (*bits & BIT(n)) != 0;
}

bool
words_are_sound(struct packed_cursor at, enum words_of of)
{
	return at.left == 0 ||
	    (at.left == 1 && *at.at != 0 && (*at.at & ~known(of)) == 0);
}

void
words_format(struct buf *out, struct packed_cursor at, enum words_of of)
{
	const char *comma = "";
	unsigned n;

	for (n = 0; n < BITS; n++) {
		if ((known(of) & BIT(n)) == 0 || !words_have(at, n))
			continue;
		buf_add_text(out, comma);
		buf_add_text(out, words_word(of, n));
		comma = ",";
	}
}
