/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bind_path.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/guard.h"
#include "base/num.h"
#include "base/program.h"
#include "base/tell.h"
#include "base/usage.h"
#include "base/user.h"
#include "door/piped.h"
#include "rule/image.h"
#include "usher/guest.h"
#include "usher/reception.h"

#define NAME "dhf-relay"
#define IMAGE_PATH CONFDIR "/dhf.db"
#define USAGE "usage: " NAME " [-c clients] [-e name] [-f db] [-g group] " \
	"[-u user]\n                 [-U user,...] socket program " \
	"[argument ...]\n       " NAME " -h | -v\n"
#define CRASH "421 4.3.0 temporary failure, try again later\r\n"
#define CRASH_NOTE NAME ": crashed: its client got 421\n"

#define CLIENTS 20     /* at once, unless -c says otherwise */
#define CLIENTS_MAX 10000
#define KEPT_MAX 32    /* variables */

static const char help[] = USAGE
    "  -c clients     how many at once, not 20\n"
    "  -e name        the server gets this variable, too\n"
    "  -f db          the rule image, not " IMAGE_PATH "\n"
    "  -g group       of the socket, not dhf\n"
    "  -u user        whom to become\n"
    "  -U user,...    who may hand clients on, not dhf\n"
    "  -h, --help     this help\n"
    "  -v, --version  the version\n";
static const struct usage self = { NAME, USAGE, help };

struct options {
	unsigned clients;
	const char *image, *group, *user, *users, *socket;
	char **next;
	const char *kept[KEPT_MAX];
	size_t keeps;
};

/* All of a client, in its process. */
static struct {
	struct guard guard;
	struct guard_stack crash;
	struct guest guest;
	struct image_frame frame;
} all;

static _Noreturn void
die(struct err *e)
{
	exit(err_complain(e, NAME));
}

static _Noreturn void
wrong(const char *why)
{
	(void)fprintf(stderr, NAME ": %s\n" USAGE, why);
	exit(100);
}

static void
keep(struct options *opt, const char *name)
{
	if (*name == '\0' || strchr(name, '=') != NULL)
		wrong("-e takes the name of a variable");
	if (strcmp(name, "RELAYCLIENT") == 0)
		wrong("-e RELAYCLIENT would let everybody relay");
	if (opt->keeps == KEPT_MAX)
		wrong("too many variables");
	opt->kept[opt->keeps++] = name;
}

static void
option(struct options *opt, int ch)
{
	struct err e;

	switch (ch) {
	case 'c':
		if (num_unsigned(&opt->clients, optarg, CLIENTS_MAX, &e) ==
		    -1 || opt->clients == 0)
			wrong("-c takes a number from 1 to 10000");
		break;
	case 'e':
		keep(opt, optarg);
		break;
	case 'f':
		opt->image = optarg;
		break;
	case 'g':
		opt->group = optarg;
		break;
	case 'u':
		opt->user = optarg;
		break;
	case 'U':
		opt->users = optarg;
		break;
	default:
		exit(usage_say(&self, ch));
	}
}

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	int ch;

	*opt = (struct options){ .clients = CLIENTS, .image = IMAGE_PATH,
		.group = "dhf", .user = "", .users = "dhf",
		.kept = { "HOME", "LANG", "LC_ALL", "PATH", "TZ" },
		.keeps = 5 };
	while ((ch = getopt_long(argc, argv, "+c:e:f:g:hu:U:v", longs,
	    NULL)) != -1)
		option(opt, ch);
	if (argc - optind < 2)
		exit(usage_wrong(&self, "name a socket and a program", NULL));
	opt->socket = argv[optind];
	opt->next = argv + optind + 1;
	if (*opt->users == '\0')
		wrong("-U takes users: everybody could say who the client is");
}

/* Of the environment only what is kept is left. */
static void
forget(const struct options *opt)
{
	extern char **environ;
	static char *kept[KEPT_MAX + 1];
	char *const *v;
	size_t i, n = 0;

	for (i = 0; i < opt->keeps; i++)
		for (v = environ; *v != NULL; v++)
			if (strncmp(*v, opt->kept[i], strlen(opt->kept[i])) ==
			    0 && (*v)[strlen(opt->kept[i])] == '=') {
				kept[n++] = *v;
				break;
			}
	environ = kept;
}

/* Clients are served by the image as it is then: that there is none now is
 * trouble, but may be over by the time that one comes. */
static void
try_image(struct tell *log, const struct options *opt)
{
	struct image img;
	struct err e;

	if (image_open(&img, &all.frame, opt->image, &e) == IMAGE_OK)
		image_close(&img);
	else
		tell(log, "%s: until it can be read, whoever names a further "
		    "recipient is to come back", e.msg);
}

/* Bind the socket while we may, become the user, and make ready. */
static int
begin(struct reception *r, const struct options *opt, struct err *e)
{
	struct bind_owner owner = { (uid_t)-1, (gid_t)-1 };
	char path[PROGRAM_PATH_MAX];
	struct user user;

	if (program_find(path, opt->next[0], getenv("PATH")) == -1)
		return err_perm(e, errno, "find %s", opt->next[0]);
	if (piped_trusts(path, opt->next))
		return err_perm(e, 0, "%s would take its clients for users of "
		    "this machine, who may send anywhere: see relay_server "
		    "in dhf.conf(5)", opt->next[0]);
	if (callers_init(&r->callers, opt->users, opt->clients, e) == -1 ||
	    user_find(&user, opt->user, e) == -1 ||
	    user_group(&owner.group, opt->group, e) == -1)
		return -1;
	switch (bind_path(&r->door, opt->socket, SOCK_STREAM, &owner, e)) {
	case BIND_OK:
		if (owner.group == (gid_t)-1 && *opt->group != '\0')
			tell(r->tell, "there is no group %s: only our own "
			    "user can hand clients on", opt->group);
		break;
	case BIND_OWN:
		tell(r->tell, "%s can't be given to the group %s: only our own "
		    "user can hand clients on", opt->socket, opt->group);
		break;
	case BIND_FAILED:
		return -1;
	}
	if (user_become(&user, e) == 0 && reception_begin(r, e) == 0)
		return 0;
	fd_close(r->door);
	return -1;
}

/* Serve one client, which comes by fd. */
static int
serve(const struct options *opt, struct tell *log, int fd)
{
	struct guest *g = &all.guest;
	struct err e;

	g->opt = (struct connection_options){ .program = NAME,
		.image = opt->image };
	g->next = opt->next;
	g->frame = &all.frame;
	if (arrival_take(&g->arrival, fd, &e) == -1 ||
	    guest_begin(g, &e) == -1) {
		tell(log, "%s", e.msg);
		return 111;
	}
	guard_begin(&all.guard, &all.crash, CRASH, CRASH_NOTE);
	return guest_serve(g);
}

/*
 * The server for clients that dhfd(8) holds, when one has named a recipient
 * that may have its mail.
 */
int
main(int argc, char *argv[])
{
	struct tell log = { NAME, STDERR_FILENO, 0 };
	struct options opt;
	struct reception r = { .tell = &log };
	struct err e = { 0 };
	int fd;

	options_parse(&opt, argc, argv);
	r.clients = opt.clients;
	forget(&opt);
	if (begin(&r, &opt, &e) == -1)
		die(&e);
	try_image(&log, &opt);
	tell(&log, "ready");
	if (reception_run(&r, &fd) == RECEPTION_GUEST) {
		reception_end(&r);
		return serve(&opt, &log, fd);
	}
	reception_end(&r);
	(void)unlink(opt.socket);
	tell(&log, "ended");
	return 0;
}
