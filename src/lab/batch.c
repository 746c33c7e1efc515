/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/batch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/lines.h"
#include "build/library.h"
#include "lab/dynatest.h"
#include "lab/evaluate.h"
#include "lab/evaluate_report.h"
#include "lab/labelled.h"
#include "lab/report.h"
#include "lab/tally.h"

/* Take LF or CR LF off a line as getline(3) has it.  -1 with *e if it is more
 * than one line, or no text. */
static int
line_cut(char *line, size_t len, struct err *e)
{
	if (strlen(line) != len)
		return err_perm(e, 0, "a NUL byte: is this a text file?");
	if (len > 0 && line[len - 1] == '\n')
		line[--len] = '\0';
	if (len > 0 && line[len - 1] == '\r')
		line[--len] = '\0';
	if (memchr(line, '\r', len) != NULL)
		return err_perm(e, 0, "a CR within the line: end lines with "
		    "LF, or CR LF");
	return 0;
}

/* Answer one line of the batch.  -1 with *e if it has no tab. */
static int
batch_line(void *arg, char *line, size_t len, struct err *e)
{
	char *tab;

	if (line_cut(line, len, e) == -1)
		return -1;
	if ((tab = strchr(line, '\t')) == NULL)
		return err_perm(e, 0, "no tab: write IP<TAB>HOST, HOST being "
		    "\"-\" for a client without a name");
	*tab = '\0';
	tab[1 + strcspn(tab + 1, "\t")] = '\0';
	return report_client(arg, line, tab + 1, e);
}

/* Answer one line as DynaTest does; none is wrong. */
static int
dynatest_line(void *arg, char *line, size_t len, struct err *e)
{
	const char *host = "?";
	char *tab;

	if (line_cut(line, len, e) == -1)
		return -1;
	if (*line == '\0')
		return 0;
	if ((tab = strchr(line, '\t')) != NULL) {
		*tab = '\0';
		host = tab + 1;
		tab[1 + strcspn(host, "\t")] = '\0';
	}
	return dynatest_client(arg, line, host, e);
}

int
batch_answer(struct report *r, const char *program, bool dynatest,
    struct err *e)
{
	struct lines l = { program, "standard input", stdin,
		dynatest ? dynatest_line : batch_line, r, 0 };

	return lines_answer(&l, e);
}

static int
evaluate_line(void *arg, char *line, size_t len, struct err *e)
{
	struct labelled client;

	switch (labelled_parse(&client, line, len, e)) {
	case LABELLED_CLIENT:
		return evaluate_client(arg, &client, e);
	case LABELLED_NONE:
		return 0;
	case LABELLED_FAILED:
		break;
	}
	return -1;
}

int
batch_evaluate(struct report *r, const char *program, const char *path,
    struct err *e)
{
	struct tally t = { 0 };
	struct evaluate ev = { &r->lib->decider, &t, r->now_s, r->told };
	struct lines l = { program, path, stdin, evaluate_line, &ev, 0 };
	int status;

	if (strcmp(path, "-") == 0)
		l.name = "standard input";
	else if ((l.in = fopen(path, "r")) == NULL)
		return err_temp(e, errno, "open %s", path);
	status = lines_answer(&l, e);
	if (status == 0 && t.slices == 0)
		status = err_perm(e, 0, "%s: no client in it", l.name);
	if (status != -1) {
		if (!tally_asks(&t))
			(void)fprintf(stderr, "%s: %s: no label that says "
			    "what is right: dynamic, bad, spam, legit, good, "
			    "ham\n", program, l.name);
		tally_end(&t);
		if (r->json)
			evaluate_report_json(r->out, &t, l.bad);
		else
			evaluate_report_text(r->out, &t);
		if (status == 0 && !tally_is_clean(&t))
			status = 1;
	}
	tally_free(&t);
	if (l.in != stdin)
		(void)fclose(l.in);
	return status;
}
