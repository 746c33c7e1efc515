/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/num.h"
#include "base/tell.h"
#include "base/usage.h"
#include "base/utc.h"
#include "report/unpack.h"
#include "state/never.h"
#include "watch/follow.h"
#include "watch/report.h"
#include "watch/watch.h"
#include "wire/accuse.h"

#define NAME "dhf-watch"
#define USAGE "usage: " NAME " [-abn] [-c count/time] [-d duration] " \
	"[-i file]\n                 [-p log | expression] [-s socket] " \
	"log ... | -h | -v\n"

static const char help[] = USAGE
    "  -a             begin at the start of each log, not at its end\n"
    "  -b             ban, too: the kernel shall hear of it\n"
    "  -c count/time  how often is too often: 11/1h\n"
    "  -d duration    how long that is held: 4h\n"
    "  -i file        networks of whom nothing is told\n"
    "  -n             print whom it would tell of, once each, and end\n"
    "  -p log         whose log it is, or an expression\n"
    "  -s socket      where dhfd listens, instead of " ACCUSE_SOCKET "\n"
    "  -h, --help     this help\n"
    "  -v, --version  the version\n";

static const struct usage self = { NAME, USAGE, help };

/* As the de-router of 2002 fired: on the 11th, for 4 hours. */
#define COUNT 11
#define WINDOW_S 3600
#define QUIET_S 14400
#define COUNT_MAX 1000
#define LONGEST_S (30 * 86400) /* that anything is held against anybody */

#define ADDRESSES 65536
#define PAUSE_MS 200 /* between two looks at files that do not grow */
#define TURN 16      /* reads of one file before the next has its turn */

/* A log, and the child that unpacks it. */
struct source {
	struct follow follow;
	const char *program; /* NULL: nobody does */
	pid_t child;
};

static struct {
	struct tell log;
	struct watch watch;
	struct storm_limits limits;
	struct report report;
	struct never never;
	bool all;  /* from the beginning */
	bool dry;  /* print, and tell nobody */
	char **file;
	size_t files;
	struct source *source;
	int status; /* of what was compressed and could not be read */
} all = { .log = { NAME, STDERR_FILENO, 0 },
	.limits = { COUNT, WINDOW_S, QUIET_S, ADDRESSES },
	.report = { .post = { ACCUSE_SOCKET, 1000, -1 } } };

static _Noreturn void
die(const struct err *e)
{
	tell(&all.log, "%s", e->msg);
	exit(err_status(e));
}

/* Read "11/1h". */
static void
parse_threshold(const char *text)
{
	const char *slash = strchr(text, '/');
	char count[8];
	struct err e;

	if (slash == NULL || (size_t)(slash - text) >= sizeof(count)) {
		(void)err_perm(&e, 0, "-c takes COUNT/TIME, as in 11/1h");
		die(&e);
	}
	memcpy(count, text, (size_t)(slash - text));
	count[slash - text] = '\0';
	if (num_unsigned(&all.limits.count, count, COUNT_MAX, &e) == -1 ||
	    num_duration(&all.limits.window_s, slash + 1, NUM_SECONDS,
	    LONGEST_S, &e) == -1)
		die(&e);
	if (all.limits.count == 0) {
		(void)err_perm(&e, 0, "-c: nobody has done it 0 times");
		die(&e);
	}
}

static void
parse_duration(const char *text)
{
	struct err e;

	if (num_duration(&all.limits.quiet_s, text, NUM_SECONDS, LONGEST_S,
	    &e) == -1)
		die(&e);
	if (all.limits.quiet_s == 0) {
		(void)err_perm(&e, 0, "-d takes one second or more");
		die(&e);
	}
}

/* An option behind a log is none, and a log only where there is one of that
 * name, or behind "--". */
static void
logs_check(void)
{
	size_t i;

	if (strcmp(all.file[-1], "--") == 0)
		return;
	for (i = 0; i < all.files; i++)
		if (all.file[i][0] == '-' && all.file[i][1] != '\0' &&
		    access(all.file[i], F_OK) == -1)
			exit(usage_wrong(&self, "put options before the logs",
			    all.file[i]));
}

static void
options_parse(int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	const char *log = NULL;
	struct err e;
	int ch;

	while ((ch = getopt_long(argc, argv, "+abc:d:hi:np:s:v", longs,
	    NULL)) != -1)
		switch (ch) {
		case 'a':
			all.all = true;
			break;
		case 'b':
			all.report.ban = true;
			break;
		case 'c':
			parse_threshold(optarg);
			break;
		case 'd':
			parse_duration(optarg);
			break;
		case 'i':
			if (never_add_file(&all.never, optarg, &e) == -1)
				die(&e);
			break;
		case 'n':
			all.dry = true;
			break;
		case 'p':
			log = optarg;
			break;
		case 's':
			all.report.post.path = optarg;
			break;
		default:
			exit(usage_say(&self, ch));
		}
	if (optind == argc)
		exit(usage_wrong(&self, "name a log", NULL));
	all.file = argv + optind;
	all.files = (size_t)(argc - optind);
	logs_check();
	if ((all.watch.patterns = patterns_new(log, &e)) == NULL)
		die(&e);
}

/* One that is to be told of, once in a dry run. */
static void
on_storm(void *arg, const struct watch_storm *storm)
{
	char ip[IP_TEXT_SIZE], first[UTC_SIZE], last[UTC_SIZE];

	(void)arg;
	if (never_has(&all.never, &storm->ip, &storm->ip))
		return;
	if (!all.dry) {
		report_add(&all.report, storm);
		return;
	}
	ip_format(&storm->ip, ip);
	utc_format(storm->first_s, first);
	utc_format(storm->last_s, last);
	(void)printf("%s\t%u\t%s\t%s\n", ip, all.limits.count, first, last);
}

