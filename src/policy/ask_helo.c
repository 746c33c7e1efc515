/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ask_helo.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "policy/untold.h"
#include "policy/view.h"
#include "rule/criterion.h"
#include "rule/image.h"
#include "rule/mailbox.h"
#include "rule/suffixes.h"
#include "rule/words.h"

/* The last two labels, where nobody knows the public suffixes. */
static const char *
last_two(const char *name, size_t len)
{
	const char *at = name + len;
	int dots = 0;

	while (at > name && (at[-1] != '.' || ++dots < 2))
		at--;
	return at;
}

/* Whether two names have one registered domain; *out is false before. */
static int
same_owner(bool *out, const struct view *v, const char *a, const char *b,
    struct err *e)
{
	const size_t a_len = strlen(a), b_len = strlen(b);
	size_t a_at, b_at;

	if (strchr(a, '.') == NULL)
		return 0; /* b may be the same */
	if (v->img->head.suffixes.len == 0) {
		*out = strcmp(last_two(a, a_len), last_two(b, b_len)) == 0;
		return 0;
	}
	if (suffixes_domain(&a_at, v->img, a, a_len, e) == -1 ||
	    suffixes_domain(&b_at, v->img, b, b_len, e) == -1)
		return -1;
	*out = strcmp(a + a_at, b + b_at) == 0;
	return 0;
}

/* Compare with the client's name. */
static int
ask_name(enum answer *out, const struct view *v, bool whole, struct err *e)
{
	const struct evidence *ev = v->client->ev;
	bool same = false;

	*out = ev->has_name;
	if (ev->has_name != ANSWER_YES)
		return 0;
	if (whole)
		same = strcmp(ev->helo, ev->name) == 0;
	else if (same_owner(&same, v, ev->helo, ev->name, e) == -1)
		return -1;
	*out = same ? ANSWER_YES : ANSWER_NO;
	return 0;
}

static int
ask_sender(enum answer *out, const struct view *v, struct err *e)
{
	const struct evidence *ev = v->client->ev;
	bool same = false;

	*out = ANSWER_UNKNOWN;
	if (ev->sender == NULL)
		return 0;
	if (same_owner(&same, v, ev->helo, ev->sender->domain, e) == -1)
		return -1;
	*out = same ? ANSWER_YES : ANSWER_NO;
	return 0;
}

/* Whether it is an address; own: in brackets, and the client's. */
static enum answer
ask_address(const struct evidence *ev, bool own)
{
	struct ip ip;

	return helo_address(&ip, ev->helo) && (!own || (ev->helo[0] == '[' &&
	    ev->has_ip && ip_compare(&ip, &ev->ip) == 0)) ? ANSWER_YES :
	    ANSWER_NO;
}

static int
ask_word(enum answer *out, const struct view *v, unsigned n, struct err *e)
{
	switch ((enum helo_word)n) {
	case HELO_NAME:
	case HELO_CLIENT:
		return ask_name(out, v, n == HELO_NAME, e);
	case HELO_SENDER:
		return ask_sender(out, v, e);
	default:
		*out = ask_address(v->client->ev, n == HELO_OWN);
		return 0;
	}
}

/* Ask once what is known for good. */
static int
ask_once(enum answer *out, const struct view *v, unsigned n, struct err *e)
{
	struct client *k = v->client;
	const unsigned bit = 1u << n;

	if ((k->helo_known & bit) != 0) {
		*out = (k->helo_is & bit) != 0 ? ANSWER_YES : ANSWER_NO;
		return 0;
	}
	if (ask_word(out, v, n, e) == -1)
		return -1;
	if (*out != ANSWER_YES && *out != ANSWER_NO)
		return 0;
	k->helo_known |= bit;
	k->helo_is = *out == ANSWER_YES ? k->helo_is | bit : k->helo_is & ~bit;
	return 0;
}

int
ask_helo_is(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e)
{
	enum answer one;
	unsigned n;

	if (v->client->ev->helo == NULL) {
		answer_untold(f, v->client->ev, c);
		return 0;
	}
	f->answer = ANSWER_NO;
	for (n = 0; n < HELO_WORDS && f->answer != ANSWER_YES; n++) {
		if (!words_have(criterion_value(c), n))
			continue;
		if (ask_once(&one, v, n, e) == -1)
			return -1;
		if (one == ANSWER_YES || one == ANSWER_WAITING ||
		    f->answer == ANSWER_NO)
			f->answer = one;
	}
	return 0;
}
