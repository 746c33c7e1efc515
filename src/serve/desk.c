/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/desk.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/dial.h"
#include "base/err.h"
#include "base/user.h"
#include "rule/settings.h"
#include "serve/offences_never.h"
#include "state/dump.h"
#include "state/ledger.h"
#include "state/never.h"
#include "state/state.h"
#include "store/store.h"

/* Bytes passed on at a time. */
#define PIECE 65536

/* Room for the path of a socket: more than any system has. */
#define SOCKET_PATH 256

#define MIB ((size_t)1 << 20)

/* A daemon that is asked. */
struct contact {
	int fd;
	FILE *from; /* the same */
	const char *path;
	unsigned wait_s;
};

void
desk_settings(struct desk *d, const struct settings *s)
{
	d->dir = s->text[SET_STATE_DIR];
	d->wait_s = DESK_WAIT_S;
	d->shared = *s->text[SET_STORE] != '\0';
	d->never = s->text[SET_OFFENDER_NEVER];
	d->net4 = (unsigned)s->number[SET_GREYLIST_NET4];
	d->size = MIB * (size_t)s->number[SET_STATE_SIZE];
}

/* Connect to the daemon: 0, *fd -1 if none runs, or -1 with *e; path is where
 * it listens. */
static int
daemon_find(int *fd, char path[SOCKET_PATH], const struct desk *d,
    struct err *e)
{
	int n = snprintf(path, SOCKET_PATH, "%s/%s", d->dir, DESK_CONTROL);

	if ((size_t)n >= SOCKET_PATH)
		return err_perm(e, 0, "%s is too long for the path of a "
		    "socket", d->dir);
	return dial(fd, path, SOCK_STREAM, d->wait_s, e) == DIAL_FAILED ?
	    -1 : 0;
}

static int
out_failed(struct err *e)
{
	return err_temp(e, errno, "write the answer");
}

/* What the last line of an answer says. */
static enum desk_answer
last_line(const char *line, struct err *e)
{
	char why[sizeof(e->msg)];
	size_t len = strcspn(line, "\n");

	if (strcmp(line, ". ok\n") == 0)
		return DESK_DONE;
	if (strcmp(line, ". none\n") == 0)
		return DESK_NONE;
	if (len < 7 || len - 7 >= sizeof(why)) {
		(void)err_temp(e, 0, "the daemon's answer breaks off; try "
		    "again");
		return DESK_FAILED;
	}
	memcpy(why, line + 7, len - 7);
	why[len - 7] = '\0';
	if (strncmp(line, ". temp ", 7) == 0)
		(void)err_temp(e, 0, "%s", why);
	else
		(void)err_perm(e, 0, "%s", why);
	return DESK_FAILED;
}

/* Tell a line, or several, about what was done. */
static void
tell_lines(const struct desk *d, const char *lines, size_t len)
{
	const char *end;

	for (; len > 0 && (end = memchr(lines, '\n', len)) != NULL;
	    len -= (size_t)(end + 1 - lines), lines = end + 1)
		(void)fprintf(d->log, "%s: %.*s\n", d->program,
		    (int)(end - lines), lines);
}

/* Why there is no more of an answer. */
static enum desk_answer
broken_off(const struct contact *l, struct err *e)
{
	if (ferror(l->from) && errno == EAGAIN)
		(void)dial_silent(e, l->fd, l->path, l->wait_s);
	else
		(void)err_temp(e, 0, "the daemon hung up: it has other things "
		    "to do, or it ended; try again");
	return DESK_FAILED;
}

/* Copy the lines of an answer to out, up to the last. */
static enum desk_answer
answer_copy(const struct desk *d, const struct contact *l, struct err *e)
{
	enum desk_answer answer = DESK_FAILED;
	char *line = NULL;
	size_t cap = 0;

	for (;;) {
		if (getline(&line, &cap, l->from) == -1) {
			answer = broken_off(l, e);
			break;
		}
		if (strncmp(line, ". ", 2) == 0) {
			answer = last_line(line, e);
			break;
		}
		if (d->what == DESK_LOAD) {
			tell_lines(d, line, strlen(line));
		} else if (fputs(line, d->out) == EOF) {
			(void)out_failed(e);
			break;
		}
	}
	free(line);
	return answer;
}

/* Send all.  1 if the daemon hangs up: it says why, and gets nothing more.  -1
 * with *e if it takes nothing for too long, or it can't be sent: of half a
 * question it would say that it is wrong. */
static int
send_all(const struct contact *l, const char *data, size_t len, struct err *e)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n)
		if ((n = send(l->fd, data, len, MSG_NOSIGNAL)) == -1) {
			if (errno == EAGAIN)
				return dial_silent(e, l->fd, l->path,
				    l->wait_s);
			if (errno == EPIPE || errno == ECONNRESET)
				return 1;
			if (errno != EINTR)
				return err_temp(e, errno, "ask the daemon");
			n = 0;
		}
	return 0;
}

/* Send what is to be loaded.  Returns as send_all. */
static int
load_send(const struct desk *d, const struct contact *l, struct err *e)
{
	char piece[PIECE];
	size_t n;
	int rc;

	while ((n = fread(piece, 1, sizeof(piece), d->in)) > 0)
		if ((rc = send_all(l, piece, n, e)) != 0)
			return rc;
	if (ferror(d->in))
		return err_temp(e, errno, "read what is to be loaded");
	return 0;
}

