/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/due.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/grow.h"
#include "base/lines.h"
#include "base/replace.h"
#include "base/tell.h"
#include "state/offender.h"

#define SOURCE "dhf-band-exec"

/* Lines that may count no more before the file is written anew. */
#define STALE 1000

/* How each line begins: state/offender.h. */
#define BEGIN "offender\t"

/* Longest line: an offender's, with all of its evidence as \ooo. */
#define LINE_SIZE 2048

/* Where an address is, or would come. */
static size_t
place_of(const struct due *d, const struct ip *ip)
{
	size_t low = 0, high = d->len, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (ip_compare(&d->entry[middle].ip, ip) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct due_entry *
due_find(struct due *d, const struct ip *ip)
{
	size_t at = place_of(d, ip);

	return at < d->len && ip_compare(&d->entry[at].ip, ip) == 0 ?
	    &d->entry[at] : NULL;
}

static enum due_answer
insert(struct due *d, const struct due_entry *new, struct err *e)
{
	size_t at = place_of(d, &new->ip);
	struct due_entry *entry;

	if (at < d->len && ip_compare(&d->entry[at].ip, &new->ip) == 0) {
		d->entry[at] = *new;
		return DUE_OK;
	}
	if (d->len == DUE_MAX)
		return DUE_FULL;
	entry = grow_array(d->entry, d->len, &d->cap, sizeof(*entry));
	if (entry == NULL) {
		(void)err_memory(e);
		return DUE_FAILED;
	}
	d->entry = entry;
	memmove(entry + at + 1, entry + at, (d->len - at) * sizeof(*entry));
	entry[at] = *new;
	d->len++;
	return DUE_OK;
}

static void
drop(struct due *d, struct due_entry *gone)
{
	size_t at = (size_t)(gone - d->entry);

	d->len--;
	memmove(gone, gone + 1, (d->len - at) * sizeof(*gone));
}

static void
add_line(struct buf *b, const struct due_entry *entry)
{
	struct offender o = { .ip = entry->ip, .source = SOURCE,
		.kind = entry->kind == 0 ? OFFENDER_MANUAL :
		    (enum offender_kind)(entry->kind - 1),
		.until_s = entry->until_s, .count = 1 };

	offender_write(b, &o);
}

/* Write the file anew, with what counts. */
static int
rewrite(struct due *d, struct err *e)
{
	struct buf b = { 0 };
	size_t i;
	int rc;

	for (i = 0; i < d->len; i++)
		add_line(&b, &d->entry[i]);
	if (b.failed)
		rc = err_memory(e);
	else
		rc = replace_file(d->path, b.data != NULL ? b.data :
		    (const unsigned char *)"", b.len, e);
	buf_free(&b);
	if (rc == -1)
		return -1;
	fd_close(d->fd);
	d->fd = open(d->path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (d->fd == -1)
		return err_temp(e, errno, "open %s", d->path);
	d->lines = d->len;
	return 0;
}

/* Add a line to the file, and wait until it is on disk. */
static int
write_line(struct due *d, const struct due_entry *entry, struct err *e)
{
	struct buf b = { 0 };
	int rc = 0;

	if (d->lines > 2 * d->len + STALE && rewrite(d, e) == -1)
		return -1;
	add_line(&b, entry);
	d->lines++;
	if (b.failed)
		rc = err_memory(e);
	else if (write(d->fd, b.data, b.len) != (ssize_t)b.len ||
	    fsync(d->fd) == -1) {
		rc = err_temp(e, errno, "write %s", d->path);
		d->lines = SIZE_MAX; /* a part of it may be there */
	}
	buf_free(&b);
	return rc;
}

/* Whether a last line without a newline may be the begin of one of ours, or
 * room for it that a crash left empty. */
static bool
is_cut(const char *line)
{
	const size_t len = strlen(line), word = sizeof(BEGIN) - 1;

	return strncmp(line, BEGIN, len < word ? len : word) == 0;
}

/* Read one line, without its newline; last: it may be cut. */
static int
read_line(struct due *d, const char *line, bool last, struct tell *t,
    struct err *e)
{
	struct due_entry new = { .failed = 0 }, *old;
	struct offender o;
	struct err why = { .msg = "that is no line of an offender" };

	if (*line == '\0')
		return 0;
	if (offender_read(&o, line, strlen(line), &why) != OFFENDER_IS) {
		if (!last || !is_cut(line))
			return err_perm(e, 0, "%s:%zu: %s: mend it, or name "
			    "another file", d->path, d->lines, why.msg);
		tell(t, "%s: a line that was cut is left out", d->path);
		return 0;
	}
	new.ip = o.ip;
	new.until_s = o.until_s;
	new.kind = (unsigned)o.kind + 1;
	if (new.until_s != 0)
		return insert(d, &new, e) == DUE_FAILED ? -1 : 0;
	if ((old = due_find(d, &o.ip)) != NULL)
		drop(d, old);
	return 0;
}

static int
read_lines(struct due *d, FILE *in, struct tell *t, struct err *e)
{
	char line[LINE_SIZE], *end;
	size_t skip;

	while (fgets(line, sizeof(line), in) != NULL) {
		skip = d->lines++ == 0 ? lines_mark(line) : 0;
		end = strchr(line, '\n');
		if (end == NULL && !feof(in))
			return err_perm(e, 0, "%s:%zu: the line is too long, "
			    "or holds a NUL: mend it, or name another file",
			    d->path, d->lines);
		if (end != NULL)
			*end = '\0';
		if (read_line(d, line + skip, end == NULL, t, e) == -1)
			return -1;
	}
	return 0;
}

static int
read_all(struct due *d, struct tell *t, struct err *e)
{
	int fd = fd_open_read(d->path), rc = 0;
	FILE *in;

	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1 || (in = fdopen(fd, "r")) == NULL) {
		rc = err_temp(e, errno, "open %s", d->path);
		fd_close(fd);
		return rc;
	}
	rc = read_lines(d, in, t, e);
	if (ferror(in))
		rc = err_temp(e, errno, "read %s", d->path);
	(void)fclose(in);
	return rc;
}

int
due_open(struct due *d, const char *path, struct tell *t, struct err *e)
{
	memset(d, 0, sizeof(*d));
	d->fd = -1;
	d->path = path;
	if (read_all(d, t, e) == 0 && rewrite(d, e) == 0)
		return 0;
	due_close(d);
	return -1;
}

void
due_close(struct due *d)
{
	fd_close(d->fd);
	free(d->entry);
	memset(d, 0, sizeof(*d));
	d->fd = -1;
}

enum due_answer
due_put(struct due *d, const struct due_entry *new, struct err *e)
{
	if (d->len == DUE_MAX && due_find(d, &new->ip) == NULL)
		return DUE_FULL;
	return write_line(d, new, e) == 0 ? insert(d, new, e) : DUE_FAILED;
}

int
due_take(struct due *d, struct due_entry *gone, struct err *e)
{
	struct due_entry out = *gone;

	out.until_s = 0;
	drop(d, gone);
	return write_line(d, &out, e);
}
