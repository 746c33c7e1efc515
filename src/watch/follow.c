/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/follow.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"

/* Most that one call reads, so that several files take turns. */
#define PIECE 65536

static void
forget_line(struct follow *f)
{
	f->len = 0;
	f->skipping = false;
}

/* Open what is at the path now.  Not to be there is no error. */
static int
open_now(struct follow *f, struct err *e)
{
	struct stat st;

	f->at = 0;
	forget_line(f);
	if ((f->fd = fd_open_read(f->path)) == -1)
		return errno == ENOENT ? 0 : err_temp(e, errno, "open %s",
		    f->path);
	if (fstat(f->fd, &st) == -1)
		return err_temp(e, errno, "look at %s", f->path);
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	return 0;
}

int
follow_begin(struct follow *f, const char *path, bool from_end, struct err *e)
{
	f->path = path;
	if (open_now(f, e) == -1)
		return -1;
	if (f->fd != -1 && from_end &&
	    (f->at = lseek(f->fd, 0, SEEK_END)) == -1)
		return err_temp(e, errno, "go to the end of %s", path);
	return 0;
}

void
follow_begin_fd(struct follow *f, int fd)
{
	f->path = NULL;
	f->fd = fd;
	f->at = 0;
	forget_line(f);
}

static void
add(struct follow *f, const char *bytes, size_t len)
{
	size_t room = sizeof(f->line) - f->len;

	if (f->skipping)
		return;
	if (len > room) {
		len = room;
		f->skipping = true;
	}
	memcpy(f->line + f->len, bytes, len);
	f->len += len;
}

static void
take(struct follow *f, const char *bytes, size_t len, follow_line *line,
    void *arg)
{
	const char *end = bytes + len, *newline;

	while ((newline = memchr(bytes, '\n', (size_t)(end - bytes))) !=
	    NULL) {
		if (f->len == 0 && !f->skipping) {
			len = (size_t)(newline - bytes);
			line(arg, bytes, len > FOLLOW_LINE_MAX ?
			    FOLLOW_LINE_MAX : len);
		} else {
			add(f, bytes, (size_t)(newline - bytes));
			line(arg, f->line, f->len);
			forget_line(f);
		}
		bytes = newline + 1;
	}
	add(f, bytes, (size_t)(end - bytes));
}

/* Whether another file has the place of ours, or ours begins anew. */
static enum follow_answer
is_replaced(const struct follow *f, struct err *e)
{
	struct stat st;

	if (f->path == NULL)
		return FOLLOW_END;
	if (stat(f->path, &st) == 0)
		return f->fd != -1 && st.st_dev == f->dev &&
		    st.st_ino == f->ino && st.st_size >= f->at ? FOLLOW_END :
		    FOLLOW_MORE;
	if (errno == ENOENT)
		return FOLLOW_END;
	(void)err_temp(e, errno, "look at %s", f->path);
	return FOLLOW_FAILED;
}

/* Returns as read(2). */
static ssize_t
read_piece(struct follow *f, char piece[PIECE])
{
	ssize_t n = 0;

	while (f->fd != -1 && (n = read(f->fd, piece, PIECE)) == -1 &&
	    errno == EINTR)
		;
	return n;
}

enum follow_answer
follow_read(struct follow *f, follow_line *line, void *arg, struct err *e)
{
	char piece[PIECE];
	ssize_t n = read_piece(f, piece);
	enum follow_answer replaced;

	if (n == 0) {
		replaced = is_replaced(f, e);
		if (replaced != FOLLOW_MORE)
			return replaced;
		/* what was written before it was moved away */
		if ((n = read_piece(f, piece)) == 0) {
			fd_close(f->fd);
			return open_now(f, e) == -1 ? FOLLOW_FAILED :
			    FOLLOW_MORE;
		}
	}
	if (n == -1) {
		(void)err_temp(e, errno, "read %s", f->path != NULL ?
		    f->path : "standard input");
		return FOLLOW_FAILED;
	}
	f->at += n;
	take(f, piece, (size_t)n, line, arg);
	return FOLLOW_MORE;
}

void
follow_end(struct follow *f, follow_line *line, void *arg)
{
	if (f->len > 0)
		line(arg, f->line, f->len);
	forget_line(f);
	if (f->path != NULL)
		fd_close(f->fd);
	f->path = NULL;
	f->fd = -1;
}
