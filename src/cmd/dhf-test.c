/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/num.h"
#include "base/usage.h"
#include "build/library.h"
#include "lab/batch.h"
#include "lab/known.h"
#include "lab/hits.h"
#include "lab/listcheck.h"
#include "lab/listing.h"
#include "lab/report.h"
#include "lab/told.h"
#include "lab/why.h"
#include "replay/options.h"

#define NAME "dhf-test"
#define USAGE "usage: " NAME " [-a | -d | -l] [-jn] [-f file] [-p port] " \
	"[--helo name]\n" \
	"                [--sender address] [--rcpt address] [-t entry] " \
	"[-x entry] [-b]\n" \
	"                [-e file] [--lists] [--dynatest] [--state key] " \
	"[--offender ip]\n" \
	"                [--hits [log ...]] [--why receipt [log ...]]\n" \
	"       " NAME " --replay [-j] [-f file] [-p port] [--against file] " \
	"[--since time]\n" \
	"                [--until time] [--good file] [--bad file] " \
	"[--own domain,...]\n" \
	"                [--suggest file] [log ...]\n" \
	"       " NAME " -h | -v\n"

/* Options without a letter. */
#define OPTION_LISTS 256
#define OPTION_RCPT 257
#define OPTION_DYNATEST 258
#define OPTION_STATE 259
#define OPTION_OFFENDER 260
#define OPTION_HELO 261
#define OPTION_SENDER 262
#define OPTION_HITS 263
#define OPTION_WHY 264

struct options {
	const char *file;
	bool settings, rules, batch, json;
	bool no_dns;
	bool lists; /* check the lists */
	bool dynatest;
	const char **test, **explain; /* entries, owned, NULL at the end */
	const char *evaluate; /* a list with labels; NULL: not asked for */
	const char *state;    /* a key; NULL: not asked for */
	const char *offender; /* an address; the same */
	bool hits;
	const char *why;      /* a receipt; the same */
	struct replay_options replay;
	char **logs;          /* for these two, NULL at their end */
	struct told told;
};

static const char help[] = USAGE
    "  -a, --list-all       settings and rules (-d -l)\n"
    "  -d, --list-defaults  settings: default actions, reply codes, ...\n"
    "  -l, --list           rules, as action -> expression\n"
    "  -f, --file file      rule text or image, instead of " CONFDIR
    "/dhf.conf\n"
    "  -t, --test entry     what becomes of HOST, IP or HOST/IP\n"
    "  -x, --explain entry  the same, with every rule considered\n"
    "  -b, --batch          read IP<TAB>HOST lines, write verdicts\n"
    "  -e, --evaluate file  what becomes of a list IP<TAB>HOST<TAB>LABEL\n"
    "      --dynatest       read IP or IP<TAB>HOST lines, answer as DynaTest\n"
    "      --state key      what dhfd knows of an address or a domain\n"
    "      --offender ip    what is held against an address, and until when\n"
    "  -p, --port port      the local port, for all these\n"
    "      --helo name      what the client greets with, for all these\n"
    "      --sender address who sends the mail, for all these; <>: nobody\n"
    "      --rcpt address   whom the mail is for, for all these\n"
    "  -n, --no-dns         do not ask DNS: what it knows is unknown\n"
    "      --hits [log ...] how often each rule was hit, and when last\n"
    "      --why receipt [log ...] which refusal it is of\n"
    "      --replay [log ...] what the rules would do to a log\n"
    "      --against file   for that: the rules to compare with\n"
    "      --since, --until time  lines from, and before; or a day, or 7d\n"
    "      --good, --bad file     clients that are: IP<TAB>HOST\n"
    "      --own domain,... who is no client\n"
    "      --suggest file   write exceptions for good clients\n"
    "      --lists          do the DNS lists of the rules work?\n"
    "  -j, --json           JSON lines for -t, -x, -b, -e and --offender\n"
    "  -h, --help           this help\n"
    "  -v, --version        the version\n";

static const struct usage self = { NAME, USAGE, help };

