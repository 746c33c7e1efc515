/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_TOKEN_H
#define DHF_MAIL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * token - words and comments of a structured header field (RFC 5322 section
 * 3.2), as servers write them, which is not always as that says
 *
 * Folds are blanks.  Words go from blank to blank, or to a semicolon, a comment
 * or a NUL; what is quoted behind a "<" is one word with what is around it.
 * Comments nest, and hold a backslash with what follows it, and an address in
 * angle brackets whose local part is quoted.
 */
enum token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_COMMENT,  /* without its parentheses */
	TOKEN_SEMICOLON,
	TOKEN_OPEN      /* a parenthesis that is missing its other one */
};

struct token {
	enum token_kind kind;
	const char *at; /* borrowed from the text */
	size_t len;
	bool glued;     /* no blank is between it and the token before it, and
	                   one of the two is a comment */
};

/* What is left of a text. */
struct tokens {
	const char *at, *end;
	enum token_kind last; /* what was read: TOKEN_END at first */
};

/* Read the next token.  Behind TOKEN_END and TOKEN_OPEN nothing more comes. */
enum token_kind token_next(struct token *out, struct tokens *t);

/* Whether it is a word, in whatever case. */
bool token_is(const struct token *t, const char *word);

/* Whether it begins with text, in whatever case. */
bool token_begins(const struct token *t, const char *text);

/* Whether word stands within it, in whatever case, between blanks of which the
 * first is behind a parenthesis or bracket that closes, or a semicolon is
 * somewhere before. */
bool token_hides(const struct token *t, const char *word);

/* Whether a comment has a quote that is missing its other one, or a word has
 * any but those around a local part behind "<", or around a domain. */
bool token_is_open(const struct token *t);

/* Whether it is between words. */
bool token_is_blank(char c);

#endif