/* Send the question, and what belongs to it.  Returns as send_all. */
static int
question_send(const struct desk *d, const struct contact *l, struct err *e)
{
	static const char *const word[] = { "dump", "load", "state ",
		"forget " };
	const bool has_key = d->what == DESK_STATE || d->what == DESK_FORGET;

	int rc = send_all(l, word[d->what], strlen(word[d->what]), e);

	if (rc == 0 && has_key)
		rc = send_all(l, d->key, strlen(d->key), e);
	if (rc == 0)
		rc = send_all(l, "\n", 1, e);
	if (rc == 0 && d->what == DESK_LOAD)
		rc = load_send(d, l, e);
	if (rc == 0)
		(void)shutdown(l->fd, SHUT_WR);
	return rc;
}

/* Have the daemon at fd do it. */
static enum desk_answer
daemon_do(const struct desk *d, int fd, const char *path, struct err *e)
{
	const struct contact l = { fd, fdopen(fd, "r"), path,
		d->wait_s };
	enum desk_answer answer = DESK_FAILED;

	if (l.from == NULL) {
		(void)err_temp(e, errno, "ask the daemon");
		(void)close(fd);
		return DESK_FAILED;
	}
	if (question_send(d, &l, e) != -1)
		answer = answer_copy(d, &l, e);
	(void)fclose(l.from);
	return answer;
}

static enum desk_answer
state(const struct desk *d, struct store *s, struct err *e)
{
	enum desk_answer answer = DESK_DONE;
	struct buf out = { 0 };

	switch (dump_find(s, d->key, &out, e)) {
	case -1:
		answer = DESK_FAILED;
		break;
	case 0:
		answer = DESK_NONE;
		break;
	default:
		if (!out.failed && fwrite(out.data, 1, out.len, d->out) ==
		    out.len)
			break;
		(void)out_failed(e);
		answer = DESK_FAILED;
	}
	buf_free(&out);
	return answer;
}

static enum desk_answer
forget(const struct desk *d, struct store *s, struct err *e)
{
	const struct ledger ledger = { .store = s };
	struct ip ip;
	int had;

	if (offender_address_parse(&ip, d->key, e) == -1 ||
	    (had = ledger_forget(&ledger, &ip, e)) == -1)
		return DESK_FAILED;
	return had ? DESK_DONE : DESK_NONE;
}

static void
on_tell(void *arg, const char *line)
{
	const struct desk *d = arg;

	(void)fprintf(d->log, "%s: %s\n", d->program, line);
}

/* Become the owner of the folder, if we are root and it is not. */
static int
owner_become(const char *dir, struct err *e)
{
	struct user owner = { .name = NULL, .change = true };
	struct stat st;

	if (stat(dir, &st) == -1)
		return err_perm(e, errno, "%s: no daemon has run here", dir);
	if (geteuid() != 0 || st.st_uid == 0)
		return 0;
	owner.uid = st.st_uid;
	owner.gid = st.st_gid;
	return user_become(&owner, e);
}

/* Load, without a daemon. */
static int
load(const struct desk *d, struct store *s, int64_t now_s, struct err *e)
{
	struct never never = { 0 };
	const struct ledger ledger = { .store = s, .never = &never,
		.net4 = d->net4 };
	struct load l = { .ledger = &ledger, .now_s = now_s };
	struct buf told = { 0 };
	int rc = offences_never(&never, d->never, e);

	if (rc == 0)
		rc = load_read(&l, s, d->in, e);
	load_tell(&l, &told);
	tell_lines(d, (char *)told.data, told.len);
	buf_free(&told);
	never_free(&never);
	return rc;
}

/* Do it without a daemon. */
static enum desk_answer
alone_do(const struct desk *d, struct err *e)
{
	const struct state_options options = { d->dir, d->size, on_tell,
		(void *)(uintptr_t)d };
	enum desk_answer answer = DESK_FAILED;
	const int64_t now_s = time(NULL);
	struct store *s;
	struct err why;

	if (d->shared) {
		(void)err_temp(e, 0, "no daemon runs in %s, and it alone asks "
		    "the shared store: start dhfd", d->dir);
		return DESK_FAILED;
	}
	if (owner_become(d->dir, e) == -1 ||
	    state_open(&s, &options, now_s, e) == -1)
		return DESK_FAILED;
	switch (d->what) {
	case DESK_DUMP:
		if (dump_write(s, d->out, now_s, e) == 0)
			answer = DESK_DONE;
		break;
	case DESK_LOAD:
		if (load(d, s, now_s, e) == 0)
			answer = DESK_DONE;
		break;
	case DESK_STATE:
		answer = state(d, s, e);
		break;
	case DESK_FORGET:
		answer = forget(d, s, e);
	}
	if (store_close(s, now_s, &why) == -1 && answer == DESK_DONE) {
		*e = why;
		answer = DESK_FAILED;
	}
	return answer;
}

enum desk_answer
desk_do(const struct desk *d, struct err *e)
{
	enum desk_answer answer;
	char path[SOCKET_PATH];
	int fd;

	if (daemon_find(&fd, path, d, e) == -1)
		return DESK_FAILED;
	answer = fd != -1 ? daemon_do(d, fd, path, e) : alone_do(d, e);
	if (answer != DESK_FAILED && d->out != NULL &&
	    fflush(d->out) == EOF) {
		(void)out_failed(e);
		return DESK_FAILED;
	}
	return answer;
}
