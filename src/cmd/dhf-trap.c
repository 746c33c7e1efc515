/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "base/usage.h"
#include "base/utc.h"
#include "mail/delivery.h"
#include "mail/maildir.h"
#include "mail/mbox.h"
#include "state/nearby.h"
#include "state/never.h"
#include "wire/accuse.h"
#include "wire/offence.h"

#define NAME "dhf-trap"
#define USAGE "usage: " NAME " [-bn] [-s socket] [-t trusted] ... " \
	"[maildir | mbox | -]\n" \
	"       " NAME " -h | -v\n"

static const char help[] = USAGE
    "  -b             the kernel shall refuse them, too\n"
    "  -n             print who brought the mail, and tell nobody\n"
    "  -s socket      where dhfd listens, instead of " ACCUSE_SOCKET "\n"
    "  -t trusted     our server, by the name or address behind \"by\"\n"
    "  -h, --help     this help\n"
    "  -v, --version  the version\n";

static const struct usage self = { NAME, USAGE, help };

#define CHUNK_SIZE 65536
#define ANSWER_MS 5000
#define BUSY_MS 100    /* between two questions to a busy daemon */
#define BUSY_TRIES 300 /* then it is away */
#define COMPLAINTS 10 /* of mails of one kind that are told of one by one */

static struct {
	struct tell log;
	struct post post;
	struct delivery_search search;
	struct never never;
	const char **by;    /* -t, owned */
	bool dry;           /* print, and tell nobody */
	bool ban;           /* the kernel shall refuse them, too */
	const char *path;   /* NULL: standard input */
	const char *mail;   /* name of this one */
	uintmax_t mails, found, told;
	struct err failed;  /* the first mail that could not be dealt with */
	bool away;          /* the daemon is: no use to go on */
} all = { .log = { NAME, STDERR_FILENO, 0 },
	.post = { ACCUSE_SOCKET, ANSWER_MS, -1 } };

static _Noreturn void
die(const struct err *e)
{
	tell(&all.log, "%s", e->msg);
	exit(err_status(e));
}

static void
options_parse(int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct err e;
	int ch;

	if ((all.by = calloc((size_t)argc, sizeof(*all.by))) == NULL) {
		(void)err_memory(&e);
		die(&e);
	}
	all.search.hop.by = all.by;
	while ((ch = getopt_long(argc, argv, "+bhns:t:v", longs, NULL)) != -1)
		switch (ch) {
		case 'b':
			all.ban = true;
			break;
		case 'n':
			all.dry = true;
			break;
		case 's':
			all.post.path = optarg;
			break;
		case 't':
			if (!hop_name(optarg))
				exit(usage_wrong(&self, "-t names no server",
				    NULL));
			all.by[all.search.hop.by_count++] = optarg;
			break;
		default:
			exit(usage_say(&self, ch));
		}
	if (argc - optind > 1)
		exit(usage_wrong(&self, "an argument too many",
		    argv[optind + 1]));
	if (optind < argc && strcmp(argv[optind], "-") != 0)
		all.path = argv[optind];
}

/* Whom nothing is ever held against: this machine, those that it depends on,
 * and who cannot come from the Internet. */
static void
never_load(void)
{
	struct err e;

	if (nearby_all(&all.never, "/etc/resolv.conf", &e) == -1)
		die(&e);
	never_settle(&all.never);
}

/* Remember what went wrong first: there is more to do. */
static void
fail(const struct err *e)
{
	tell(&all.log, "%s", e->msg);
	if (all.failed.class == ERR_NONE)
		all.failed = *e;
}

static void
print(const struct delivery *d, bool never)
{
	char ip[IP_TEXT_SIZE], when[UTC_SIZE];

	ip_format(&d->ip, ip);
	utc_format(d->date.time_s, when);
	(void)printf("%s\t%s\t%s\t%s\n", ip, when,
	    *d->name != '\0' ? d->name : "-", never ? "never" : "kept");
}

/* Tell the daemon, once more if it has begun anew, and again while it is
 * busy. */
static enum accuse_answer
insist(const struct letter *l)
{
	const struct timespec pause = { 0, BUSY_MS * 1000000L };
	enum accuse_answer answer = accuse(&all.post, &all.log, l);
	int tries;

	if (answer == ACCUSE_AWAY)
		answer = accuse(&all.post, &all.log, l);
	for (tries = 0; answer == ACCUSE_BUSY && tries < BUSY_TRIES; tries++) {
		(void)nanosleep(&pause, NULL);
		answer = accuse(&all.post, &all.log, l);
	}
	return answer;
}

/* Tell the daemon.  The mark tells one mail from another as well as the server
 * does by the identifier that it gave it. */
static void
send_one(const struct delivery *d)
{
	char ip[IP_TEXT_SIZE], mark[IP_TEXT_SIZE + DELIVERY_ID + 24];
	struct letter l = { .type = LETTER_OFFENCE, .ip = d->ip,
		.flags = all.ban ? LETTER_BAN : 0,
		.offence = OFFENCE_TRAP, .at_s = (uint32_t)d->date.time_s,
		.zone_s = (uint32_t)(d->date.zone_min * 60),
		.source = "trap", .mark = mark, .evidence = d->evidence };
	enum accuse_answer answer;
	struct err e;

	if (all.away)
		return; /* what was left of a chunk */
	ip_format(&d->ip, ip);
	(void)snprintf(mark, sizeof(mark), "%s %lld %s", ip,
	    (long long)d->date.time_s, d->id);
	answer = insist(&l);
	all.told += answer == ACCUSE_TOLD;
	if (answer < ACCUSE_BUSY)
		return;
	if (answer == ACCUSE_AWAY)
		(void)accuse_away(&all.post, &e);
	else
		(void)err_temp(&e, 0, "%s: the daemon %s", all.post.path,
		    answer == ACCUSE_BUSY ? "is too busy" :
		    "could not keep it");
	fail(&e);
	all.away = true;
}

