/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"
#include "base/guard.h"
#include "base/usage.h"
#include "mta/greet.h"
#include "mta/milter.h"
#include "mta/milter_socket.h"
#include "serve/sandbox.h"

#define NAME "dhf-milter"
#define IMAGE_PATH CONFDIR "/dhf.db"
#define ABORT_NOTE NAME ": a library gave up, for want of memory or " \
	"descriptors\n"
#define USAGE "usage: " NAME " " SITE_USAGE " socket\n" \
	"       " NAME " -h | -v\n"
#define END_S 10 /* for sessions to end by themselves */
#define IDLE_S 3600 /* a mail server may wait so long for its client's next
		       command: Sendmail's Timeout.command */

static const char help[] = USAGE SITE_HELP(IMAGE_PATH)
    "  -h, --help     this help\n"
    "  -v, --version  the version\n"
    "The socket is unix:PATH, inet:PORT@HOST or inet6:PORT@HOST, as the mail\n"
    "server has it, too.\n";
static const struct usage self = { NAME, USAGE, help };

/* libmilter tells its callbacks of no argument of ours. */
static struct milter milter;

static sfsistat
on_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *from)
{
	return milter_connect(&milter, ctx, name, from);
}

static _Noreturn void
die(struct err *e)
{
	exit(err_complain(e, NAME));
}

/* Returns the socket. */
static const char *
options_parse(int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct err e;
	int ch;

	site_init(&milter.site, IMAGE_PATH);
	while ((ch = getopt_long(argc, argv, SITE_OPTIONS "hv", longs,
	    NULL)) != -1)
		switch (site_option(&milter.site, ch, optarg, &e)) {
		case SITE_TAKEN:
			break;
		case SITE_WRONG:
			die(&e);
		case SITE_OTHER:
			exit(usage_say(&self, ch));
		}
	if (optind == argc)
		exit(usage_wrong(&self, "name a socket", NULL));
	if (optind + 1 < argc)
		exit(usage_wrong(&self, "an argument too many",
		    argv[optind + 1]));
	return argv[optind];
}

/* Have as many descriptors as we may: each session is one, and libmilter spins
 * when there is none for the next. */
static void
raise_limit(void)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, &most) == 0) {
		most.rlim_cur = most.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &most);
	}
}

/* Listen at *door.  A socket that is left of an earlier life is taken away. */
static int
begin(int *door, const char *text, struct err *e)
{
	const uint64_t before = greet_listening();
	struct milter_socket socket;
	char name[] = NAME;

	if (milter_socket_parse(&socket, text, e) == -1 ||
	    milter_socket_free(&socket, e) == -1)
		return -1;
	if (smfi_setconn(socket.word) != MI_SUCCESS)
		return err_memory(e);
	if (milter_register(name, on_connect, e) == -1)
		return -1;
	(void)smfi_settimeout(IDLE_S);
	if (smfi_opensocket(true) != MI_SUCCESS)
		return milter_socket_why(&socket, e);
	*door = greet_newest(before);
	return 0;
}

/* Tell when libmilter serves clients, and ends when it is told to. */
static void
on_begun(void *arg)
{
	struct tell log = { NAME, STDERR_FILENO, 0 };
	const int *door = arg;
	struct err e;

	if (greet_wait(*door, &e) == 0)
		tell(&log, "ready");
	else
		tell(&log, "%s", e.msg);
}

/* Let libmilter begin.  Signals are for a thread of its own. */
static int
serve(int *door, struct tell *log)
{
	uv_thread_t begun;
	sigset_t all;
	int rc;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, NULL);
	if ((rc = uv_thread_create(&begun, on_begun, door)) != 0)
		tell(log, "no thread to find out when it is ready: %s",
		    uv_strerror(rc));
	return smfi_main();
}

/* Until no session is left, or for END_S seconds. */
static void
wait_for_sessions(void)
{
	const struct timespec pause = { 0, 50 * 1000 * 1000 };
	int i;

	for (i = 0; i < END_S * 20 && atomic_load(&milter.sessions) > 0; i++)
		(void)nanosleep(&pause, NULL);
}

/*
 * The rules of dyn-host-filter(1) for Sendmail and Postfix, through their mail
 * filter interface.
 */
int
main(int argc, char *argv[])
{
	struct tell log = { NAME, STDERR_FILENO, 0 };
	const char *socket = options_parse(argc, argv);
	const struct engine_options opt = { .file = milter.site.file,
		.tell = &log, .open = milter.site.open };
	struct err e;
	int rc, door;

	(void)signal(SIGPIPE, SIG_IGN);
	guard_abort(ABORT_NOTE);
	raise_limit();
	if (begin(&door, socket, &e) == -1)
		die(&e);
	milter.gate = gate_open(&opt, &e);
	if (milter.gate == NULL)
		die(&e);
	if (sandbox_enter(&e) == -1)
		tell(&log, "%s", e.msg);
	if ((rc = serve(&door, &log)) != MI_SUCCESS)
		tell(&log, "libmilter can't go on: the system's log has why");
	wait_for_sessions();
	/* nothing is freed: a thread of libmilter's may begin one more */
	_exit(rc == MI_SUCCESS ? 0 : 111);
}
