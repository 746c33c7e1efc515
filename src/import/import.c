/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/import_access.h"
#include "import/import_networks.h"
#include "import/import_postfix.h"
#include "import/import_postgrey.h"
#include "import/import_rbldnsd.h"
#include "import/import_spamdyke.h"
#include "import/import_tcprules.h"

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

enum parse_answer
import_open(struct import *im, struct source *s)
{
	if (source_open(s, &im->book->arena, im->path, im->e) == 0)
		return PARSE_OK;
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

/* Rules that leave the import go on behind it. */
static void
close_list(struct rulebook *b, size_t from)
{
	size_t i;

	for (i = from; i < b->len; i++)
		if (b->rule[i].target == RULEBOOK_BEHIND)
			b->rule[i].target = (uint32_t)b->len;
}

static const struct {
	const char *word;
	enum parse_answer (*read)(struct import *im);
} formats[] = {
	{ "networks", import_networks },
	{ "postfix-access", import_access },
	{ "postfix-pcre", import_postfix_pcre },
	{ "postfix-cidr", import_postfix_cidr },
	{ "postgrey", import_postgrey },
	{ "rbldnsd", import_rbldnsd },
	{ "rbldnsd-ip4set", import_rbldnsd_ip4set },
	{ "rbldnsd-ip4trie", import_rbldnsd_ip4trie },
	{ "spamdyke-ip", import_spamdyke_ip },
	{ "spamdyke-rdns", import_spamdyke_rdns },
	{ "tcprules", import_tcprules },
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static enum parse_answer
unknown_format(const struct import *im, const char *format)
{
	char known[256];
	size_t len = 0, i;

	for (i = 0; i < FORMATS; i++)
		len += (size_t)snprintf(known + len, sizeof(known) - len,
		    "%s%s", i == 0 ? "" : i + 1 < FORMATS ? ", " : " or ",
		    formats[i].word);
	diag_error(im->book->diag, &im->at, "there is no import format "
	    "\"%.32s\": write %s", format, known);
	return PARSE_WRONG;
}

enum parse_answer
import_file(struct import *im, const char *format)
{
	struct diag *d = im->book->diag;
	size_t from = im->book->len, i;
	enum parse_answer answer;

	for (i = 0; i < FORMATS && strcmp(formats[i].word, format) != 0; i++)
		;
	if (i == FORMATS)
		return unknown_format(im, format);
	diag_import(d, im->path);
	if (im->options.skip)
		diag_skip_begin(d);
	answer = formats[i].read(im);
	diag_skip_end(d);
	close_list(im->book, from);
	return answer;
}
