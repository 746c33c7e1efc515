/* SPDX-License-Identifier: GPL-2.0-or-later */
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

#define NAME "dhf-band-exec"
#define USAGE "usage: " NAME " -a command -d command [-D file] [-g group]\n" \
	"                     [-n networks] [-s socket] [-U user,...]\n"

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

static _Noreturn void
die(const struct err *e)
{
	(void)fprintf(stderr, NAME ": %s\n", e->msg);
	exit(err_status(e));
}

static _Noreturn void
usage(void)
{
	(void)fputs(USAGE, stderr);
	exit(100);
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
	case 'g':
		opt->opening.group = optarg;
		break;
	case 'n':
		opt->opening.never = optarg;
		opt->opening.never_asked = true;
		break;
	case 's':
		opt->opening.path = optarg;
		break;
	case 'U':
		opt->opening.users = optarg;
		break;
	default:
		usage();
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

	if (command_parse(&p->add, opt->add, e) == -1 ||
	    command_parse(&p->del, opt->del, e) == -1 ||
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
	struct options opt = { .opening = { OPENING_SOCKET, OPENING_GROUP, "",
	    CONFDIR "/dhf/never", false, "/etc/resolv.conf" },
	    .due = "/var/lib/dhf-band/due" };
	struct err e = { 0 };
	int ch;

	while ((ch = getopt(argc, argv, "a:d:D:g:n:s:U:")) != -1)
		option(&opt, ch);
	if (optind < argc || opt.add == NULL || opt.del == NULL)
		usage();
	if (serve(&opt, &p, &e) == -1)
		die(&e);
	return 0;
}
