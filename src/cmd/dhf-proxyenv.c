/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cdb.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/num.h"
#include "base/program.h"
#include "base/usage.h"
#include "door/handed.h"
#include "door/logsink.h"
#include "door/proxied.h"
#include "door/tcprules.h"
#include "rule/admit.h"

#define NAME "dhf-proxyenv"
#define USAGE "usage: " NAME " -t network [-t network ...] [-w seconds] " \
	"[-x cdb] program [argument ...]\n" \
	"       " NAME " -h | -v\n"

static const char help[] = USAGE
    "  -t network      whose PROXY headers are believed\n"
    "  -w seconds      for a header, not 5\n"
    "  -x cdb          of tcprules, asked about the client anew\n"
    "  -h, --help      this help\n"
    "  -v, --version   the version\n";
static const struct usage self = { NAME, USAGE, help };

#define WITHIN_S 5     /* for a header, unless -w says otherwise */
#define LOG_MS 100     /* a log that takes nothing is not waited for longer */
#define REPLY_MS 10000 /* nor a client */
#define LINE_MAX_LOG 640

struct options {
	struct admit trusted;
	const char *cdb; /* path, or NULL */
	unsigned within_s;
	char **next;
};

/* What becomes of a client. */
struct caller {
	struct handed handed;
	struct proxy proxy;
	struct cdb cdb;
	struct tcprules rules;
};

static _Noreturn void
usage(const char *why)
{
	(void)fprintf(stderr, "%s%s%s" USAGE, *why != '\0' ? NAME ": " : "",
	    why, *why != '\0' ? "\n" : "");
	exit(100);
}

/* A line for the log about one who connects. */
static void
say(const char *ip, const char *fmt, ...)
{
	char line[LINE_MAX_LOG];
	size_t len, i;
	va_list args;

	len = (size_t)snprintf(line, 128, NAME ": %.48s: ", ip);
	va_start(args, fmt);
	(void)vsnprintf(line + len, sizeof(line) - len - 1, fmt, args);
	va_end(args);
	len = strlen(line);
	for (i = 0; i < len; i++)
		if (line[i] < ' ' || line[i] > '~')
			line[i] = '?';
	line[len++] = '\n';
	logsink_write(line, len, STDIN_FILENO, LOG_MS, LOGSINK_SYSLOG);
}

/* Tell whoever is there to come again, and end. */
static _Noreturn void
refuse(const char *text, int status)
{
	char line[128];
	int len = snprintf(line, sizeof(line), "421 4.3.2 %s\r\n", text);

	(void)fd_write_within(STDOUT_FILENO, line, (size_t)len, REPLY_MS);
	exit(status);
}

/* It is our fault, or the balancer's. */
static _Noreturn void
fail(const char *ip, const char *why)
{
	say(ip, "%s", why);
	refuse("trouble behind a proxy, try again later", 111);
}

/* Whether the header of whoever has connected is believed. */
static bool
is_trusted(struct caller *c, const struct options *opt)
{
	struct err e;
	struct ip ip;

	handed_find(&c->handed, true);
	if (c->handed.ip == NULL)
		fail("-", "nobody says who connects: TCPREMOTEIP is not set, "
		    "and descriptor 0 is no TCP connection");
	if (ip_parse(&ip, c->handed.ip, &e) == -1)
		fail("-", e.msg);
	if (admit_has(&opt->trusted, &ip))
		return true;
	if (proxied_lies(STDIN_FILENO)) {
		say(c->handed.ip, "sends a PROXY header, and no -t says that "
		    "it may");
		refuse("proxies are not believed here", 111);
	}
	return false;
}

static void
rules_find(struct caller *c, const char *ip)
{
	struct err e;

	if (tcprules_find(&c->rules, &c->cdb, ip, &e) == -1)
		fail(c->handed.ip, e.msg);
}

/* Take away what was the balancer's. */
static void
forget(struct caller *c, const char *cdb)
{
	struct err e;

	if (cdb != NULL) {
		if (cdb_open(&c->cdb, cdb, &e) == -1)
			fail(c->handed.ip, e.msg);
		rules_find(c, c->handed.ip);
	}
	if (proxied_forget(cdb != NULL ? &c->rules : NULL) == -1)
		fail(c->handed.ip, "out of memory");
}

/* Do for the client what tcpserver does with -x. */
static void
follow(struct caller *c, const char *cdb)
{
	const char *name, *value;
	char ip[IP_TEXT_SIZE];
	enum tcprules_answer answer;

	ip_format(&c->proxy.from, ip);
	rules_find(c, ip);
	while ((answer = tcprules_next(&name, &value, &c->rules)) !=
	    TCPRULES_END)
		if (answer == TCPRULES_DENY) {
			say(ip, "denied by %s", cdb);
			refuse("you may not connect", 100);
		} else if (setenv(name, value, 1) == -1) {
			fail(ip, "out of memory");
		}
}

/* Read the header, and make of the balancer's environment the client's. */
static void
change_over(struct caller *c, const struct options *opt)
{
	struct err e;
	bool own;
	char *ip = strdup(c->handed.ip); /* the variable is set anew */

	if (ip == NULL)
		fail(c->handed.ip, "out of memory");
	c->handed.ip = ip;
	switch (proxied_read(&c->proxy, &own, STDIN_FILENO,
	    opt->within_s * 1000, &e)) {
	case 0:
		break;
	case 1:
		exit(0); /* a balancer looks whether we are there */
	default:
		fail(ip, e.msg);
	}
	forget(c, opt->cdb);
	if ((own ? proxied_own(ip) : proxied_tell(&c->proxy)) == -1)
		fail(ip, "out of memory");
	if (!own && opt->cdb != NULL)
		follow(c, opt->cdb);
	if (opt->cdb != NULL)
		cdb_close(&c->cdb);
	free(ip);
}

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct err e;
	int ch;

	*opt = (struct options){ .within_s = WITHIN_S };
	while ((ch = getopt_long(argc, argv, "+ht:vw:x:", longs, NULL)) !=
	    -1)
		switch (ch) {
		case 't':
			if (admit_add(&opt->trusted, optarg, &e) == -1)
				usage(e.msg);
			break;
		case 'w':
			if (num_unsigned(&opt->within_s, optarg, 3600, &e) ==
			    -1 || opt->within_s == 0)
				usage("-w takes seconds from 1 to 3600");
			break;
		case 'x':
			opt->cdb = optarg;
			break;
		default:
			exit(usage_say(&self, ch));
		}
	if (opt->trusted.len == 0)
		usage("whose header is believed? Say so by -t");
	if (optind == argc)
		usage("no program to run");
	opt->next = argv + optind;
}

/*
 * Stand between tcpserver(1) and the filter: of a connection that a balancer
 * makes take its header, and have what comes next see the client.
 */
int
main(int argc, char *argv[])
{
	static struct caller c;
	char path[PROGRAM_PATH_MAX];
	struct options opt;

	options_parse(&opt, argc, argv);
	if (is_trusted(&c, &opt))
		change_over(&c, &opt);
	if (program_find(path, opt.next[0], getenv("PATH")) == 0)
		(void)execv(path, opt.next);
	say(opt.next[0], "cannot be run: %s", strerror(errno));
	refuse("trouble on this side, try again later", 111);
}
