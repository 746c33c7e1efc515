/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ban/client.h"
#include "ban/gate.h"
#include "ban/opening.h"
#include "ban/record.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/network.h"
#include "base/num.h"
#include "base/usage.h"
#include "base/utc.h"
#include "state/offender.h"

#define NAME "dhf-ban"
#define USAGE "usage: " NAME " [-s socket] add ip [duration [reason]]\n" \
	"       " NAME " [-s socket] del ip\n" \
	"       " NAME " [-s socket] list [ip]\n" \
	"       " NAME " [-d duration] [-s socket] serve\n" \
	"       " NAME " -h | -v\n"

static const char help[] = USAGE
    "  -d duration     how long, where nothing is said, not an hour\n"
    "  -s socket       the helper's, not " OPENING_SOCKET "\n"
    "  -h, --help      this help\n"
    "  -v, --version   the version\n";
static const struct usage self = { NAME, USAGE, help };

/* Not banned, where one address was asked about. */
#define NOT_BANNED 1

/* "serve": how often it is tried, as fwd.pl did, and the pause between. */
#define TRIES 5
#define PAUSE_MS 200

struct options {
	const char *path;
	uint32_t seconds; /* where none are given */
};

static _Noreturn void
die(const struct err *e)
{
	(void)fflush(stdout);
	(void)fprintf(stderr, NAME ": %s\n", e->msg);
	exit(err_status(e));
}

static _Noreturn void
usage(const char *why, const char *argument)
{
	exit(usage_wrong(&self, why, argument));
}

static uint32_t
duration(const char *text)
{
	struct err e;
	unsigned s;

	if (num_duration(&s, text, NUM_SECONDS, BAN_SECONDS_MAX, &e) == -1)
		die(&e);
	if (s < BAN_SECONDS_MIN) {
		(void)err_perm(&e, 0, "%u s: the shortest ban is %d s", s,
		    BAN_SECONDS_MIN);
		die(&e);
	}
	return s;
}

/* Read an address, or the /64 of one as a listing has it. */
static struct ip
address(const char *text)
{
	struct ip ip;
	struct err e;
	unsigned bits;

	switch (network_parse(&ip, &bits, text, &e)) {
	case 0:
		if (bits == ip.bits || (ip.bits == 128 && bits == 64))
			return offender_address(&ip);
		/* FALLTHROUGH */
	case 1:
		(void)err_perm(&e, 0, "\"%.64s\": an address is banned, and "
		    "of IPv6 its /64, never a network", text);
		/* FALLTHROUGH */
	default:
		die(&e);
	}
}

/* Whether an answer is what was wished for; else die with it. */
static void
must(const struct ban_record *r)
{
	struct err e = { .class = ERR_TEMP };

	switch (r->answer) {
	case BAN_NEVER:
	case BAN_WRONG:
		e.class = ERR_PERM;
		break;
	case BAN_BUSY:
	case BAN_FULL:
	case BAN_CANNOT:
		break;
	default:
		return;
	}
	(void)snprintf(e.msg, sizeof(e.msg), "%s",
	    ban_answer_word(r->answer));
	die(&e);
}

/* Ask the helper; *r becomes the answer. */
static void
ask(const struct options *opt, struct ban_record *r)
{
	struct err e;
	int fd = ban_connect(opt->path, &e);

	if (fd == -1 || ban_ask(fd, r, &e) == -1)
		die(&e);
	(void)close(fd);
	must(r);
}

static int
add(const struct options *opt, int argc, char *argv[])
{
	struct ban_record r = { .verb = BAN_ADD, .seconds = opt->seconds };
	enum offender_kind kind = OFFENDER_MANUAL;
	char text[OFFENDER_ADDRESS_SIZE];
	struct err e;

	if (argc < 1)
		usage("name an address", NULL);
	if (argc > 3)
		usage("an argument too many: a reason is a word, trap, storm, "
		    "broadband, early-talker or manual", argv[3]);
	r.ip = address(argv[0]);
	if (argc > 1)
		r.seconds = duration(argv[1]);
	if (argc > 2 && offender_kind_parse(&kind, argv[2], &e) == -1)
		die(&e);
	r.kind = (unsigned)kind + 1;
	ask(opt, &r);
	offender_address_format(&r.ip, text);
	(void)printf("%s %s for %lu s\n", text, ban_answer_word(r.answer),
	    (unsigned long)r.seconds);
	return 0;
}

static int
del(const struct options *opt, int argc, char *argv[])
{
	struct ban_record r = { .verb = BAN_DEL };
	char text[OFFENDER_ADDRESS_SIZE];

	if (argc < 1)
		usage("name an address", NULL);
	if (argc > 1)
		usage("an argument too many", argv[1]);
	r.ip = address(argv[0]);
	ask(opt, &r);
	offender_address_format(&r.ip, text);
	(void)printf("%s %s\n", text, ban_answer_word(r.answer));
	return r.answer == BAN_NONE ? NOT_BANNED : 0;
}

