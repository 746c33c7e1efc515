/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/num.h"
#include "base/replace.h"
#include "base/usage.h"
#include "build/library.h"
#include "report/asjson.h"
#include "report/aspage.h"
#include "report/astext.h"
#include "report/census.h"
#include "report/digest.h"
#include "report/logfiles.h"
#include "report/position.h"
#include "report/progress.h"
#include "report/reader.h"
#include "report/statefile.h"
#include "serve/counts.h"

#define NAME "dhf-report"
#define USAGE "usage: " NAME " [-j | -t] [-f file] [-n rows] [-o page] " \
	"[-p file]\n                  [-s state] [--addresses | " \
	"--no-addresses] [log ...]\n       " NAME " -h | -v\n"

static const char help[] = USAGE
    "  -f file         rules, text or image: tell of those never hit\n"
    "  -j              write JSON\n"
    "  -n rows         of a table, 1 to 1000: 20\n"
    "  -o page         write a page of HTML to this file\n"
    "  -p file         write numbers for Prometheus to this file\n"
    "  -s state        remember here how far logs were read\n"
    "  -t              write text; so it does without -j, -o and -p\n"
    "  --addresses     show recipients whole\n"
    "  --no-addresses  show their domains only\n"
    "  -h, --help      this help\n"
    "  -v, --version   the version\n"
    "A log is a file, compressed or not, a folder of multilog, svlogd or\n"
    "s6-log, or - for standard input, which is read if there is none.\n";

static const struct usage self = { NAME, USAGE, help };

static struct {
	bool text, json;
	const char *page, *prometheus, *state, *rules;
	unsigned rows;
	struct census census;
	struct digest digest;
	struct counts *counts;
	struct positions positions;
	struct logfiles logs;
	struct progress progress;
	struct reader reader;
	struct library *library;
	struct image no_image;
	struct err last; /* of a log that could not be read */
} all = { .rows = DIGEST_ROWS, .no_image = { .fd = -1 } };

static _Noreturn void
die(struct err *e)
{
	exit(err_complain(e, NAME));
}

static void
parse_rows(const char *text)
{
	struct err e;

	if (num_unsigned(&all.rows, text, DIGEST_ROWS_MOST, &e) == -1 ||
	    all.rows == 0) {
		(void)err_perm(&e, 0, "-n: a table has 1 to %d rows",
		    DIGEST_ROWS_MOST);
		die(&e);
	}
}

