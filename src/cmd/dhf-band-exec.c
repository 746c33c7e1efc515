/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ban/opening.h"
#include "ban/programs.h"
#include "ban/server.h"
#include "base/err.h"
#include "base/tell.h"
#include "base/usage.h"

#define NAME "dhf-band-exec"
#define USAGE "usage: " NAME " -a command -d command [-D file] [-g group]\n" \
	"                     [-n networks] [-s socket] [-U user,...]\n" \
	"       " NAME " -h | -v\n"
#define DUE_PATH "/var/lib/dhf-band/due"

static const char help[] = USAGE
    "  -a command      how an address is put in\n"
    "  -d command      and taken out again\n"
    "  -D file         who is to be taken out, not " DUE_PATH "\n"
    OPENING_HELP
    "  -h, --help      this help\n"
    "  -v, --version   the version\n";
static const struct usage self = { NAME, USAGE, help };

struct options {
	struct opening opening;
	const char *add, *del; /* commands */
	const char *due;
};

static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static void
option(struct options *opt, int ch)
{
	switch (ch) {
	case 'a':
		opt->add = optarg;
		break;
	case 'd':
		opt->del = optarg;
		break;
	case 'D':
		opt->due = optarg;
		break;
	default:
		if (!opening_option(&opt->opening, ch, optarg))
			exit(usage_say(&self, ch));
	}
}

static int
serve(const struct options *opt, struct ban_programs *p, struct err *e)
{
	struct tell log = { .program = NAME, .fd = STDERR_FILENO };
	static struct ban_server s;
	struct ban_backend backend;
	sigset_t during;
	int rc;

	if (command_parse(&p->add, "-a", opt->add, e) == -1 ||
	    command_parse(&p->del, "-d", opt->del, e) == -1 ||
	    opening_never(&p->never, &opt->opening, e) == -1 ||
	    opening_socket(&s, &opt->opening, &log, e) == -1 ||
	    due_open(&p->due, opt->due, &log, e) == -1)
		return -1;
	ban_programs_backend(&backend, p);
	s.tell = &log;
	s.backend = &backend;
	s.admit.never = &p->never;
	opening_signals(&during, on_signal);
	/* first of all what is due, and what is nearby */
	(void)backend.look(backend.arg, &log);
	ban_server_init(&s);
	tell(&log, "ready, %zu are banned", p->due.len);
	rc = ban_server_run(&s, &stop, &during, e);
	ban_server_end(&s);
	due_close(&p->due);
	never_free(&p->never);
	return rc;
}

/*
 * dhf-band(8) for systems without nftables: programs put addresses in, and take
 * them out again.
 */
int
main(int argc, char *argv[])
{
	static struct ban_programs p;
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct options opt = { .opening = OPENING_BEGIN, .due = DUE_PATH };
	struct err e = { 0 };
	int ch;

	while ((ch = getopt_long(argc, argv, "a:d:D:hv" OPENING_OPTIONS,
	    longs, NULL)) != -1)
		option(&opt, ch);
	if (optind < argc)
		return usage_wrong(&self, "an argument too many", argv[optind]);
	if (opt.add == NULL || opt.del == NULL)
		return usage_wrong(&self, "-a and -d are needed", NULL);
	if (serve(&opt, &p, &e) == -1)
		return err_complain(&e, NAME);
	return 0;
}