/* One line: address, until when, why. */
static void
print(const struct ban_record *r, time_t now_s)
{
	char text[OFFENDER_ADDRESS_SIZE], until[UTC_SIZE];

	offender_address_format(&r->ip, text);
	utc_format((int64_t)now_s + r->seconds, until);
	(void)printf("%s\t%s\t%s\n", text, until, ban_kind_word(r->kind));
}

static int
list(const struct options *opt, int argc, char *argv[])
{
	struct ban_record r = { .verb = BAN_LIST };
	struct err e;
	int fd;

	if (argc > 1)
		usage("an argument too many", argv[1]);
	if (argc == 1) {
		r.ip = address(argv[0]);
		ask(opt, &r);
		if (r.answer == BAN_NONE)
			return NOT_BANNED;
		print(&r, time(NULL));
		return 0;
	}
	if ((fd = ban_connect(opt->path, &e)) == -1 ||
	    ban_ask(fd, &r, &e) == -1)
		die(&e);
	while (r.answer == BAN_ENTRY) {
		print(&r, time(NULL));
		if (ban_receive(fd, &r, &e) == -1)
			die(&e);
	}
	(void)close(fd);
	must(&r);
	return 0;
}

/* Ban for a line of "serve".  Returns its mark. */
static char
gate_add(const struct options *opt, const struct ip *ip, int *fd)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	struct ban_record r;
	struct err e;
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (tries > 0)
			(void)nanosleep(&pause, NULL);
		r = (struct ban_record){ .verb = BAN_ADD,
			.kind = OFFENDER_BROADBAND + 1,
			.seconds = opt->seconds, .ip = offender_address(ip) };
		if ((*fd != -1 || (*fd = ban_connect(opt->path, &e)) != -1) &&
		    ban_ask(*fd, &r, &e) == 0) {
			if (r.answer == BAN_NEW)
				return '+';
			if (r.answer == BAN_STANDS)
				return '-';
			(void)err_temp(&e, 0, "%s", ban_answer_word(r.answer));
			if (r.answer == BAN_NEVER || r.answer == BAN_WRONG)
				break;
		} else {
			fd_close(*fd);
			*fd = -1;
		}
	}
	(void)fprintf(stderr, NAME ": %s\n", e.msg);
	return '0';
}

/* Read a line; what is longer is read, and comes as its beginning.  False at
 * the end. */
static bool
line_read(char line[GATE_LINE + 2])
{
	int c;

	if (fgets(line, GATE_LINE + 2, stdin) == NULL)
		return false;
	if (strchr(line, '\n') == NULL)
		while ((c = getchar()) != '\n' && c != EOF)
			;
	return true;
}

/* Answer one client of fwd.pl on standard input and output. */
static int
gate_serve(const struct options *opt)
{
	char line[GATE_LINE + 2], out[GATE_ANSWER];
	enum gate_answer answer;
	struct gate g;
	int fd = -1;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	(void)fputs(GATE_BANNER, stdout);
	while (!ferror(stdout) && line_read(line)) {
		answer = gate_read(&g, line);
		(void)fprintf(stderr, NAME ": received: %s\n", g.text);
		if (answer == GATE_OTHER) {
			(void)fprintf(stderr, NAME ": nothing is answered\n");
			continue;
		}
		gate_write(&g, answer == GATE_ADD ?
		    gate_add(opt, &g.ip, &fd) : '0', out);
		(void)fputs(out, stdout);
	}
	fd_close(fd);
	return ferror(stdout) || ferror(stdin) ? 111 : 0;
}

static int
run(const struct options *opt, int argc, char *argv[])
{
	if (argc < 1)
		usage("say what to do", NULL);
	if (strcmp(argv[0], "add") == 0)
		return add(opt, argc - 1, argv + 1);
	if (strcmp(argv[0], "del") == 0)
		return del(opt, argc - 1, argv + 1);
	if (strcmp(argv[0], "list") == 0)
		return list(opt, argc - 1, argv + 1);
	if (strcmp(argv[0], "serve") == 0) {
		if (argc > 1)
			usage("an argument too many", argv[1]);
		return gate_serve(opt);
	}
	usage("that is not one of them", argv[0]);
}

/*
 * Ask the ban helper, by hand or for those who speak to fwd.pl.
 */
int
main(int argc, char *argv[])
{
	struct options opt = { OPENING_SOCKET, 3600 };
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct err e;
	int ch, status;

	while ((ch = getopt_long(argc, argv, "+d:hs:v", longs, NULL)) !=
	    -1)
		switch (ch) {
		case 'd':
			opt.seconds = duration(optarg);
			break;
		case 's':
			opt.path = optarg;
			break;
		default:
			return usage_say(&self, ch);
		}
	status = run(&opt, argc - optind, argv + optind);
	if (fflush(stdout) != 0) {
		(void)err_temp(&e, errno, "write");
		die(&e);
	}
	return status;
}
