/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/formats.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "book/diag.h"
#include "book/rulebook.h"
#include "import/import.h"
#include "import/import_access.h"
#include "import/import_dynastop.h"
#include "import/import_networks.h"
#include "import/import_postfix.h"
#include "import/import_postgrey.h"
#include "import/import_rbldnsd.h"
#include "import/import_spamdyke.h"
#include "import/import_tcprules.h"

/* Rules that leave the import go on behind it. */
static void
close_list(struct rulebook *b, size_t from)
{
	size_t i;

	for (i = from; i < b->len; i++)
		if (b->rule[i].target == RULEBOOK_BEHIND)
			b->rule[i].target = (uint32_t)b->len;
}

/* Whether no rule from one on can hold, nor a setting has come, where nets is
 * how many networks there were. */
static bool
says_nothing(const struct rulebook *b, size_t from, size_t nets,
    const unsigned char given[SETTINGS])
{
	for (; from < b->len; from++)
		if (criterion_trait(b->rule[from].crit[0].kind)->key !=
		    INDEX_SET)
			return false;
	return b->nets.len == nets && memcmp(given, b->given, SETTINGS) == 0;
}

/* How much has been said of the rules so far. */
static size_t
complaints(const struct diag *d)
{
	size_t n = d->errors + d->warnings, i;

	for (i = 0; i < d->fold.kinds; i++)
		n += d->fold.kind[i].count;
	return n;
}

static const struct {
	const char *word;
	enum parse_answer (*read)(struct import *im);
} formats[] = {
	{ "dynastop", import_dynastop },
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
formats_import(struct import *im, const char *format)
{
	struct diag *d = im->book->diag;
	size_t from = im->book->len, nets = im->book->nets.len, said, i;
	unsigned char given[SETTINGS];
	enum parse_answer answer;

	for (i = 0; i < FORMATS && strcmp(formats[i].word, format) != 0; i++)
		;
	if (i == FORMATS)
		return unknown_format(im, format);
	diag_import(d, im->path);
	memcpy(given, im->book->given, SETTINGS);
	said = complaints(d);
	if (im->options.skip)
		diag_skip_begin(d);
	answer = formats[i].read(im);
	diag_skip_end(d);
	close_list(im->book, from);
	if (answer == PARSE_OK && !im->options.empty &&
	    complaints(d) == said &&
	    says_nothing(im->book, from, nets, given))
		diag_warn(d, &im->at, "%.200s has no rule in it: if it need "
		    "not, write empty behind the import", im->path);
	return answer;
}
