/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"

enum parse_answer
import_add(struct import *im, struct rule *r, const struct criterion *crit,
    const struct place *at)
{
	size_t len = r->crit_len * sizeof(*crit);
	struct criterion *copy = arena_alloc(&im->book->arena, len);
	int64_t file = rulebook_file(im->book, im->name, im->e);

	if (copy == NULL)
		(void)err_memory(im->e);
	if (copy == NULL || file == -1)
		return PARSE_FAILED;
	memcpy(copy, crit, len);
	r->crit = copy;
	r->file = (uint32_t)file;
	r->line = at->line;
	return rulebook_add(im->book, r, at, im->e) == 0 ? PARSE_OK :
	    PARSE_FAILED;
}

int
import_begin(struct rule *out, struct import *im, enum rule_action otherwise,
    const char *text)
{
	*out = rulebook_blank();
	out->action = im->action != -1 ? (enum rule_action)im->action :
	    otherwise;
	out->crit_len = 1;
	out->source = arena_copy(&im->book->arena, text, strlen(text));
	return out->source != NULL ? 0 : err_memory(im->e);
}

enum parse_answer
import_open(struct import *im, struct source *s)
{
	if (source_open(s, &im->book->arena, im->path, im->e) == 0)
		return PARSE_OK;
	if (err_passes(im->e))
		return PARSE_FAILED;
	diag_skip_end(im->book->diag);
	diag_error(im->book->diag, &im->at, "%s: name a list that can be read",
	    im->e->msg);
	return PARSE_WRONG;
}

const char *
import_text(struct import *im, const char *text)
{
	char *copy = arena_alloc(&im->book->arena, 2 * strlen(text) + 1);
	char *to = copy;

	if (copy == NULL) {
		(void)err_memory(im->e);
		return NULL;
	}
	for (; *text != '\0'; text++) {
		*to++ = *text >= ' ' && *text <= '~' ? *text : ' ';
		if (*text == '%')
			*to++ = '%';
	}
	return copy;
}