static _Noreturn void
die(struct err *e)
{
	exit(err_complain(e, NAME));
}

/* What is told of all clients.  False if it is another option. */
static bool
option_told(struct told *told, int ch)
{
	switch (ch) {
	case 'p':
		told->port = optarg;
		return true;
	case OPTION_HELO:
		told->helo = optarg;
		return true;
	case OPTION_SENDER:
		told->sender = optarg;
		return true;
	case OPTION_RCPT:
		told->rcpt = optarg;
		return true;
	default:
		return false;
	}
}

static void
entry_add(const char **entry, const char *text)
{
	while (*entry != NULL)
		entry++;
	*entry = text;
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
		entry_add(opt->test, optarg);
		break;
	case 'x':
		entry_add(opt->explain, optarg);
		break;
	case 'b':
		opt->batch = true;
		break;
	case 'e':
		opt->evaluate = optarg;
		break;
	case 'j':
		opt->json = true;
		break;
	case 'n':
		opt->no_dns = true;
		break;
	case OPTION_DYNATEST:
		opt->dynatest = true;
		break;
	case OPTION_STATE:
		opt->state = optarg;
		break;
	case OPTION_OFFENDER:
		opt->offender = optarg;
		break;
	case OPTION_HITS:
		opt->hits = true;
		break;
	case OPTION_WHY:
		opt->why = optarg;
		break;
	case OPTION_LISTS:
		opt->lists = true;
		break;
	default:
		exit(usage_say(&self, ch));
	}
}

/* Why the options do not go together, or NULL: something is to be asked, and
 * a replay by itself. */
