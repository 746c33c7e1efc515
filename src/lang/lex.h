/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LEX_H
#define DHF_LANG_LEX_H

struct arena;

/*
 * lex - the words of one line of the rule language
 *
 * Blanks separate words.  Double quotes, anywhere in a word, let it hold
 * blanks and '#'; inside them \" is a quote and every other backslash stays
 * what it is, because expressions are full of them.  A word that begins with
 * '#' ends the line.
 */
enum lex_answer {
	LEX_WORD,
	LEX_END,
	LEX_OPEN_QUOTE, /* no closing quote: *at is the opening one */
	LEX_FAILED      /* out of memory */
};

struct word {
	char *text;     /* without its quotes; borrowed from the arena */
	const char *at; /* where it starts in the line */
};

/* Take the next word at *p and move *p behind it. */
enum lex_answer lex_word(struct word *out, char **p, struct arena *a);

#endif
