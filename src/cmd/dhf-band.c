/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ban/confine.h"
#include "ban/kernel.h"
#include "ban/opening.h"
#include "ban/server.h"
#include "base/err.h"
#include "base/num.h"
#include "base/tell.h"
#include "base/usage.h"
#include "base/user.h"

#define NAME "dhf-band"
#define USAGE "usage: " NAME " [-g group] [-n networks] [-p port,...] " \
	"[-s socket]\n                [-t table] [-u user] [-U user,...]\n" \
	"       " NAME " -h | -v\n"

#if defined(__linux__)
/* Descriptors: 32 clients and some of our own. */
#define DESCRIPTORS 64

static const char help[] = USAGE
    "  -p port,...     who is banned can not connect to these, not 25\n"
    "  -t table        the name of its table, not dhf\n"
    "  -u user         whom to become\n"
    OPENING_HELP
    "  -h, --help      this help\n"
    "  -v, --version   the version\n";
static const struct usage self = { NAME, USAGE, help };

struct options {
	struct opening opening;
	const char *user;
	const char *ports;
	const char *table;
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
	case 'p':
		opt->ports = optarg;
		break;
	case 't':
		opt->table = optarg;
		break;
	case 'u':
		opt->user = optarg;
		break;
	default:
		if (!opening_option(&opt->opening, ch, optarg))
			exit(usage_say(&self, ch));
	}
}

/* Read ports with commas between. */
static int
ports_parse(struct nftable *t, const char *text, struct err *e)
{
	char word[8];
	size_t len;
	unsigned n;

	for (t->ports = 0;; text += len + 1) {
		len = strcspn(text, ",");
		if (t->ports == NFTABLE_PORTS)
			return err_perm(e, 0, "more than %d ports",
			    NFTABLE_PORTS);
		if (len >= sizeof(word))
			return err_perm(e, 0, "\"%.16s\" is no port", text);
		memcpy(word, text, len);
		word[len] = '\0';
		if (num_unsigned(&n, word, 65535, e) == -1)
			return -1;
		if (n == 0)
			return err_perm(e, 0, "there is no port 0");
		t->port[t->ports++] = (uint16_t)n;
		if (text[len] == '\0')
			return 0;
	}
}

/* Read a name that needs no quotes in nft(8). */
static int
table_parse(struct nftable *t, const char *text, struct err *e)
{
	static const char allowed[] = "0123456789_-"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t len = strlen(text);

	if (len >= sizeof(t->name) || strspn(text, allowed) != len ||
	    strspn(text, allowed + 12) == 0)
		return err_perm(e, 0, "\"%.64s\" is no name of a table: begin "
		    "with a letter, go on with letters, digits, \"_\" and "
		    "\"-\", %zu at most", text, sizeof(t->name) - 1);
	memcpy(t->name, text, len + 1);
	return 0;
}

static int
serve(const struct options *opt, struct ban_kernel *k, struct err *e)
{
	struct rlimit fds = { DESCRIPTORS, DESCRIPTORS };
	struct tell log = { .program = NAME, .fd = STDERR_FILENO };
	static struct ban_server s;
	struct ban_backend backend;
	struct user user;
	sigset_t during;
	int rc;

	if (user_find(&user, opt->user, e) == -1 ||
	    ports_parse(&k->link.table, opt->ports, e) == -1 ||
	    table_parse(&k->link.table, opt->table, e) == -1 ||
	    opening_never(&k->never, &opt->opening, e) == -1 ||
	    ban_kernel_open(k, e) == -1)
		return -1;
	ban_kernel_backend(&backend, k);
	s.tell = &log;
	s.backend = &backend;
	s.admit.never = &k->never;
	opening_signals(&during, on_signal);
	(void)setrlimit(RLIMIT_NOFILE, &fds);
	if (opening_socket(&s, &opt->opening, &log, e) == -1 ||
	    ban_confine(&user, &log, e) == -1)
		return -1;
	ban_server_init(&s);
	tell(&log, "ready, table %s, port %s", opt->table, opt->ports);
	rc = ban_server_run(&s, &stop, &during, e);
	ban_server_end(&s);
	ban_kernel_close(k);
	return rc;
}

/*
 * The privileged helper of the family: whoever may ask it has addresses kept
 * from connecting to the mail server, for a time, and can do nothing else.
 */
int
main(int argc, char *argv[])
{
	static struct ban_kernel k;
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct options opt = { .opening = OPENING_BEGIN, .user = "",
	    .ports = "25", .table = "dhf" };
	struct err e = { 0 };
	int ch;

	while ((ch = getopt_long(argc, argv, "hp:t:u:v" OPENING_OPTIONS, longs,
	    NULL)) != -1)
		option(&opt, ch);
	if (optind < argc)
		return usage_wrong(&self, "an argument too many", argv[optind]);
	if (serve(&opt, &k, &e) == -1)
		return err_complain(&e, NAME);
	return 0;
}
#else
int
main(void)
{
	(void)fputs(NAME ": this system has no nftables: use dhf-band-exec, "
	    "see its page\n", stderr);
	return 100;
}
#endif
