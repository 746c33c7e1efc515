/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/exempt_text.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/table.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "rule/exempt.h"

const char *
exempt_text_keep(struct arena *a, const char *file, const char *value)
{
	struct buf text = { 0 };
	const char *word, *path, *copy = NULL, *comma = "";
	size_t len;

	for (; exempt_next(&word, &len, &value); comma = ",") {
		buf_add_text(&text, comma);
		if (len < 2 || *word != EXEMPT_FILE) {
			buf_add(&text, word, len);
			continue;
		}
		path = arena_copy(a, word + 1, len - 1);
		if (path != NULL)
			path = source_beside(a, file, path);
		if (path == NULL)
			goto out;
		buf_add(&text, word, 1);
		buf_add_text(&text, path);
	}
	if (!text.failed)
		copy = arena_copy(a, (const char *)text.data, text.len);
out:
	buf_free(&text);
	return copy;
}

static enum parse_answer
no_memory(struct err *e)
{
	(void)err_memory(e);
	return PARSE_FAILED;
}

/* One entry of a file. */
static enum parse_answer
take(struct rulebook *b, const char *text, const struct place *at,
    struct err *e)
{
	char entry[EXEMPT_SIZE];
	const char *copy;
	uint32_t *flags;

	if (exempt_entry(entry, text, strlen(text), e) == -1) {
		diag_error(b->diag, at, "%s", e->msg);
		return PARSE_WRONG;
	}
	copy = arena_copy(&b->arena, entry, strlen(entry));
	if (copy == NULL ||
	    (flags = table_put(&b->exempt, copy, strlen(copy))) == NULL)
		return no_memory(e);
	*flags = 1;
	if (b->exempt.len <= EXEMPT_TEXT_MOST)
		return PARSE_OK;
	diag_error(b->diag, at, "more than %d recipients: write @DOMAIN where "
	    "all of one domain are meant", EXEMPT_TEXT_MOST);
	return PARSE_WRONG;
}

/* A comment begins the line, or stands behind a blank: "a#b@c" has none. */
static void
cut_comment(char *text)
{
	char *p = text;

	while ((p = strchr(p, '#')) != NULL && p > text && p[-1] != ' ' &&
	    p[-1] != '\t')
		p++;
	if (p != NULL)
		*p = '\0';
}

static enum parse_answer
read_file(struct rulebook *b, struct source *s, struct err *e)
{
	enum parse_answer all = PARSE_OK, one;
	struct line l;
	char *text;

	while (b->exempt.len <= EXEMPT_TEXT_MOST &&
	    source_line(s, SOURCE_PLAIN, &l)) {
		text = line_skip(l.text);
		cut_comment(text);
		line_trim(text);
		if (*text == '\0')
			continue;
		l.place = line_place(&l, text);
		if ((one = take(b, text, &l.place, e)) == PARSE_FAILED)
			return one;
		if (one != PARSE_OK)
			all = one;
	}
	return all;
}

/* Read the file that a word of the setting names. */
static enum parse_answer
load(struct rulebook *b, const char *word, size_t len, struct err *e)
{
	const struct place *at =
	    &b->set_at[settings_find("exempt_rcpt")];
	const char *path = arena_copy(&b->arena, word + 1, len - 1);
	size_t before = b->exempt.len;
	enum parse_answer answer;
	struct source s;

	if (path == NULL)
		return no_memory(e);
	if (source_open(&s, &b->arena, path, e) == -1) {
		if (err_passes(e))
			return PARSE_FAILED;
		diag_error(b->diag, at, "%s: name a file that can be read, or "
		    "take it out", e->msg);
		return PARSE_WRONG;
	}
	answer = read_file(b, &s, e);
	if (answer == PARSE_OK && b->exempt.len == before)
		diag_warn(b->diag, at, "%.256s has no recipient: write one a "
		    "line, or take the file out", path);
	return answer;
}

enum parse_answer
exempt_text_load(struct rulebook *b, struct err *e)
{
	const char *setting = b->settings.text[SET_EXEMPT_RCPT], *word;
	enum parse_answer all = PARSE_OK, one;
	size_t len;

	while (exempt_next(&word, &len, &setting)) {
		if (*word != EXEMPT_FILE)
			continue;
		if ((one = load(b, word, len, e)) == PARSE_FAILED)
			return one;
		if (one != PARSE_OK)
			all = one;
	}
	return all;
}
