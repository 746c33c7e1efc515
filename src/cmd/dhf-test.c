/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "policy/library.h"
#include "policy/listing.h"
#include "policy/report.h"

#define NAME "dhf-test"
#define VERSION "0.1.0"
#define USAGE "usage: " NAME " [-a | -d | -l] [-j] [-f file] [-t entry] " \
	"[-x entry] [-b] | -h | -v\n"

struct options {
	const char *file;
	bool settings, rules, batch, json;
	const char *test, *explain; /* entries; NULL: not asked for */
};

static const char help[] = USAGE
    "  -a, --list-all       settings and rules (-d -l)\n"
    "  -d, --list-defaults  settings: default actions, reply codes, ...\n"
    "  -l, --list           rules, as action -> expression\n"
    "  -f, --file file      rule text or image, instead of /etc/dhf.conf\n"
    "  -t, --test entry     what becomes of HOST, IP or HOST/IP\n"
    "  -x, --explain entry  the same, with every rule considered\n"
    "  -b, --batch          read IP<TAB>HOST lines, write verdicts\n"
    "  -j, --json           JSON lines for -t, -x and -b\n"
    "  -h, --help           this help\n"
    "  -v, --version        the version\n";

static _Noreturn void
die(const struct err *e)
{
	(void)fflush(stdout);
	(void)fprintf(stderr, NAME ": %s\n", e->msg);
	exit(err_status(e));
}

static _Noreturn void
leave(FILE *out, const char *text, int status)
{
	(void)fputs(text, out);
	exit(status);
}

static void
option(struct options *opt, int ch)
{
	switch (ch) {
	case 'a':
		opt->settings = opt->rules = true;
		break;
	case 'd':
		opt->settings = true;
		break;
	case 'l':
		opt->rules = true;
		break;
	case 'f':
		opt->file = optarg;
		break;
	case 't':
		opt->test = optarg;
		break;
	case 'x':
		opt->explain = optarg;
		break;
	case 'b':
		opt->batch = true;
		break;
	case 'j':
		opt->json = true;
		break;
	case 'h':
		leave(stdout, help, 0);
	case 'v':
		leave(stdout, NAME " " VERSION "\n", 0);
	default:
		leave(stderr, USAGE, 100);
	}
}

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "list-all", no_argument, NULL, 'a' },
		{ "list-defaults", no_argument, NULL, 'd' },
		{ "list", no_argument, NULL, 'l' },
		{ "file", required_argument, NULL, 'f' },
		{ "test", required_argument, NULL, 't' },
		{ "explain", required_argument, NULL, 'x' },
		{ "batch", no_argument, NULL, 'b' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 }
	};
	int ch;

	opt->file = "/etc/dhf.conf";
	while ((ch = getopt_long(argc, argv, "adlf:t:x:bjhv", longs, NULL)) !=
	    -1)
		option(opt, ch);
	if (optind < argc || (!opt->settings && !opt->rules && !opt->batch &&
	    opt->test == NULL && opt->explain == NULL))
		leave(stderr, USAGE, 100);
}

/* Answer one line of the batch.  -1 with *e if it has no tab. */
static int
batch_line(struct report *r, char *line, struct err *e)
{
	char *tab = strchr(line, '\t');

	line[strcspn(line, "\r\n")] = '\0';
	if (tab == NULL)
		return err_perm(e, 0, "no tab: write IP<TAB>HOST, HOST being "
		    "\"-\" for a client without a name");
	*tab = '\0';
	tab[1 + strcspn(tab + 1, "\t")] = '\0';
	return report_client(r, line, tab + 1, e);
}

/* Answer every line of standard input; the exit status, or -1 with *e. */
static int
batch(struct report *r, struct err *e)
{
	unsigned long number = 0;
	int status = 0;
	char *line = NULL;
	size_t cap = 0;

	while (getline(&line, &cap, stdin) != -1) {
		number++;
		if (batch_line(r, line, e) == 0)
			continue;
		(void)fprintf(stderr, NAME ": standard input:%lu: %s\n",
		    number, e->msg);
		if (status != 111) /* the temporary one tells more */
			status = err_status(e);
	}
	free(line);
	if (ferror(stdin))
		return err_temp(e, errno, "read standard input");
	return status;
}

/* The exit status, or -1 with *e. */
static int
run(const struct options *opt, struct library *lib, struct err *e)
{
	struct report r = { stdout, lib, time(NULL), opt->json };
	int status = 0;

	if (opt->settings)
		listing_settings(stdout, &lib->rules.settings);
	if (opt->rules && listing_rules(stdout, &lib->rules, e) == -1)
		return -1;
	if (opt->explain != NULL)
		status = report_entry(&r, opt->explain, true, e);
	if (opt->test != NULL && status != -1)
		status = report_entry(&r, opt->test, false, e);
	return opt->batch && status != -1 ? batch(&r, e) : status;
}

/*
 * Ask the rules as dyn-host-filter(1) does, and show what they say.
 */
int
main(int argc, char *argv[])
{
	struct options opt = { 0 };
	struct library *lib;
	struct err e = { 0 };
	int status;

	options_parse(&opt, argc, argv);
	if ((lib = library_open(opt.file, stderr, time(NULL), &e)) == NULL)
		die(&e);
	status = run(&opt, lib, &e);
	library_close(lib);
	if (status == -1)
		die(&e);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		(void)err_temp(&e, errno, "write the answer");
		die(&e);
	}
	return status;
}
