/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_access.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/grow.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/access_key.h"
#include "import/postfix_result.h"

/* A line, or one reading of it, until all are sorted. */
struct entry {
	struct access_key key;
	struct rule rule;
	struct place place;
	size_t number; /* to keep equals in the order of the file */
};

struct entries {
	struct import *im;
	struct entry *entry; /* owned */
	size_t len, cap;
};

static enum parse_answer
no_memory(struct import *im)
{
	(void)err_memory(im->e);
	return PARSE_FAILED;
}

static enum parse_answer
keep(struct entries *all, const struct access_key *key, const struct rule *r,
    const struct place *at)
{
	struct entry *grown = grow_array(all->entry, all->len, &all->cap,
	    sizeof(*grown));

	if (grown == NULL)
		return no_memory(all->im);
	all->entry = grown;
	grown[all->len] = (struct entry){ .key = *key, .rule = *r,
		.place = *at, .number = all->len };
	all->len++;
	return PARSE_OK;
}

/* postmap folds keys to lower case. */
static char *
key_copy(struct import *im, const char *text, size_t len)
{
	char *copy = arena_copy(&im->book->arena, text, len), *p;

	for (p = copy; p != NULL && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

/* A key and its result. */
static enum parse_answer
add_line(struct entries *all, const struct line *l, size_t key_len)
{
	struct import *im = all->im;
	char *text = key_copy(im, l->text, key_len);
	char *value = line_skip(l->text + key_len);
	struct place value_at = line_place(l, value);
	struct access_key key[ACCESS_KEYS];
	struct rule r = rulebook_blank();
	enum parse_answer answer;
	size_t keys, i;

	if (text == NULL)
		return no_memory(im);
	answer = access_key_read(key, &keys, im, text, &l->place);
	if (answer != PARSE_OK || keys == 0)
		return answer;
	r.source = text;
	line_unfold(value);
	answer = postfix_result(&r, im, value, &value_at);
	for (i = 0; i < keys && answer == PARSE_OK; i++)
		answer = keep(all, &key[i], &r, &l->place);
	return answer;
}

/* The length of the key: up to a blank that is not inside quotes. */
static size_t
key_length(const char *p)
{
	const char *start = p;
	bool quoted = false;

	for (; *p != '\0' && (quoted || !line_blank(*p)); p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '"')
			quoted = !quoted;
	return (size_t)(p - start);
}

static enum parse_answer
read_line(struct entries *all, struct line *l)
{
	size_t len;

	if (line_blank(*l->text)) {
		diag_warn(all->im->book->diag, &l->place, "a blank before the "
		    "first line: Postfix leaves it out, and so it is here: "
		    "write it without");
		return PARSE_OK;
	}
	line_trim(l->text);
	len = key_length(l->text);
	if (l->text[len] != '\0')
		return add_line(all, l, len);
	diag_warn(all->im->book->diag, &l->place, "nothing behind the key: "
	    "Postfix leaves the line out, and so it is here: write the action, "
	    "OK or REJECT");
	return PARSE_OK;
}

static int
by_search(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->key.rank != y->key.rank)
		return x->key.rank < y->key.rank ? -1 : 1;
	if (x->key.len != y->key.len) /* longest first */
		return x->key.len > y->key.len ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static enum parse_answer
add_sorted(struct entries *all)
{
	size_t i;

	if (all->len > 0)
		qsort(all->entry, all->len, sizeof(*all->entry), by_search);
	for (i = 0; i < all->len; i++) {
		struct entry *x = &all->entry[i];

		x->rule.crit_len = x->key.crit_len;
		if (import_add(all->im, &x->rule, x->key.crit, &x->place) !=
		    PARSE_OK)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}

enum parse_answer
import_access(struct import *im)
{
	struct entries all = { .im = im };
	enum parse_answer answer = PARSE_OK;
	struct source s;
	struct line l;

	if ((answer = import_open(im, &s)) != PARSE_OK)
		return answer;
	while (answer != PARSE_FAILED && source_line(&s, SOURCE_INDENT, &l))
		answer = read_line(&all, &l);
	if (answer != PARSE_FAILED)
		answer = add_sorted(&all);
	free(all.entry);
	return answer;
}
