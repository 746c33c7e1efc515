/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/replace.h"
#include "base/usage.h"
#include "build/compile.h"
#include "rule/image.h"

#define NAME "dhf-compile"
#define USAGE "usage: " NAME " [-n] [-o db] [conf]\n" \
	"       " NAME " -h | -v\n"

static const char help[] = USAGE
    "  -n              only look whether all is well\n"
    "  -o db           where the image goes, not " CONFDIR "/dhf.db\n"
    "  -h, --help      this help\n"
    "  -v, --version   the version\n";
static const struct usage self = { NAME, USAGE, help };

struct options {
	bool check;       /* -n: check only */
	const char *db;   /* -o */
	const char *conf;
};

static _Noreturn void
die(const struct err *e)
{
	(void)fprintf(stderr, NAME ": %s\n", e->msg);
	exit(err_status(e));
}

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	int ch;

	opt->db = CONFDIR "/dhf.db";
	opt->conf = CONFDIR "/dhf.conf";
	while ((ch = getopt_long(argc, argv, "hno:v", longs, NULL)) != -1)
		switch (ch) {
		case 'n':
			opt->check = true;
			break;
		case 'o':
			opt->db = optarg;
			break;
		default:
			exit(usage_say(&self, ch));
		}
	if (argc - optind > 1)
		exit(usage_wrong(&self, "an argument too many",
		    argv[optind + 1]));
	if (optind < argc)
		opt->conf = argv[optind];
}

/* Whether the image would take the place of the text that it is made of.
 * Whatever else is there gives way: it may be an image that is damaged. */
static bool
is_text(const struct options *opt)
{
	struct stat db, conf;

	return stat(opt->db, &db) == 0 && stat(opt->conf, &conf) == 0 &&
	    db.st_dev == conf.st_dev && db.st_ino == conf.st_ino;
}

/*
 * Turn rule text into the image that dyn-host-filter(1) reads.  Nothing is
 * installed if anything is wrong.
 */
int
main(int argc, char *argv[])
{
	struct options opt = { 0 };
	struct compile_request q = { .diag = stderr, .notes = stdout };
	struct buf image = { 0 };
	struct err e = { 0 };

	options_parse(&opt, argc, argv);
	(void)signal(SIGXFSZ, SIG_IGN); /* EFBIG will do */
	q.path = opt.conf;
	q.now_s = time(NULL);
	if (!opt.check && is_text(&opt)) {
		(void)err_perm(&e, 0, "-o: %s is the rule text: name another "
		    "file", opt.db);
		die(&e);
	}
	if (compile_file(&image, &q, &e) == -1) {
		buf_free(&image);
		die(&e);
	}
	if (!opt.check && (image_folder_is_safe(opt.db, &e) == -1 ||
	    replace_file(opt.db, image.data, image.len, &e) == -1)) {
		buf_free(&image);
		die(&e);
	}
	buf_free(&image);
	return 0;
}
