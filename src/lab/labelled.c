/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/labelled.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"

#define YEAR_MAX 9999u

/* Columns; more may follow, for other readers. */
enum { IP, HOST, LABEL, FORM, YEAR, COLUMNS };

static void
split(char *column[COLUMNS], char *line)
{
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		column[i] = line;
		line += strcspn(line, "\t");
		if (*line != '\0')
			*line++ = '\0';
	}
}

static int
client(struct evidence *ev, const char *ip, const char *host, struct err *e)
{
	bool alone = strcmp(ip, "-") == 0;

	if (*ip == '\0' || *host == '\0')
		return err_perm(e, 0, "no %s: write \"-\" if there is none",
		    *ip == '\0' ? "address" : "host");
	if (alone && strlen(host) == 1 && strchr("-?", *host) != NULL)
		return err_perm(e, 0, "neither address nor host name");
	evidence_init(ev);
	evidence_host(ev, host);
	return alone ? 0 : evidence_ip(ev, ip, e);
}

static int
words(struct labelled *out, char *const column[COLUMNS], struct err *e)
{
	const char *year = column[YEAR];

	if (*column[LABEL] == '\0')
		return err_perm(e, 0, "no label: write IP<TAB>HOST<TAB>LABEL");
	if (strlen(column[LABEL]) > LABELLED_WORD ||
	    strlen(column[FORM]) > LABELLED_WORD)
		return err_perm(e, 0, "label or form of more than %d bytes",
		    LABELLED_WORD);
	out->label = column[LABEL];
	out->form = column[FORM];
	out->year = 0;
	if (*year == '\0' || strcmp(year, "-") == 0)
		return 0;
	if (num_unsigned(&out->year, year, YEAR_MAX, e) == -1 ||
	    strlen(year) != 4)
		return err_perm(e, 0, "year \"%.16s\" is none: write four "
		    "digits, or \"-\" if it is not known", year);
	return 0;
}

/* Write the client as dhf-test -x takes it. */
static void
entry(struct labelled *out)
{
	const struct evidence *ev = &out->ev;
	const char *name = ev->has_name == ANSWER_WAITING ? "?" : ev->name;

	(void)snprintf(out->entry, sizeof(out->entry), "%s%s%s", name,
	    *name != '\0' && ev->has_ip ? "/" : "", ev->ip_text);
}

enum labelled_answer
labelled_parse(struct labelled *out, char *line, size_t len, struct err *e)
{
	char *column[COLUMNS];

	if (strlen(line) != len) {
		(void)err_perm(e, 0, "a NUL byte: is this a text file?");
		return LABELLED_FAILED;
	}
	if (len > 0 && line[len - 1] == '\n')
		line[--len] = '\0';
	if (len > 0 && line[len - 1] == '\r')
		line[--len] = '\0';
	if (*line == '#' || strspn(line, " \t") == len)
		return LABELLED_NONE;
	split(column, line);
	if (client(&out->ev, column[IP], column[HOST], e) == -1 ||
	    words(out, column, e) == -1)
		return LABELLED_FAILED;
	entry(out);
	return LABELLED_CLIENT;
}