static void
found(const struct delivery *d)
{
	bool never = never_has(&all.never, &d->ip, &d->ip);
	char ip[IP_TEXT_SIZE];

	if (all.dry) {
		print(d, never);
	} else if (never) {
		ip_format(&d->ip, ip);
		tell(&all.log, "%s: never held against this address", ip);
	} else {
		send_one(d);
	}
}

/* A mail of which nobody can tell who brought it. */
static void
complain(enum delivery_state state)
{
	const struct hop *hop = &all.search.hop;
	const char *why = hop->by_count > 0 && !hop->seen ?
	    "no Received line of a server that -t names" :
	    "no Received line of another machine";

	if (all.mails - all.found > COMPLAINTS)
		return;
	if (state == DELIVERY_UNCLEAR)
		why = "the Received line does not say for sure who called";
	else if (state == DELIVERY_UNDATED)
		why = "the Received line does not say when";
	tell(&all.log, "%s: %s", all.mail, why);
}

static void
mail_end(void)
{
	struct err e;

	delivery_end(&all.search);
	all.mails++;
	if (all.search.state == DELIVERY_FAILED) {
		(void)err_memory(&e);
		fail(&e);
	} else if (all.search.state == DELIVERY_FOUND) {
		all.found++;
		found(&all.search.found);
	} else {
		complain(all.search.state);
	}
	delivery_again(&all.search);
}

/* Read once more: at the end 0, -1 with errno. */
static ssize_t
chunk_read(int fd, char data[CHUNK_SIZE])
{
	struct pollfd p = { fd, POLLIN, 0 };
	ssize_t n;

	while ((n = read(fd, data, CHUNK_SIZE)) == -1)
		if (errno != EINTR &&
		    (errno != EAGAIN || poll(&p, 1, -1) == -1))
			break;
	return n;
}

/* Read one mail, to the end if whoever writes it wants that. */
static void
mail_read(int fd, bool to_the_end)
{
	char data[CHUNK_SIZE];
	struct err e;
	ssize_t n;

	while ((n = chunk_read(fd, data)) > 0) {
		delivery_take(&all.search, data, (size_t)n);
		if (!to_the_end && all.search.state != DELIVERY_LOOKING)
			break;
	}
	if (n == -1) {
		(void)err_temp(&e, errno, "read %s", all.mail);
		fail(&e);
		delivery_again(&all.search);
		return;
	}
	mail_end();
}

static void
on_mail(void *arg)
{
	bool *begun = arg;

	if (*begun)
		mail_end();
	*begun = true;
}

static void
on_data(void *arg, const char *data, size_t len)
{
	(void)arg;
	delivery_take(&all.search, data, len);
}

static void
mbox_read(int fd)
{
	char data[CHUNK_SIZE];
	struct mbox mbox = { 0 };
	bool begun = false;
	const struct mbox_taker to = { on_mail, on_data, &begun };
	struct err e;
	ssize_t n;

	while ((n = chunk_read(fd, data)) > 0 && !all.away)
		mbox_take(&mbox, data, (size_t)n, &to);
	if (n == -1) {
		(void)err_temp(&e, errno, "read %s", all.path);
		fail(&e);
		return;
	}
	if (all.away)
		return;
	mbox_end(&mbox, &to);
	if (begun)
		mail_end();
}

static void
maildir_read(void)
{
	struct maildir m = { .path = all.path };
	enum maildir_answer answer = MAILDIR_MAIL;
	struct err e;
	int fd;

	while (!all.away && answer != MAILDIR_END) {
		answer = maildir_next(&fd, &m, &e);
		if (answer == MAILDIR_MAIL) {
			all.mail = m.name;
			mail_read(fd, false);
			fd_close(fd);
		} else if (answer == MAILDIR_FAILED) {
			fail(&e);
			if (e.class == ERR_PERM)
				break;
		}
	}
	maildir_free(&m);
}

static void
path_read(void)
{
	int fd = fd_open_read(all.path);
	struct stat st;
	struct err e;

	all.mail = all.path;
	if (fd == -1 || fstat(fd, &st) == -1) {
		(void)err_temp(&e, errno, "open %s", all.path);
		die(&e);
	}
	if (S_ISDIR(st.st_mode))
		maildir_read();
	else
		mbox_read(fd);
	fd_close(fd);
	if (all.dry)
		tell(&all.log, "%ju mails, %ju tell who brought them",
		    all.mails, all.found);
	else
		tell(&all.log, "%ju mails, %ju tell who brought them, %ju of "
		    "them newly told", all.mails, all.found, all.told);
}

/*
 * Who brought the mail of a honeypot?
 */
int
main(int argc, char *argv[])
{
	options_parse(argc, argv);
	never_load();
	if (all.path != NULL) {
		path_read();
	} else {
		all.mail = "the mail";
		mail_read(STDIN_FILENO, true);
	}
	post_end(&all.post);
	delivery_free(&all.search);
	never_free(&all.never);
	free(all.by);
	if (all.dry && (fflush(stdout) == EOF || ferror(stdout))) {
		tell(&all.log, "cannot write: %s", strerror(errno));
		return 111;
	}
	if (all.failed.class != ERR_NONE)
		return err_status(&all.failed);
	return all.mails > 0 && all.found == 0 ? 1 : 0;
}
