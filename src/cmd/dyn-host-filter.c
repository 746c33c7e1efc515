/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fdio.h"
#include "base/guard.h"
#include "base/num.h"
#include "base/program.h"
#include "base/watchdog.h"
#include "door/connection.h"
#include "door/refuse.h"
#include "relay/hold.h"

#define NAME "dyn-host-filter"
#define IMAGE_PATH CONFDIR "/dhf.db"
#define USAGE "usage: " NAME " [-f db] [-i] [-I] [-o] [-s] [-u] [-X] " \
	"[-r banner|dialogue|rcpt] [-t seconds] program [argument ...]\n"
#define CRASH_NOTE NAME ": crashed: the client got 451, whatever was noted " \
	"before\n"

#define LATE_NOTE NAME ": no verdict in time: the client got 451\n"
#define LATE_OPEN_NOTE NAME ": no verdict in time: the client is let in\n"

/* All memory, in one piece and in the order of use, see struct connection;
 * what stands last few clients need. */
static struct {
	struct guard guard;
	struct watchdog watchdog;
	struct image_frame frame;
	struct connection c;
	struct hold hold;
	struct guard_stack crash;
} all;

static _Noreturn void
usage(const char *why)
{
	(void)fd_write_within(STDERR_FILENO, why, strlen(why), 1000);
	(void)fd_write_within(STDERR_FILENO, USAGE, sizeof(USAGE) - 1, 1000);
	_exit(100);
}

static enum connection_reject
reject_of(const char *word)
{
	if (strcmp(word, "banner") == 0)
		return REJECT_BANNER;
	if (strcmp(word, "rcpt") == 0)
		return REJECT_RCPT;
	if (strcmp(word, "dialogue") != 0)
		usage(NAME ": -r takes banner, dialogue or rcpt\n");
	return REJECT_DIALOGUE;
}

static unsigned
seconds_of(const char *word)
{
	struct err e;
	unsigned n;

	if (num_unsigned(&n, word, 3600, &e) == -1 || n == 0)
		usage(NAME ": -t takes seconds from 1 to 3600\n");
	return n;
}

/* Returns the next program, at least one word and then NULL. */
static char **
options_parse(struct connection_options *opt, int argc, char *argv[])
{
	const char *db = getenv("DHF_DB");
	int ch;

	opt->image = IMAGE_PATH;
	while ((ch = getopt(argc, argv, "+f:iIosuXr:t:")) != -1)
		switch (ch) {
		case 'f':
			opt->image = optarg;
			break;
		case 'i':
			opt->advise = true;
			break;
		case 'I':
			opt->apart = true;
			break;
		case 'o':
			opt->open = true;
			break;
		case 's':
			opt->ask_peer = true;
			break;
		case 'u':
			opt->unverified = true;
			break;
		case 'X':
			opt->open_absent = true;
			break;
		case 'r':
			opt->reject = reject_of(optarg);
			break;
		case 't':
			opt->limit_s = seconds_of(optarg);
			break;
		default:
			usage("");
		}
	if (optind == argc)
		usage(NAME ": no program to run\n");
	if (db != NULL && *db != '\0')
		opt->image = db;
	return argv + optind;
}

static void
end_guard(void *guard)
{
	guard_end(guard);
}

/* There is no verdict in time: by a signal, so that nothing may be used but
 * what is safe there. */
static void
too_late(void *arg)
{
	const struct connection_next *next = arg;
	extern char **environ;
	ssize_t n;

	if (all.c.opt->open && program_find(all.c.path, next->argv[0],
	    getenv("PATH")) == 0) {
		watchdog_end(&all.watchdog);
		n = write(STDERR_FILENO, LATE_OPEN_NOTE,
		    sizeof(LATE_OPEN_NOTE) - 1);
		(void)n; /* nobody else is left to tell */
		next->before(next->arg);
		(void)execve(all.c.path, next->argv, environ);
	}
	guard_reply(&all.guard, LATE_NOTE);
}

/*
 * Stand between tcpserver(1) and an SMTP server: judge the client by its
 * address and name, then become the server or refuse the client.
 */
int
main(int argc, char *argv[])
{
	struct connection_options opt = { .program = NAME,
		.host = NAME ".local" };
	const struct connection_next next = { options_parse(&opt, argc, argv),
		end_guard, &all.guard };
	struct connection *c = &all.c;
	int status;

	c->frame = &all.frame;
	c->hold = &all.hold;
	guard_begin(&all.guard, &all.crash, CONNECTION_CRASH, CRASH_NOTE);
	watchdog_begin(&all.watchdog, CONNECTION_LATE_MS, too_late,
	    (void *)(uintptr_t)&next);
	connection_judge(c, &opt);
	watchdog_end(&all.watchdog);
	if ((verdict_refuses(&c->verdict) || c->verdict.undecided) &&
	    !opt.advise && (status = refuse_client(c, &next)) != REFUSE_NOT)
		return status;
	return connection_pass(c, &next);
}
