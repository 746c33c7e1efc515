/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/token.h"

#include <string.h>
#include <strings.h>

bool
token_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

/* Longest quoted local part that is seen as one: RFC 5321 has 64 bytes for it,
 * each of which may have a backslash.  Without a limit, a field that is full of
 * beginnings would take the square of its length. */
#define QUOTED_MAX 256

/* Where a quoted local part at p, which begins with <", ends: at its "@.  NULL
 * if it is none. */
static const char *
quoted_end(const char *p, const char *end)
{
	if (end - p < 2 || p[0] != '<' || p[1] != '"')
		return NULL;
	if (end - p > QUOTED_MAX)
		end = p + QUOTED_MAX;
	for (p += 2; p < end; p++) {
		if (*p == '\\')
			p++;
		else if (*p == '"')
			return end - p > 1 && p[1] == '@' ? p : NULL;
	}
	return NULL;
}

/* The parenthesis that closes the comment whose first byte is at p, or NULL. */
static const char *
comment_end(const char *p, const char *end)
{
	const char *quoted;
	size_t depth = 0;

	for (; p < end; p++) {
		if ((quoted = quoted_end(p, end)) != NULL)
			p = quoted;
		else if (*p == '\\')
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && depth-- == 0)
			return p;
	}
	return NULL;
}

static const char *
word_end(const char *p, const char *end)
{
	const char *quoted;

	for (; p < end && !token_is_blank(*p) && *p != ';' && *p != '('; p++)
		if ((quoted = quoted_end(p, end)) != NULL)
			p = quoted;
	return p;
}

static enum token_kind
token_set(struct token *out, enum token_kind kind, const char *at,
    const char *end)
{
	out->kind = kind;
	out->at = at;
	out->len = (size_t)(end - at);
	return kind;
}

static enum token_kind
token_read(struct token *out, const char *p, const char *end)
{
	const char *closed;

	if (p == end)
		return token_set(out, TOKEN_END, p, p);
	if (*p == ';')
		return token_set(out, TOKEN_SEMICOLON, p, p + 1);
	if (*p != '(')
		return token_set(out, TOKEN_WORD, p, word_end(p, end));
	closed = comment_end(p + 1, end);
	return closed != NULL ? token_set(out, TOKEN_COMMENT, p + 1, closed) :
	    token_set(out, TOKEN_OPEN, p, end);
}

enum token_kind
token_next(struct token *out, struct tokens *t)
{
	const char *p = t->at;
	bool beside;

	while (p < t->end && token_is_blank(*p))
		p++;
	beside = p == t->at &&
	    (t->last == TOKEN_WORD || t->last == TOKEN_COMMENT);
	(void)token_read(out, p, t->end);
	out->glued = beside && (t->last == TOKEN_COMMENT ||
	    out->kind == TOKEN_COMMENT) && out->kind != TOKEN_SEMICOLON &&
	    out->kind != TOKEN_END;
	t->at = out->at + out->len + (out->kind == TOKEN_COMMENT);
	t->last = out->kind;
	return out->kind;
}

bool
token_is(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && t->len == strlen(word) &&
	    strncasecmp(t->at, word, t->len) == 0;
}

bool
token_begins(const struct token *t, const char *text)
{
	size_t len = strlen(text);

	return t->len >= len && strncasecmp(t->at, text, len) == 0;
}

/* Whether what stands at p goes on, behind a blank, where a comment or an
 * address in brackets ended, or a semicolon stands before. */
static bool
goes_on(const struct token *t, const char *p)
{
	const char *before = p;

	while (before > t->at && token_is_blank(before[-1]))
		before--;
	return before < p && before > t->at &&
	    (before[-1] == ')' || before[-1] == ']' ||
		memchr(t->at, ';', (size_t)(p - t->at)) != NULL);
}

bool
token_hides(const struct token *t, const char *word)
{
	size_t n = strlen(word), i;

	for (i = 1; i + n < t->len; i++)
		if (token_is_blank(t->at[i + n]) && goes_on(t, t->at + i) &&
		    strncasecmp(t->at + i, word, n) == 0)
			return true;
	return false;
}

bool
token_is_open(const struct token *t)
{
	const char *p = t->at, *end = t->at + t->len, *quoted;
	size_t quotes = 0;

	for (; p < end; p++)
		if ((quoted = quoted_end(p, end)) != NULL)
			p = quoted;
		else if (*p == '\\')
			p++;
		else if (*p == '"' && (p == t->at || p[-1] != '@') &&
		    (p + 1 == end || p[1] != '>'))
			quotes++;
	return t->kind == TOKEN_WORD ? quotes > 0 : quotes % 2 != 0;
}