static void
on_line(void *arg, const char *line, size_t len)
{
	(void)arg;
	watch_line(&all.watch, line, len, time(NULL));
}

static void
begin(void)
{
	unsigned char key[SIPHASH_KEY_SIZE];
	struct err e;
	int fd = fd_open_read("/dev/urandom");

	if (fd == -1 || read(fd, key, sizeof(key)) != sizeof(key)) {
		(void)err_temp(&e, errno, "read /dev/urandom");
		die(&e);
	}
	fd_close(fd);
	if (all.dry) /* once in the whole run */
		all.limits.quiet_s = UINT32_MAX;
	all.watch.storms = storms_new(&all.limits, key);
	all.watch.keys = keys_new();
	all.source = calloc(all.files, sizeof(*all.source));
	if (all.watch.storms == NULL || all.watch.keys == NULL ||
	    all.source == NULL) {
		(void)err_memory(&e);
		die(&e);
	}
	if (never_add_special(&all.never, &e) == -1)
		die(&e);
	never_settle(&all.never);
	all.watch.tell = on_storm;
	all.report.duration_s = all.limits.quiet_s;
	all.report.log = &all.log;
}

/* Have a log unpacked, if it is compressed and not one that grows. */
static void
unpack(struct source *s)
{
	struct follow *f = &s->follow;
	unsigned char head[UNPACK_MAGIC];
	const ssize_t n = pread(f->fd, head, sizeof(head), 0);
	struct err e = { 0 };
	int fd = -1;

	if (n <= 0 || (s->program = unpack_program(head, (size_t)n)) == NULL)
		return;
	if (f->path != NULL && !all.dry)
		(void)err_perm(&e, 0, "%s is compressed, which only -n reads: "
		    "name the log that grows", f->path);
	else
		fd = unpack_start(&s->child, s->program, f->fd, &e);
	if (fd == -1)
		die(&e);
	if (f->path != NULL)
		fd_close(f->fd);
	follow_begin_fd(f, fd);
}

/* One that is not there may come, but in a dry run. */
static void
miss(const char *name)
{
	struct err e;

	if (all.dry) {
		(void)err_temp(&e, ENOENT, "open %s", name);
		die(&e);
	}
	tell(&all.log, "%s is not there yet: waiting", name);
}

static void
open_logs(void)
{
	bool from_end = !all.all && !all.dry;
	struct err e;
	size_t i;

	for (i = 0; i < all.files; i++) {
		struct follow *f = &all.source[i].follow;

		if (strcmp(all.file[i], "-") == 0)
			follow_begin_fd(f, STDIN_FILENO);
		else if (follow_begin(f, all.file[i], from_end, &e) == -1)
			die(&e);
		if (f->fd == -1)
			miss(all.file[i]);
		else
			unpack(&all.source[i]);
	}
}

/* Read what a log has, for a while.  True: there may be more. */
static bool
read_log(struct follow *f)
{
	enum follow_answer answer = FOLLOW_MORE;
	struct err e;
	int turn;

	for (turn = 0; turn < TURN && answer == FOLLOW_MORE; turn++)
		answer = follow_read(f, on_line, NULL, &e);
	if (answer == FOLLOW_FAILED)
		die(&e);
	return answer == FOLLOW_MORE;
}

/* A log has ended; what could not be unpacked is told, and more is done. */
static void
end_log(struct source *s, const char *name)
{
	const int fd = s->program != NULL ? s->follow.fd : -1;
	struct err e;

	follow_end(&s->follow, on_line, NULL);
	fd_close(fd);
	if (fd == -1 || unpack_end(s->child, s->program, true, &e) == 0)
		return;
	tell(&all.log, "%s: %s", name, e.msg);
	all.status = err_status(&e);
}

/* Read on until the end, where there is one: of a dry run, and of standard
 * input. */
static void
read_logs(void)
{
	const struct timespec pause = { 0, PAUSE_MS * 1000000L };
	size_t i, open;
	bool more;

	do {
		for (more = false, open = 0, i = 0; i < all.files; i++) {
			struct follow *f = &all.source[i].follow;

			if (f->fd == -1 && f->path == NULL)
				continue;
			if (read_log(f))
				more = true;
			else if (f->path == NULL || all.dry)
				end_log(&all.source[i], all.file[i]);
			open += f->fd != -1 || f->path != NULL;
		}
		if (!all.dry)
			report_send(&all.report);
		if (!more && open > 0)
			(void)nanosleep(&pause, NULL);
	} while (open > 0);
}

/* What a dry run has seen; a log of which nothing is understood is a mistake
 * of somebody's. */
static void
sum_up(void)
{
	const struct watch *w = &all.watch;

	tell(&all.log, "%ju lines, %ju accuse somebody, %ju of them nobody "
	    "known", (uintmax_t)w->lines, (uintmax_t)w->accused,
	    (uintmax_t)w->nobody);
	if (w->limited > 0 || w->lost > 0)
		tell(&all.log, "%ju lines took too many steps, %ju found no "
		    "memory", (uintmax_t)w->limited, (uintmax_t)w->lost);
}

/*
 * Watch logs for addresses that do harm too often, and tell dhfd(8).
 */
int
main(int argc, char *argv[])
{
	/* without it mktime(3) looks at the file for each line */
	(void)setenv("TZ", ":/etc/localtime", 0);
	options_parse(argc, argv);
	begin();
	open_logs();
	read_logs();
	if (!all.dry)
		return report_end(&all.report) == 0 ? all.status : 111;
	sum_up();
	if (fflush(stdout) == EOF || ferror(stdout)) {
		tell(&all.log, "cannot write: %s", strerror(errno));
		return 111;
	}
	return all.status;
}
