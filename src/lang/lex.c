/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lex.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "book/source.h"

/* Copy a quoted run behind its opening quote at p to *to; the byte behind
 * the closing quote, or NULL if there is none.  Where lines are joined, the
 * blank that was a backslash is enough. */
static char *
quoted_run(char *p, char **to)
{
	for (; *p != '"'; p++) {
		if (*p == '\0')
			return NULL;
		if (*p == '\\' && p[1] != '\0' && *++p != '"')
			*(*to)++ = '\\';
		if (*p != '\n' && (*p != '\r' || p[1] != '\n'))
			*(*to)++ = *p;
	}
	return p + 1;
}

/* Bytes from p to the end of the word, its quotes included. */
static size_t
word_len(const char *p)
{
	bool quoted = false;
	size_t i;

	for (i = 0; p[i] != '\0' && (quoted || !line_blank(p[i])); i++) {
		if (p[i] == '"')
			quoted = !quoted;
		else if (quoted && p[i] == '\\' && p[i + 1] != '\0')
			i++;
	}
	return i;
}

enum lex_answer
lex_word(struct word *out, char **p, struct arena *a)
{
	char *from = line_skip(*p), *to, *next;

	*p = from;
	if (*from == '\0' || *from == '#')
		return LEX_END;
	if ((to = arena_alloc(a, word_len(from) + 1)) == NULL)
		return LEX_FAILED;
	out->text = to;
	out->at = from;
	while (*from != '\0' && !line_blank(*from)) {
		if (*from != '"') {
			*to++ = *from++;
			continue;
		}
		if ((next = quoted_run(from + 1, &to)) == NULL) {
			out->at = from;
			return LEX_OPEN_QUOTE;
		}
		from = next;
	}
	*to = '\0';
	*p = from;
	return LEX_WORD;
}
