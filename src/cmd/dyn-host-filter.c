/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/guard.h"
#include "base/num.h"
#include "base/program.h"
#include "expr/regex.h"
#include "policy/handover.h"
#include "policy/judge.h"
#include "policy/logline.h"
#include "rule/candidates.h"
#include "smtp/refusal.h"

#define NAME "dyn-host-filter"
#define IMAGE_PATH CONFDIR "/dhf.db"
#define USAGE "usage: " NAME " [-f db] [-i] [-o] [-X] " \
	"[-r banner|dialogue] [-t seconds] program [argument ...]\n"
#define CRASH "451 4.3.0 temporary failure, try again later\r\n"
#define CRASH_NOTE NAME ": crashed: the client got 451, whatever was noted " \
	"before\n"

/* How long a log line may hold up mail. */
#define LOG_MS 100

enum reject { REJECT_AS_SET, REJECT_BANNER, REJECT_DIALOGUE };

struct options {
	const char *image;  /* -f, $DHF_DB */
	bool advise;        /* -i: never refuse */
	bool open;          /* -o: no decision lets the client in */
	bool open_absent;   /* -X: so does an image that does not exist */
	enum reject reject; /* -r */
	unsigned limit_s;   /* -t, 0: the usual */
	char **next;        /* at least one word, then NULL */
};

/* A connection, from its environment to its end. */
struct connection {
	struct evidence ev;
	struct verdict verdict;
	struct err err;     /* class ERR_NONE: a decision was made */
	bool let_in;        /* -o or -X let it in */
	bool banner;
	bool pregreet;
};

/* All memory, in one piece and in the order of use: every page that is touched
 * costs a fault, and most of the guard's stack and of a record never is. */
static struct {
	struct guard guard;
	struct connection c;
	struct image image;
	struct candidates room;
	unsigned char regex[REGEX_ENGINE_ROOM];
	char path[PROGRAM_PATH_MAX];
	struct environment additions;
	struct decider decider;
	struct judge judge;
	struct ruleset rules;
	struct image_frames frames;
} all;

static _Noreturn void
usage(const char *why)
{
	(void)fd_write_within(STDERR_FILENO, why, strlen(why), 1000);
	(void)fd_write_within(STDERR_FILENO, USAGE, sizeof(USAGE) - 1, 1000);
	_exit(100);
}

