/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/dynastop_setting.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "rule/settings.h"

static const struct row {
	const char *verb, *setting;
	unsigned unit_s; /* 0: a text */
	const char *unit;
} rows[] = {
	{ "MaxTTL", "dns_cache", 3600, "hours" },
	{ "GreyTTL", "greylist_delay", 60, "minutes" },
	{ "AutoGreen", "greylist_autogreen", 0, NULL },
};

/* Note that an import has set it. */
static void
set(struct import *im, const struct row *row, size_t i,
    const struct place *at)
{
	struct rulebook *b = im->book;

	if (b->given[i] == RULEBOOK_IMPORTED)
		diag_warn(b->diag, at, "%s was set before, at %s:%u: this "
		    "line counts", row->verb, b->set_at[i].file,
		    b->set_at[i].line);
	b->given[i] = RULEBOOK_IMPORTED;
	b->set_at[i] = *at;
}

static enum parse_answer
take_time(struct import *im, const struct row *row, size_t i,
    const char *value, const struct place *at)
{
	const struct setting *t = settings_get(i);
	unsigned most = (unsigned)t->highest / row->unit_s, n;

	if (num_unsigned(&n, value, INT32_MAX, im->e) == -1) {
		diag_error(im->book->diag, at, "\"%.32s\" is no number of %s: "
		    "write %s %u", value, row->unit, row->verb,
		    (unsigned)t->number / row->unit_s);
		return PARSE_WRONG;
	}
	if (n > most) {
		diag_warn(im->book->diag, at, "%s is %u %s at most, and taken "
		    "for that", row->verb, most, row->unit);
		n = most;
	}
	if (im->book->given[i] == RULEBOOK_GIVEN)
		return PARSE_OK;
	set(im, row, i, at);
	im->book->settings.number[t->at] = (int32_t)(n * row->unit_s);
	return PARSE_OK;
}

static enum parse_answer
take_path(struct import *im, const struct row *row, size_t i,
    const char *value, const struct place *at)
{
	const struct setting *t = settings_get(i);
	size_t len = 0;

	while (value[len] >= ' ' && value[len] <= '~')
		len++;
	if (value[len] != '\0' || len > RULEBOOK_TEXT_MAX) {
		diag_error(im->book->diag, at, "%s takes a path of at most %d "
		    "printable ASCII characters", row->verb,
		    RULEBOOK_TEXT_MAX);
		return PARSE_WRONG;
	}
	if (im->book->given[i] == RULEBOOK_GIVEN)
		return PARSE_OK;
	set(im, row, i, at);
	im->book->settings.text[t->at] = value;
	return PARSE_OK;
}

enum parse_answer
dynastop_setting(struct import *im, const char *verb, const char *value,
    const struct place *at)
{
	const struct row *row = rows;
	size_t i;

	while (strcmp(row->verb, verb) != 0) /* the caller has it of a table */
		row++;
	i = (size_t)settings_find(row->setting);
	return row->unit_s != 0 ? take_time(im, row, i, value, at) :
	    take_path(im, row, i, value, at);
}
