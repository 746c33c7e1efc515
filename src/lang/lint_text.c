/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_text.h"

#include <string.h>

#include "book/rulebook.h"

/* The letters that smtp/reply.h puts something in place of. */
#define WORDS "himrstw"

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether two digits of an octet stand there, as in the path of a URL. */
static bool
is_octet(const char *at)
{
	return strspn(at, "0123456789abcdefABCDEF") >= 2;
}

/* The first "%" with a letter that is one of the words, or is not; NULL if
 * there is none. */
static const char *
find(const char *text, bool word)
{
	const char *at;

	for (at = text; (at = strchr(at, '%')) != NULL; at++) {
		if (at[1] == '%')
			at++;
		else if (is_letter(at[1]) &&
		    (strchr(WORDS, at[1]) != NULL) == word &&
		    (word || !is_octet(at + 1)))
			return at;
	}
	return NULL;
}

static void
warn_unknown(struct rulebook *b, const struct place *at, const char *what,
    const char *text)
{
	const char *odd = find(text, false);

	if (odd != NULL)
		diag_warn(b->diag, at, "\"%.2s\" in %s stands for nothing and "
		    "is sent as it is: write one of %%h, %%i, %%m, %%r, %%s, "
		    "%%t and %%w, or %%%% for a percent sign", odd, what);
}

void
lint_text(struct rulebook *b, size_t i)
{
	const struct rule *r = &b->rule[i];
	const char *word = find(r->remedy, true);

	warn_unknown(b, &b->place[i], "text=", r->text);
	if (word != NULL)
		diag_warn(b->diag, &b->place[i], "\"%.2s\" in remedy= is sent "
		    "as it is: only in texts it stands for something", word);
}

void
lint_text_settings(struct rulebook *b)
{
	static const struct {
		const char *name;
		unsigned text;
	} sent[] = {
		{ "reply_text", SET_REPLY_TEXT },
		{ "unresolved_text", SET_UNRESOLVED_TEXT },
		{ "reply_url", SET_REPLY_URL },
		{ "defer_text", SET_DEFER_TEXT },
		{ "greylist_text", SET_GREYLIST_TEXT },
	};
	size_t i;

	for (i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
		warn_unknown(b, &b->set_at[settings_find(sent[i].name)],
		    sent[i].name, b->settings.text[sent[i].text]);
}
