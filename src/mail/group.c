/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/group.h"

#include <stddef.h>
#include <string.h>

#include "mail/literal.h"

struct token
group_behind_at(struct token word)
{
	size_t i;

	for (i = word.len; i > 0; i--)
		if (word.at[i - 1] == '@')
			break;
	word.at += i;
	word.len -= i;
	return word;
}

/* Whether it is a comment within one that may be around the address. */
static bool
is_nested_address(const struct token *t)
{
	return t->kind == TOKEN_COMMENT && memchr(t->at, '[', t->len) != NULL;
}

/* The address in a comment: alone, or in brackets behind one word at most. */
static enum group
comment_address(struct ip *out, const struct token *comment)
{
	struct tokens t = { comment->at, comment->at + comment->len,
		TOKEN_END };
	struct token word, own;
	struct ip ip, first = { 0 };
	size_t words = 0, found = 0, at = 0;

	while (token_next(&word, &t) != TOKEN_END) {
		if (word.kind == TOKEN_OPEN || is_nested_address(&word))
			return GROUP_UNSURE;
		own = group_behind_at(word);
		if (literal_bracket(&ip, own.at, own.len) ||
		    (own.len < word.len && literal_port(&ip, own.at,
			own.len))) {
			*out = ip;
			at = words;
			found++;
		}
		if (words++ == 0 && own.kind == TOKEN_WORD) {
			if (own.len > 0 && *own.at == '/') { /* Beehive */
				own.at++;
				own.len--;
			}
			(void)literal_port(&first, own.at, own.len);
		}
	}
	if (found == 1 && at <= 1)
		return GROUP_ADDRESS;
	if (found > 0)
		return GROUP_UNSURE;
	if (words != 1 || first.bits == 0)
		return GROUP_OTHER;
	*out = first;
	return GROUP_ADDRESS;
}

enum group
group_of(struct ip *out, const struct token *t)
{
	enum group group;

	if (t->kind == TOKEN_WORD)
		return literal_bracket(out, t->at, t->len) ? GROUP_ADDRESS :
		    GROUP_UNSURE;
	if (token_begins(t, "HELO ") || token_begins(t, "EHLO "))
		return GROUP_HELO;
	if (token_begins(t, "[unix socket]"))
		return GROUP_SOCKET;
	if (token_begins(t, "Not Verified[")) /* an address, of MailMarshal */
		return GROUP_UNSURE;
	group = comment_address(out, t);
	if (token_begins(t, "helo=") || token_begins(t, "ident=") ||
	    token_begins(t, "port="))
		return group == GROUP_OTHER ? GROUP_EXIM : GROUP_UNSURE;
	return group;
}
