/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>

#include "base/err.h"
#include "base/num.h"
#include "base/usage.h"
#include "state/offender.h"
#include "zone/confine.h"
#include "zone/daemon.h"
#include "zone/format.h"
#include "zone/job.h"
#include "zone/name.h"
#include "zone/terms.h"
#include "zone/template.h"

#define NAME "dhf-zone"
#define USAGE "usage: " NAME " [-i dump | -s socket] [-o file] " \
	"[-w seconds] [-z zone]\n" \
	"                [-k kinds] [-m server] [-a values] [-t text] " \
	"[-l ttl]\n" \
	"                [-x networks] [-c transfer] [--force] format " \
	"| -h | -v\n"

/* Options without a letter. */
#define OPTION_FORCE 256

#define VALUE_DEFAULT 10
#define TTL_DEFAULT_S 300
#define TTL_MAX_S 86400
#define WATCH_MAX_S 86400
#define RESOLVERS "/etc/resolv.conf"

struct options {
	struct job job;
	struct terms terms;
	char zone[NAME_ZONE_SIZE], server[NAME_ZONE_SIZE];
	char common[TEMPLATE_SIZE]; /* the text of all entries */
	unsigned watch_s;       /* 0: once */
};

static const char help[] = USAGE
    "  -i dump      the offenders, as dhfd --dump prints them; - is standard "
    "input\n"
    "  -s socket    ask the dhfd there, instead of " DAEMON_SOCKET "\n"
    "  -o file      write to file, whole or not at all\n"
    "  -w seconds   stay, and look again so often\n"
    "  -z zone      the name of the zone\n"
    "  -k kinds     list these only: trap,storm,...\n"
    "  -m server    its name server, instead of localhost\n"
    "  -a values    N of 127.0.0.N, instead of 10: N, or trap=N,storm=N,...\n"
    "  -t text      the TXT record, a template\n"
    "  -l ttl       how long a server may remember a record: 300 s\n"
    "  -x networks  a file of networks that are never listed\n"
    "  -c transfer  what the zone holds, for nsupdate; - is standard input\n"
    "      --force  whatever becomes of the old list\n"
    "formats: " FORMAT_WORDS "\n";

static const struct usage self = { NAME, USAGE, help };

static volatile sig_atomic_t stopped;

static _Noreturn void
die(struct err *e)
{
	exit(err_complain(e, NAME));
}

static _Noreturn void
usage(const char *why)
{
	(void)fprintf(stderr, NAME ": %s\n", why);
	exit(usage_say(&self, '?'));
}

static int
one_value(unsigned char *out, const char *text, struct err *e)
{
	unsigned n;

	if (num_unsigned(&n, text, 255, e) == -1)
		return -1;
	if (n < 2)
		return err_perm(e, 0, "127.0.0.%u means that nothing is "
		    "listed, or that the list is off: write 2 to 255", n);
	*out = (unsigned char)n;
	return 0;
}

/* "10" for all kinds, or "trap=10,storm=11" for some. */
static int
values(unsigned char out[OFFENDER_KINDS], char *text, struct err *e)
{
	enum offender_kind kind;
	unsigned char all = 0;
	char *equals, *next;

	if (strchr(text, '=') == NULL) {
		if (one_value(&all, text, e) == -1)
			return -1;
		memset(out, all, OFFENDER_KINDS);
		return 0;
	}
	for (; text != NULL; text = next) {
		if ((next = strchr(text, ',')) != NULL)
			*next++ = '\0';
		if ((equals = strchr(text, '=')) == NULL)
			return err_perm(e, 0, "\"%.32s\" is no value of a "
			    "kind: write KIND=N", text);
		*equals = '\0';
		if (offender_kind_parse(&kind, text, e) == -1 ||
		    one_value(&out[kind], equals + 1, e) == -1)
			return -1;
	}
	return 0;
}

/* "trap" or "trap,storm" as bits. */
static int
kinds(unsigned *out, char *text, struct err *e)
{
	enum offender_kind kind;
	char *next;

	for (*out = 0; text != NULL; text = next) {
		if ((next = strchr(text, ',')) != NULL)
			*next++ = '\0';
		if (offender_kind_parse(&kind, text, e) == -1)
			return -1;
		*out |= 1u << kind;
	}
	return 0;
}

static void
option(struct options *opt, int ch)
{
	struct err e = { 0 };
	int rc = 0;

	switch (ch) {
	case 'i':
		opt->job.dump = optarg;
		break;
	case 'o':
		opt->job.file = optarg;
		break;
	case 'w':
		rc = num_duration(&opt->watch_s, optarg, NUM_SECONDS,
		    WATCH_MAX_S, &e);
		if (rc == 0 && opt->watch_s == 0)
			rc = err_perm(&e, 0, "-w 0: write at least 1 s");
		break;
	case 'z':
		rc = name_parse(opt->zone, optarg, &e);
		break;
	case 'k':
		rc = kinds(&opt->job.kinds, optarg, &e);
		break;
	case 's':
		opt->job.socket = optarg;
		break;
	case 'm':
		rc = name_parse(opt->server, optarg, &e);
		break;
	case 'a':
		rc = values(opt->job.value, optarg, &e);
		break;
	case 't':
		opt->job.text = optarg;
		rc = template_check(optarg, &e);
		break;
	case 'l':
		rc = num_duration(&opt->terms.ttl_s, optarg, NUM_SECONDS,
		    TTL_MAX_S, &e);
		break;
	case 'x':
		if (opt->job.nevers == JOB_NEVER_MAX)
			usage("more than 16 files of networks");
		opt->job.never[opt->job.nevers++] = optarg;
		break;
	case 'c':
		opt->job.transfer = optarg;
		break;
	case OPTION_FORCE:
		opt->job.force = true;
		break;
	default:
		exit(usage_say(&self, ch));
	}
	if (rc == -1)
		die(&e);
}

