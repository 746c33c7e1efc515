/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/guard.h"
#include "base/usage.h"
#include "build/library.h"
#include "serve/desk.h"
#include "serve/service.h"

#define NAME "dhfd"
#define USAGE "usage: " NAME " [-f file] [--dump | --load [file] | " \
	"--state key |\n            --forget address] | -h | -v\n"

#define LATE_NOTE NAME ": something waits for ever: gone without its end\n"
#define ABORT_NOTE NAME ": a library gave up, for want of memory or " \
	"descriptors\n"

enum { /* have no letters */
	OPTION_DUMP = 256,
	OPTION_LOAD,
	OPTION_STATE,
	OPTION_FORGET
};

struct options {
	const char *file;
	int what;         /* OPTION_..., or 0: serve */
	const char *load; /* the file; NULL: standard input */
	const char *key;
};

static const char help[] = USAGE
    "  -f, --file file    rules and settings, image or text, instead of\n"
    "                     " CONFDIR "/dhf.db\n"
    "      --dump         write the store as text, beside a daemon or not\n"
    "      --load [file]  take such text into the store\n"
    "      --state key    what is known of an address, network or domain\n"
    "      --forget ip    hold nothing against an address any more\n"
    "  -h, --help         this help\n"
    "  -v, --version      the version\n";

static const struct usage self = { NAME, USAGE, help };

static _Noreturn void
die(struct err *e)
{
	exit(err_complain(e, NAME));
}

static void
option(struct options *opt, int ch)
{
	switch (ch) {
	case 'f':
		opt->file = optarg;
		break;
	case OPTION_DUMP:
	case OPTION_LOAD:
	case OPTION_STATE:
	case OPTION_FORGET:
		if (opt->what != 0)
			exit(usage_wrong(&self, "one thing at a time", NULL));
		opt->what = ch;
		opt->key = optarg;
		break;
	default:
		exit(usage_say(&self, ch));
	}
}

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "file", required_argument, NULL, 'f' },
		{ "dump", no_argument, NULL, OPTION_DUMP },
		{ "load", no_argument, NULL, OPTION_LOAD },
		{ "state", required_argument, NULL, OPTION_STATE },
		{ "forget", required_argument, NULL, OPTION_FORGET },
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	int ch;

	opt->file = CONFDIR "/dhf.db";
	while ((ch = getopt_long(argc, argv, "f:hv", longs, NULL)) != -1)
		option(opt, ch);
	if (opt->what == OPTION_LOAD && optind < argc)
		opt->load = argv[optind++];
	if (optind < argc)
		exit(usage_wrong(&self, "an argument too many", argv[optind]));
}

static enum desk_what
what_of(int option)
{
	switch (option) {
	case OPTION_DUMP:
		return DESK_DUMP;
	case OPTION_LOAD:
		return DESK_LOAD;
	case OPTION_STATE:
		return DESK_STATE;
	default:
		return DESK_FORGET;
	}
}

static int
serve(const struct options *opt, struct err *e)
{
	const struct service_options o = { NAME, opt->file, STDERR_FILENO,
		LATE_NOTE };

	return service_run(&o, e);
}

/* Do what is asked about the store: the exit status, or -1 with *e. */
static int
ask(const struct options *opt, struct err *e)
{
	struct library *lib = library_open(opt->file, stderr, time(NULL), e);
	struct desk d = { .in = stdin, .out = stdout, .log = stderr,
		.program = NAME, .key = opt->key,
		.what = what_of(opt->what) };
	enum desk_answer answer = DESK_FAILED;

	if (lib == NULL)
		return -1;
	desk_settings(&d, &lib->rules.settings);
	if (opt->load != NULL && (d.in = fopen(opt->load, "r")) == NULL)
		(void)err_temp(e, errno, "open %s", opt->load);
	else
		answer = desk_do(&d, e);
	if (d.in != NULL && d.in != stdin)
		(void)fclose(d.in);
	library_close(lib);
	return answer == DESK_FAILED ? -1 : answer == DESK_NONE;
}

/*
 * The daemon beside dyn-host-filter(1): its greylist, and the clients that it
 * has refused.
 */
int
main(int argc, char *argv[])
{
	struct options opt = { 0 };
	struct err e = { 0 };
	int status;

	options_parse(&opt, argc, argv);
	guard_abort(ABORT_NOTE);
	status = opt.what == 0 ? serve(&opt, &e) : ask(&opt, &e);
	if (status == -1)
		die(&e);
	return status;
}
