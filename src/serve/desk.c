/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/desk.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/user.h"
#include "rule/settings.h"
#include "state/dump.h"
#include "state/state.h"
#include "store/store.h"

/* Bytes passed on at a time. */
#define PIECE 65536

#define MIB ((size_t)1 << 20)

void
desk_settings(struct desk *d, const struct settings *s)
{
	d->dir = s->text[SET_STATE_DIR];
	d->size = MIB * (size_t)s->number[SET_STATE_SIZE];
}

/* Connect to the daemon: 0, *fd -1 if none runs, or -1 with *e. */
static int
daemon_find(int *fd, const char *dir, struct err *e)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int n = snprintf(name.sun_path, sizeof(name.sun_path), "%s/%s", dir,
	    DESK_CONTROL);

	*fd = -1;
	if (n < 0 || (size_t)n >= sizeof(name.sun_path))
		return err_perm(e, 0, "%s is too long for the path of a "
		    "socket", dir);
	if ((*fd = socket(AF_UNIX, SOCK_STREAM, 0)) == -1)
		return err_temp(e, errno, "make a socket");
	if (connect(*fd, (struct sockaddr *)&name, sizeof(name)) == 0)
		return 0;
	n = errno;
	(void)close(*fd);
	*fd = -1;
	if (n == ENOENT || n == ECONNREFUSED)
		return 0;
	return err_perm(e, n, "ask the daemon at %s", name.sun_path);
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
	if (len < 7 || len - 7 >= sizeof(why))
		return DESK_FAILED;
	memcpy(why, line + 7, len - 7);
	why[len - 7] = '\0';
	if (strncmp(line, ". temp ", 7) == 0)
		(void)err_temp(e, 0, "%s", why);
	else
		(void)err_perm(e, 0, "%s", why);
	return DESK_FAILED;
}

/* Copy the lines of an answer to out, up to the last. */
static enum desk_answer
answer_copy(const struct desk *d, FILE *daemon, struct err *e)
{
	enum desk_answer answer = DESK_FAILED;
	char *line = NULL;
	size_t cap = 0;

	(void)err_temp(e, 0, "the daemon hung up: it has other things to do, "
	    "or it ended; try again");
	while (getline(&line, &cap, daemon) != -1) {
		if (strncmp(line, ". ", 2) == 0) {
			answer = last_line(line, e);
			break;
		}
		if (d->out != NULL && fputs(line, d->out) == EOF) {
			(void)out_failed(e);
			break;
		}
	}
	free(line);
	return answer;
}

/* Send all, unless the daemon hangs up: it says why. */
static void
send_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n)
		if ((n = send(fd, data, len, MSG_NOSIGNAL)) == -1) {
			if (errno != EINTR)
				break;
			n = 0;
		}
}

/* Send the question, and what is to be loaded. */
static int
question_send(const struct desk *d, int fd, struct err *e)
{
	static const char *const word[] = { "dump", "load", "state " };
	char piece[PIECE];
	size_t n;

	send_all(fd, word[d->what], strlen(word[d->what]));
	if (d->what == DESK_STATE)
		send_all(fd, d->key, strlen(d->key));
	send_all(fd, "\n", 1);
	if (d->what == DESK_LOAD) {
		while ((n = fread(piece, 1, sizeof(piece), d->in)) > 0)
			send_all(fd, piece, n);
		if (ferror(d->in))
			return err_temp(e, errno, "read what is to be loaded");
	}
	(void)shutdown(fd, SHUT_WR);
	return 0;
}

/* Have the daemon at fd do it. */
static enum desk_answer
daemon_do(const struct desk *d, int fd, struct err *e)
{
	enum desk_answer answer = DESK_FAILED;
	FILE *from = fdopen(fd, "r");

	if (from == NULL) {
		(void)err_temp(e, errno, "ask the daemon");
		(void)close(fd);
		return DESK_FAILED;
	}
	if (question_send(d, fd, e) == 0)
		answer = answer_copy(d, from, e);
	(void)fclose(from);
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

	if (owner_become(d->dir, e) == -1 ||
	    state_open(&s, &options, now_s, e) == -1)
		return DESK_FAILED;
	switch (d->what) {
	case DESK_DUMP:
		if (dump_write(s, d->out, now_s, e) == 0)
			answer = DESK_DONE;
		break;
	case DESK_LOAD:
		if (load_read(s, d->in, now_s, e) == 0)
			answer = DESK_DONE;
		break;
	case DESK_STATE:
		answer = state(d, s, e);
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
	int fd;

	if (daemon_find(&fd, d->dir, e) == -1)
		return DESK_FAILED;
	answer = fd != -1 ? daemon_do(d, fd, e) : alone_do(d, e);
	if (answer != DESK_FAILED && d->out != NULL &&
	    fflush(d->out) == EOF) {
		(void)out_failed(e);
		return DESK_FAILED;
	}
	return answer;
}