static void
options_parse(int argc, char *argv[])
{
	enum { ADDRESSES = 256, NO_ADDRESSES };
	static const struct option longs[] = {
		{ "addresses", no_argument, NULL, ADDRESSES },
		{ "no-addresses", no_argument, NULL, NO_ADDRESSES },
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	int ch;

	while ((ch = getopt_long(argc, argv, "+f:hjn:o:p:s:tv", longs,
	    NULL)) != -1)
		switch (ch) {
		case 'f':
			all.rules = optarg;
			break;
		case 'j':
			all.json = true;
			break;
		case 'n':
			parse_rows(optarg);
			break;
		case 'o':
			all.page = optarg;
			break;
		case 'p':
			all.prometheus = optarg;
			break;
		case 's':
			all.state = optarg;
			break;
		case 't':
			all.text = true;
			break;
		case ADDRESSES:
		case NO_ADDRESSES:
			all.census.whole = ch == ADDRESSES;
			break;
		default:
			exit(usage_say(&self, ch));
		}
	if (all.text && all.json)
		exit(usage_wrong(&self, "one format, please", NULL));
	all.text |= !all.json && all.page == NULL && all.prometheus == NULL;
}

static void
logs_find(char *const name[])
{
	struct err e;

	if (*name == NULL && logfiles_add(&all.logs, "-", &e) == -1)
		die(&e);
	for (; *name != NULL; name++)
		if (logfiles_add(&all.logs, *name, &e) == -1)
			die(&e);
}

/* No log gives way to what is written, nor does somebody else's file. */
static void
output_check(const char *path, replace_claims *claims, const char *what)
{
	struct err e;

	if (path == NULL)
		return;
	if (logfiles_have(&all.logs, path)) {
		(void)err_perm(&e, 0, "%s is a log that is to be read: name "
		    "another file to write to", path);
		die(&e);
	}
	if (claims != NULL && replace_check(path, claims, what, &e) == -1)
		die(&e);
}

/* A log that can't be read: the others are. */
static void
on_trouble(void *arg, struct err *e)
{
	(void)arg;
	progress_end(&all.progress);
	(void)err_complain(e, NAME);
	if (all.last.class == ERR_NONE || e->class == ERR_TEMP)
		all.last = *e;
}

static void
begin(void)
{
	struct census *c = &all.census;
	struct err e;

	c->now_s = time(NULL);
	c->img = &all.no_image;
	if (census_begin(c, &e) == -1)
		die(&e);
	if (all.rules != NULL) {
		if ((all.library = library_open(all.rules, stderr, c->now_s,
		    &e)) == NULL ||
		    rulecount_know(&c->rules, &all.library->rules, &e) == -1)
			die(&e);
		c->img = &all.library->image;
	}
	if ((all.counts = counts_new(&e)) == NULL)
		die(&e);
	counts_any_rule(all.counts);
	if (all.state != NULL && statefile_read(all.state, &all.positions,
	    all.counts, &e) == -1)
		die(&e);
}

static void
read_logs(void)
{
	struct err e;

	all.progress = (struct progress){ .fd = isatty(STDERR_FILENO) ?
		STDERR_FILENO : -1, .began_ms = fd_now_ms() };
	all.reader = (struct reader){ .census = &all.census,
		.counts = all.prometheus != NULL || all.state != NULL ?
		all.counts : NULL,
		.positions = all.state != NULL ? &all.positions : NULL,
		.progress = &all.progress, .complain = on_trouble };
	if (reader_run(&all.reader, &all.logs, &e) == -1 ||
	    digest_fill(&all.digest, &all.census, all.rows, &e) == -1)
		die(&e);
	all.digest.made_s = all.census.now_s;
	all.digest.files = all.reader.files;
	all.digest.octets = all.reader.octets;
	all.digest.version = usage_version();
	counts_seen(all.counts, all.census.unreadable, all.census.last_s,
	    census_last_db(&all.census));
}

/* Replace a file by what a buffer has, and let the buffer go. */
static void
put_file(const char *path, struct buf *out)
{
	struct err e;

	if (out->failed)
		(void)err_memory(&e);
	if (out->failed || replace_file(path, out->data, out->len, &e) == -1)
		die(&e);
	buf_free(out);
}

/* Each form that is wanted; last the state, so that what could not be written
 * is read again. */
static void
write_all(void)
{
	struct buf out = { NULL, 0, 0, 0 };
	struct err e;

	if (all.text)
		astext_write(stdout, &all.digest);
	if (all.json)
		asjson_write(stdout, &all.digest);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		(void)err_temp(&e, errno, "write the report");
		die(&e);
	}
	if (all.page != NULL) {
		aspage_write(&out, &all.digest);
		put_file(all.page, &out);
	}
	if (all.prometheus != NULL) {
		counts_write(&out, all.counts);
		put_file(all.prometheus, &out);
	}
	if (all.state != NULL && statefile_write(all.state, &all.positions,
	    all.counts, &e) == -1)
		die(&e);
}

/*
 * Tell what the filter's log says.
 */
int
main(int argc, char *argv[])
{
	/* without it mktime(3) looks at the file for each line */
	(void)setenv("TZ", ":/etc/localtime", 0);
	options_parse(argc, argv);
	logs_find(argv + optind);
	output_check(all.page, aspage_claims, "page of " NAME);
	output_check(all.prometheus, counts_claims, "file of our numbers");
	output_check(all.state, NULL, NULL); /* it says itself what it is */
	begin();
	read_logs();
	write_all();
	digest_free(&all.digest);
	census_end(&all.census);
	counts_free(all.counts);
	position_free(&all.positions);
	logfiles_free(&all.logs);
	library_close(all.library);
	return err_status(&all.last);
}
