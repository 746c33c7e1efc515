/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/logstream.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "report/unpack.h"

/* Read once, behind what is in room, unless that is full: to read nothing would
 * look like the end.  1, 0 at the end, -1 with *e. */
static int
fill(struct logstream *s, struct err *e)
{
	ssize_t n;

	if (s->from > 0) {
		memmove(s->room, s->room + s->from, s->len);
		s->from = 0;
	}
	if (s->len == sizeof(s->room))
		return 1;
	while ((n = read(s->fd, s->room + s->from + s->len,
	    sizeof(s->room) - s->from - s->len)) == -1)
		if (errno != EINTR)
			return err_temp(e, errno, "read %s", s->name);
	s->len += (size_t)n;
	s->end = n == 0;
	return n > 0;
}

/* Have it unpacked by a program. */
static int
unpack(struct logstream *s, struct err *e)
{
	struct err why;

	s->fd = unpack_start(&s->child, s->program, s->file, &why);
	if (s->fd != -1)
		return 0;
	return why.class == ERR_PERM ?
	    err_perm(e, 0, "%s: %s", s->name, why.msg) :
	    err_temp(e, 0, "%s: %s", s->name, why.msg);
}

/* Look whether somebody has to unpack it. */
static int
look(struct logstream *s, struct err *e)
{
	unsigned char head[UNPACK_MAGIC];
	struct stat st;
	ssize_t n;

	if (fstat(s->file, &st) == -1)
		return err_temp(e, errno, "look at %s", s->name);
	if (S_ISDIR(st.st_mode))
		return err_temp(e, EISDIR, "read %s", s->name);
	s->dev = st.st_dev;
	s->ino = st.st_ino;
	if (!S_ISREG(st.st_mode))
		return 0;
	s->size = st.st_size;
	if ((n = pread(s->file, head, sizeof(head), 0)) == -1)
		return err_temp(e, errno, "read %s", s->name);
	if (unpack_never(head, (size_t)n))
		return err_perm(e, 0, "%s is packed as nothing here reads it: "
		    "unpack it first", s->name);
	s->program = unpack_program(head, (size_t)n);
	return s->program != NULL ? unpack(s, e) : 0;
}

int
logstream_open(struct logstream *s, const char *path, struct err *e)
{
	const bool is_input = strcmp(path, "-") == 0;

	s->name = is_input ? "standard input" : path;
	s->child = 0;
	s->program = NULL;
	s->size = 0;
	s->at = s->cut = 0;
	s->end = false;
	s->from = s->len = 0;
	s->file = is_input ? STDIN_FILENO : fd_open_read(path);
	if (s->file == -1)
		return err_temp(e, errno, "open %s", path);
	s->fd = s->file;
	if (look(s, e) == 0)
		return 0;
	if (!is_input)
		fd_close(s->file);
	s->file = s->fd = -1;
	return -1;
}

int
logstream_head(struct logstream *s, const char **head, size_t *len,
    struct err *e)
{
	while (s->len < LOGSTREAM_HEAD && !s->end)
		if (fill(s, e) == -1)
			return -1;
	*head = s->room + s->from;
	*len = s->len < LOGSTREAM_HEAD ? s->len : LOGSTREAM_HEAD;
	s->end = false; /* more may have come meanwhile */
	return 0;
}

int
logstream_skip(struct logstream *s, uint64_t octets, struct err *e)
{
	size_t n;

	s->at += octets;
	while (octets > 0) {
		if (s->len == 0) {
			s->from = 0;
			if (s->child == 0 && s->size > 0) {
				if (lseek(s->fd, (off_t)octets, SEEK_CUR) ==
				    -1)
					return err_temp(e, errno, "seek in %s",
					    s->name);
				return 0;
			}
			if (fill(s, e) == -1)
				return -1;
			if (s->end)
				return 0;
		}
		n = s->len < octets ? s->len : (size_t)octets;
		s->from += n;
		s->len -= n;
		octets -= n;
	}
	return 0;
}

/* Hand over the whole lines in room. */
static void
take_lines(struct logstream *s, logstream_line *line, void *arg)
{
	const char *at = s->room + s->from, *end = at + s->len, *newline;
	size_t n;

	while ((newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		n = (size_t)(newline - at);
		line(arg, at, n < FRAMING_LINE_MAX ? n : FRAMING_LINE_MAX,
		    n + s->cut);
		s->at += n + 1 + s->cut;
		s->cut = 0;
		at = newline + 1;
	}
	s->len = (size_t)(end - at);
	s->from = s->len > 0 ? (size_t)(at - s->room) : 0;
}

/* Of a line that fills all room its beginning is kept. */
static void
cut_line(struct logstream *s)
{
	if (s->len < sizeof(s->room))
		return;
	s->cut += s->len - FRAMING_LINE_MAX;
	s->len = FRAMING_LINE_MAX;
}

int
logstream_read(struct logstream *s, bool partial, logstream_line *line,
    void *arg, struct err *e)
{
	int rc = fill(s, e);

	if (rc == -1)
		return -1;
	take_lines(s, line, arg);
	cut_line(s);
	if (rc == 1)
		return 1;
	if (partial && s->len > 0) {
		line(arg, s->room + s->from, s->len < FRAMING_LINE_MAX ?
		    s->len : FRAMING_LINE_MAX, s->len + s->cut);
		s->at += s->len + s->cut;
		s->len = 0;
	}
	return 0;
}

off_t
logstream_progress(const struct logstream *s)
{
	/* who unpacks it shares the place in the file */
	off_t at = s->size > 0 ? lseek(s->file, 0, SEEK_CUR) : 0;

	return at > 0 ? at : 0;
}

int
logstream_close(struct logstream *s, struct err *e)
{
	struct err why;
	int rc = 0;

	if (s->child != 0) {
		fd_close(s->fd);
		rc = unpack_end(s->child, s->program, s->end, &why);
	}
	if (rc == -1)
		(void)err_temp(e, 0, "%s: %s", s->name, why.msg);
	if (s->file != STDIN_FILENO)
		fd_close(s->file);
	s->file = s->fd = -1;
	return rc;
}