/* One value and one text have to be enough for all entries. */
static void
options_one_text(struct options *opt)
{
	unsigned char value = 0;
	struct err e;
	size_t i;

	if (opt->job.text == NULL)
		opt->job.text = "Spam received from %i";
	if (template_common(opt->common, &opt->terms.text_address,
	    opt->job.text, &e) == -1)
		die(&e);
	opt->terms.text = opt->common;
	for (i = 0; i < OFFENDER_KINDS; i++) {
		if ((opt->job.kinds & 1u << i) == 0)
			continue;
		if (value != 0 && opt->job.value[i] != value)
			usage("this format has one value for all kinds");
		value = opt->job.value[i];
	}
	opt->terms.value = value;
}

static void
options_check(struct options *opt)
{
	if (opt->job.format == NULL)
		usage("no such format; there are " FORMAT_WORDS);
	if (opt->job.dump != NULL && opt->job.socket != NULL)
		usage("-i or -s, one of them");
	if (opt->job.socket == NULL)
		opt->job.socket = DAEMON_SOCKET;
	if (opt->job.format->needs_zone && opt->zone[0] == '\0')
		usage("this format needs the name of the zone: write -z zone");
	if (opt->job.transfer != NULL && opt->job.format->write != NULL)
		usage("-c is for the format nsupdate");
	if (job_is_stdin(opt->job.dump) && job_is_stdin(opt->job.transfer))
		usage("one of dump and transfer can be standard input");
	if (opt->watch_s != 0 &&
	    (opt->job.file == NULL || job_is_stdin(opt->job.dump)))
		usage("-w needs -o file, and a dump that can be read again");
	if (opt->watch_s != 0 && opt->job.format->write == NULL)
		usage("-w does not go with nsupdate: each batch is a new one");
	if (opt->job.format->one_text)
		options_one_text(opt);
	else if (opt->job.text == NULL)
		opt->job.text = TEMPLATE_DEFAULT;
}

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "force", no_argument, NULL, OPTION_FORCE },
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct err e;
	int ch;

	opt->job.terms = &opt->terms;
	opt->job.resolvers = RESOLVERS;
	opt->job.kinds = ~0u;
	opt->terms.zone = opt->zone;
	opt->terms.server = opt->server;
	memset(opt->job.value, VALUE_DEFAULT, sizeof(opt->job.value));
	(void)name_parse(opt->server, "localhost", &e);
	opt->terms.ttl_s = TTL_DEFAULT_S;
	while ((ch = getopt_long(argc, argv, "i:s:o:w:z:k:m:a:t:l:x:c:hv",
	    longs, NULL)) != -1)
		option(opt, ch);
	if (argc - optind != 1)
		usage("write one format");
	opt->job.format = format_find(argv[optind]);
	options_check(opt);
}


static void
stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static void
wake(int sig)
{
	(void)sig;
}

/* Sleep until it is time to look again, SIGHUP says so, or the end comes.
 * What is not blocked here is so while a list is being made. */
static void
sleep_for(unsigned seconds, const sigset_t *mask)
{
	struct timespec limit = { (time_t)seconds, 0 };

	(void)pselect(0, NULL, NULL, NULL, &limit, mask);
}

static void
signals_begin(sigset_t *was)
{
	struct sigaction act = { .sa_handler = stop };
	sigset_t set;

	(void)sigemptyset(&act.sa_mask);
	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGINT, &act, NULL);
	act.sa_handler = wake;
	(void)sigaction(SIGHUP, &act, NULL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &set, was);
}

/* Stay, and keep the list as it should be.  Trouble is told once, until it is
 * another one or over. */
static int
watch(const struct options *opt)
{
	struct err e = { 0 }, told = { 0 };
	sigset_t mask;

	signals_begin(&mask);
	if (confine_job(&opt->job, &e) == -1)
		(void)err_complain(&e, NAME);
	while (!stopped) {
		if (job_run(&opt->job, time(NULL), &e) == JOB_DONE) {
			told.msg[0] = '\0';
		} else if (strcmp(e.msg, told.msg) != 0) {
			told = e;
			(void)err_complain(&e, NAME);
		}
		sleep_for(opt->watch_s, &mask);
	}
	return 0;
}

/*
 * Make a list of offenders for a name server, a mail server or a packet
 * filter.
 */
int
main(int argc, char *argv[])
{
	struct options opt = { 0 };
	struct err e = { 0 };

	options_parse(&opt, argc, argv);
	(void)signal(SIGXFSZ, SIG_IGN); /* EFBIG will do */
	if (opt.watch_s != 0)
		return watch(&opt);
	(void)confine_job(&opt.job, &e); /* as far as it goes */
	switch (job_run(&opt.job, time(NULL), &e)) {
	case JOB_DONE:
		return 0;
	case JOB_REFUSED:
		(void)err_complain(&e, NAME);
		return 1;
	case JOB_FAILED:
		break;
	}
	die(&e);
}