static const char *
options_disagree(const struct options *opt)
{
	bool other = opt->settings || opt->rules || opt->batch ||
	    *opt->test != NULL || *opt->explain != NULL ||
	    opt->evaluate != NULL || opt->lists || opt->dynatest ||
	    opt->state != NULL || opt->offender != NULL || opt->hits ||
	    opt->why != NULL;

	if (opt->replay.wanted)
		return other ? "--replay goes with no other question" : NULL;
	if (opt->replay.given)
		return "that option of --replay needs it";
	return other ? NULL : "nothing is asked: -t asks about a client";
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
		{ "evaluate", required_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' },
		{ "port", required_argument, NULL, 'p' },
		{ "no-dns", no_argument, NULL, 'n' },
		{ "dynatest", no_argument, NULL, OPTION_DYNATEST },
		{ "state", required_argument, NULL, OPTION_STATE },
		{ "offender", required_argument, NULL, OPTION_OFFENDER },
		{ "helo", required_argument, NULL, OPTION_HELO },
		{ "sender", required_argument, NULL, OPTION_SENDER },
		{ "rcpt", required_argument, NULL, OPTION_RCPT },
		{ "lists", no_argument, NULL, OPTION_LISTS },
		{ "hits", no_argument, NULL, OPTION_HITS },
		{ "why", required_argument, NULL, OPTION_WHY },
		OPTIONS_LONG,
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	const char *why;
	struct err e;
	int ch;

	opt->file = CONFDIR "/dhf.conf";
	opt->test = calloc((size_t)argc + 1, sizeof(*opt->test));
	opt->explain = calloc((size_t)argc + 1, sizeof(*opt->explain));
	if (opt->test == NULL || opt->explain == NULL) {
		(void)err_memory(&e);
		die(&e);
	}
	while ((ch = getopt_long(argc, argv, "adlf:t:x:be:jnp:hv", longs,
	    NULL)) != -1)
		if (!option_told(&opt->told, ch) &&
		    !options_take(&opt->replay, ch, optarg))
			option(opt, ch);
	if (told_check(&opt->told, &e) == -1)
		die(&e);
	opt->logs = argv + optind;
	if (optind < argc && !opt->hits && opt->why == NULL &&
	    !opt->replay.wanted)
		exit(usage_wrong(&self, "an argument too many; a client is "
		    "asked about by -t", argv[optind]));
	if ((why = options_disagree(opt)) != NULL)
		exit(usage_wrong(&self, why, NULL));
}

/* The exit status of two actions: -1, or the higher one, as 111 tells more
 * than 100, and that more than 1. */
static int
worse(int status, int next)
{
	return next == -1 || next > status ? next : status;
}

/* Ask about them one by one: the exit status, or -1 with *e. */
static int
entries(struct report *r, const char *const *entry, bool explain,
    struct err *e)
{
	int status = 0;

	for (; *entry != NULL && status != -1; entry++)
		status = worse(status, report_entry(r, *entry, explain, e));
	return status;
}

/* What the daemon knows: the exit status, or -1 with *e. */
static int
known(const struct options *opt, const struct report *r, struct err *e)
{
	const struct known k = { &r->lib->rules.settings, stdout, stderr, NAME,
		r->now_s, opt->json };
	int status = 0;

	if (opt->state != NULL)
		status = known_state(&k, opt->state, e);
	if (opt->offender != NULL && status != -1)
		status = worse(status, known_offender(&k, opt->offender, e));
	return status;
}

/* The exit status, or -1 with *e. */
static int
run(struct options *opt, struct library *lib, struct err *e)
{
	struct report r = { .out = stdout, .lib = lib, .now_s = time(NULL),
		.json = opt->json, .told = &opt->told };
	int status = 0;

	if (opt->settings)
		listing_settings(stdout, &lib->rules.settings);
	if (opt->rules && listing_rules(stdout, &lib->rules, e) == -1)
		return -1;
	if (opt->hits && hits_report(&(struct hits_request){ stdout, stderr,
	    NAME, &lib->rules, opt->logs, r.now_s }, e) == -1)
		return -1;
	if (opt->why != NULL)
		status = why_report(&(struct why){ stdout, lib, r.now_s,
		    opt->json }, opt->why, opt->logs, e);
	if (status == -1)
		return -1;
	if (opt->lists)
		status = worse(status, listcheck_run(stdout, stderr,
		    &lib->rules, e));
	await_begin(&r.await, &lib->decider, opt->no_dns ? 0 : AWAIT_DNS);
	if (status != -1)
		status = worse(status, entries(&r, opt->explain, true, e));
	if (status != -1)
		status = worse(status, entries(&r, opt->test, false, e));
	if ((opt->batch || opt->dynatest) && status != -1)
		status = worse(status, batch_answer(&r, NAME, opt->dynatest,
		    e));
	if (opt->evaluate != NULL && status != -1)
		status = worse(status, batch_evaluate(&r, NAME, opt->evaluate,
		    e));
	await_end(&r.await);
	if (status != -1)
		status = worse(status, known(opt, &r, e));
	return status;
}

/* Ask them about a log: the exit status, or -1 with *e. */
static int
replay(struct options *opt, struct err *e)
{
	struct replay_request *q = &opt->replay.q;
	struct err none;

	q->next = opt->file;
	q->good = opt->replay.good;
	q->bad = opt->replay.bad;
	q->logs = opt->logs;
	q->json = opt->json;
	q->now_s = time(NULL);
	q->out = stdout;
	if (opt->told.port != NULL)
		(void)num_unsigned(&q->port, opt->told.port, 65535, &none);
	return replay_run(q, e);
}

/* Ask them about clients, or what they are. */
static int
ask(struct options *opt, struct err *e)
{
	struct library *lib = library_open(opt->file, stderr, time(NULL), e);
	int status = lib != NULL ? run(opt, lib, e) : -1;

	library_close(lib);
	return status;
}

/*
 * Ask the rules as dyn-host-filter(1) does, and show what they say.
 */
int
main(int argc, char *argv[])
{
	struct options opt = { 0 };
	struct err e = { 0 };
	int status;

	options_parse(&opt, argc, argv);
	status = opt.replay.wanted ? replay(&opt, &e) : ask(&opt, &e);
	if (status == -1)
		die(&e);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		(void)err_temp(&e, errno, "write the answer");
		die(&e);
	}
	free(opt.test);
	free(opt.explain);
	return status;
}