static enum reject
reject_of(const char *word)
{
	if (strcmp(word, "banner") == 0)
		return REJECT_BANNER;
	if (strcmp(word, "dialogue") != 0)
		usage(NAME ": -r takes banner or dialogue\n");
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

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	const char *db = getenv("DHF_DB");
	int ch;

	opt->image = IMAGE_PATH;
	while ((ch = getopt(argc, argv, "+f:ioXr:t:")) != -1)
		switch (ch) {
		case 'f':
			opt->image = optarg;
			break;
		case 'i':
			opt->advise = true;
			break;
		case 'o':
			opt->open = true;
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
	opt->next = argv + optind;
}

/* Ask the rules. */
static int
ask_rules(struct connection *c, const struct options *opt)
{
	enum image_found found = image_open(&all.image, &all.frames,
	    opt->image, &c->err);
	int64_t now_s;
	int rc;

	if (found != IMAGE_OK) {
		verdict_fail(&c->verdict, found == IMAGE_ABSENT ?
		    "image-missing" : "image");
		c->let_in = found == IMAGE_ABSENT && opt->open_absent;
		return -1;
	}
	now_s = all.image.head.expiring > 0 ? time(NULL) : 0;
	all.decider.rules = &all.rules;
	all.decider.room = &all.room;
	all.decider.regex = regex_engine_later(all.regex);
	judge_begin(&all.judge, &all.decider, JUDGE_DNS |
	    (opt->advise ? JUDGE_CLASS : 0));
	rc = ruleset_begin(&all.rules, &all.image, &c->err);
	if (rc == 0)
		rc = judge_client(&c->verdict, &all.judge, &c->ev, now_s,
		    &c->err);
	if (rc == -1) {
		verdict_fail(&c->verdict, "image");
		return -1;
	}
	c->banner = all.rules.settings.number[SET_REJECT_AT] ==
	    REJECT_AT_BANNER;
	return 0;
}

/* Overrides first, then the address, then the rules. */
static void
judge(struct connection *c, const struct options *opt)
{
	const char *dhf = getenv("DHF");
	bool sound = evidence_tcp(&c->ev, getenv("TCPREMOTEIP"),
	    getenv("TCPREMOTEHOST"), &c->err) == 0;

	evidence_port(&c->ev, getenv("TCPLOCALPORT"));
	c->verdict.text = "";
	if (getenv("RELAYCLIENT") != NULL) {
		verdict_follow(&c->verdict, "", "RELAYCLIENT");
	} else if (dhf != NULL) {
		verdict_follow(&c->verdict, dhf, "DHF");
	} else if (!sound) {
		verdict_fail(&c->verdict, "TCPREMOTEIP");
		c->let_in = opt->open;
		return;
	} else if (ask_rules(c, opt) == -1) {
		c->let_in = c->let_in || opt->open;
		return;
	}
	c->err.class = ERR_NONE;
}

static void
say_log(const struct connection *c)
{
	const char *ip = getenv("TCPREMOTEIP");
	struct logline l = { .pid = (unsigned long)getpid(), .ip = ip,
		.ev = &c->ev, .verdict = &c->verdict, .open = c->let_in,
		.pregreet = c->pregreet };
	char line[LOGLINE_MAX];

	if (c->err.class != ERR_NONE)
		l.error = c->err.msg;
	(void)fd_write_within(STDERR_FILENO, line, logline_format(line, &l),
	    LOG_MS);
}

/* Say no, as gently as set.  The exit status. */
static int
refuse(struct connection *c, const struct options *opt)
{
	const char *host = getenv("TCPLOCALHOST");
	bool banner = opt->reject == REJECT_AS_SET ? c->banner :
	    opt->reject == REJECT_BANNER;
	struct refusal r = { .in = STDIN_FILENO, .out = STDOUT_FILENO,
		.limit_ms = banner ? REFUSAL_BANNER_MS : REFUSAL_LIMIT_MS,
		.command_ms = REFUSAL_COMMAND_MS };
	char line[REPLY_LINE_MAX] = CRASH;
	struct err e;

	judge_end(&all.judge); /* exec does it for those that are let in */
	c->pregreet = refusal_pregreet(STDIN_FILENO);
	say_log(c);
	r.program = NAME;
	r.line = line;
	r.line_len = sizeof(CRASH) - 1;
	(void)handover_reply(line, &r.line_len, &c->verdict, &c->ev, &e);
	/* tcpserver -l0 makes the name "0". */
	r.host = host != NULL && strchr(host, '.') != NULL ? host :
	    NAME ".local";
	if (opt->limit_s != 0)
		r.limit_ms = opt->limit_s * 1000;
	if (banner)
		(void)refusal_banner(&r);
	else
		(void)refusal_dialogue(&r);
	return c->err.class != ERR_NONE ? 111 : 0;
}

/* The next program can't be run: one complete reply, not a silent close. */
static int
no_program(struct connection *c, const char *program)
{
	char line[REPLY_LINE_MAX];
	struct err e;
	size_t len;

	(void)err_temp(&c->err, errno, "run %s", program);
	verdict_fail(&c->verdict, "program");
	c->verdict.code = 421;
	c->let_in = false;
	say_log(c);
	if (handover_reply(line, &len, &c->verdict, &c->ev, &e) == 0)
		(void)fd_write_within(STDOUT_FILENO, line, len, 10000);
	return 111;
}

/* Become the next program. */
static int
pass(struct connection *c, const struct options *opt)
{
	extern char **environ;
	char **env;

	if (program_find(all.path, opt->next[0], getenv("PATH")) == -1)
		return no_program(c, opt->next[0]);
	environment_init(&all.additions);
	if (handover_environment(&all.additions, &c->verdict, &c->ev,
	    &c->err) == -1 ||
	    (env = environment_build(&all.additions, environ)) == NULL) {
		errno = ENOMEM;
		return no_program(c, opt->next[0]);
	}
	say_log(c);
	image_close(&all.image);
	guard_end(&all.guard);
	(void)execve(all.path, opt->next, env);
	return no_program(c, opt->next[0]);
}

/*
 * Stand between tcpserver(1) and an SMTP server: judge the client by its
 * address and name, then become the server or refuse the client.  Whether a
 * failure lets the client in is decided in judge() and nowhere else.
 */
int
main(int argc, char *argv[])
{
	struct options opt = { 0 };
	struct connection *c = &all.c;

	options_parse(&opt, argc, argv);
	guard_begin(&all.guard, CRASH, CRASH_NOTE);
	all.image.fd = -1;
	judge(c, &opt);
	if (c->let_in)
		verdict_follow(&c->verdict, "", c->verdict.rule);
	if (verdict_refuses(&c->verdict) && !opt.advise)
		return refuse(c, &opt);
	return pass(c, &opt);
}
