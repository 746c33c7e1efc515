/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "book/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "book/rulebook.h"

/* Read until the end of the file or len bytes; the number read, or -1. */
static ssize_t
read_all(int fd, char *out, size_t len)
{
	size_t have = 0;
	ssize_t n;

	while (have < len) {
		n = read(fd, out + have, len - have);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

int
source_read(struct source *s, struct arena *a, const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK),
	    rc = -1; /* a pipe without a writer must not keep us */
	struct stat st;
	size_t len;
	ssize_t n;

	if (fd == -1)
		return err_temp(e, errno, "open %s", path);
	if (fstat(fd, &st) == -1) {
		(void)err_temp(e, errno, "stat %s", path);
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		(void)err_perm(e, 0, "%s is a %s, not a file", path,
		    S_ISDIR(st.st_mode) ? "folder" : "pipe or device");
		goto out;
	}
	if ((uint64_t)st.st_size > SOURCE_MAX) {
		(void)err_perm(e, 0, "%s has more than %zu MiB", path,
		    SOURCE_MAX >> 20);
		goto out;
	}
	len = (size_t)st.st_size;
	s->name = arena_copy(a, path, strlen(path));
	s->text = arena_alloc(a, len + 1);
	if (s->name == NULL || s->text == NULL) {
		(void)err_temp(e, 0, "out of memory reading %s", path);
		goto out;
	}
	if ((n = read_all(fd, s->text, len)) == -1) {
		(void)err_temp(e, errno, "read %s", path);
		goto out;
	}
	s->len = (size_t)n;
	s->text[s->len] = '\0';
	s->at = 0;
	s->line = 1;
	s->dev = st.st_dev;
	s->ino = st.st_ino;
	rc = 0;
out:
	(void)close(fd);
	return rc;
}

static bool
begins(const struct source *s, const char *bytes)
{
	size_t len = strlen(bytes);

	return s->len >= len && memcmp(s->text, bytes, len) == 0;
}

int
source_open(struct source *s, struct arena *a, const char *path, struct err *e)
{
	const char *nul, *p;
	unsigned line = 1;

	if (source_read(s, a, path, e) == -1)
		return -1;
	if (begins(s, "\xff\xfe") || begins(s, "\xfe\xff"))
		return err_perm(e, 0, "%s is UTF-16: save it as UTF-8", path);
	if (begins(s, "\xef\xbb\xbf"))
		s->at = 3;
	if ((nul = memchr(s->text, '\0', s->len)) == NULL)
		return 0;
	for (p = s->text; p < nul; p++)
		line += *p == '\n';
	return err_perm(e, 0, "%s, line %u, has a NUL byte: it is no text "
	    "file", path, line);
}

const char *
source_beside(struct arena *a, const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');
	size_t dir = slash != NULL ? (size_t)(slash - file) + 1 : 0;
	size_t len = strlen(path);
	char *joined;

	if (path[0] == '/')
		dir = 0;
	if ((joined = arena_alloc(a, dir + len + 1)) == NULL)
		return NULL;
	memcpy(joined, file, dir);
	memcpy(joined + dir, path, len);
	return joined;
}

/* Whether a setting may be that text. */
static bool
is_setting(const char *text)
{
	size_t len = 0;

	while (text[len] >= ' ' && text[len] <= '~')
		len++;
	return len <= RULEBOOK_TEXT_MAX && text[len] == '\0';
}

const char *
source_from_root(struct arena *a, const char *file, const char *path)
{
	const char *beside = source_beside(a, file, path), *whole;
	char here[PATH_MAX];

	if (beside == NULL || *beside == '/' ||
	    getcwd(here, sizeof(here) - 1) == NULL || *here != '/')
		return beside;
	if (here[1] != '\0')
		strcat(here, "/");
	if ((whole = source_beside(a, here, beside)) == NULL)
		return NULL;
	return is_setting(whole) ? whole : beside;
}

/* The end of the physical line at p: its newline, or a carriage return that
 * stands for one, or the end of the text. */
static char *
line_end(const struct source *s, enum source_join join, char *p)
{
	char *end = s->text + s->len;
	char *nl = memchr(p, '\n', (size_t)(end - p)), *cr;

	if (nl == NULL)
		nl = end;
	if (join == SOURCE_INDENT) /* Postfix knows no such lines */
		return nl;
	cr = memchr(p, '\r', (size_t)(nl - p));
	return cr != NULL && cr + 1 < nl ? cr : nl;
}

/* True if the line that ends at nl goes on behind it; the joining bytes are
 * made blanks. */
static bool
joins(const struct source *s, enum source_join join, const char *start,
    char *nl)
{
	char *last = nl;

	if (nl == s->text + s->len || join != SOURCE_BACKSLASH)
		return false;
	if (last > start && last[-1] == '\r')
		last--;
	if (last == start || last[-1] != '\\')
		return false;
	last[-1] = ' ';
	*nl = '\n'; /* a carriage return, perhaps */
	return true;
}

/* True if nothing but blanks or a comment stands from p to end. */
static bool
says_nothing(const char *p, const char *end)
{
	while (p < end && line_blank(*p))
		p++;
	return p == end || *p == '#';
}

/* Join Postfix's lines in place: of a line that says nothing the newline
 * remains, which keeps the count. */
static bool
indented_line(struct source *s, struct line *out)
{
	char *p = s->text + s->at, *end = s->text + s->len, *nl, *to;

	for (; p < end; p = nl + 1) {
		nl = line_end(s, SOURCE_INDENT, p);
		if (!says_nothing(p, nl))
			break;
		s->line++;
	}
	if (p >= end)
		return false;
	out->text = p;
	out->place = (struct place){ s->name, s->line++, 1 };
	to = nl;
	for (p = nl + 1; p < end && (line_blank(*p) || *p == '#');
	    p = nl + 1) {
		nl = line_end(s, SOURCE_INDENT, p);
		s->line++;
		*to++ = '\n';
		if (says_nothing(p, nl))
			continue;
		memmove(to, p, (size_t)(nl - p));
		to += nl - p;
	}
	s->at = (size_t)(p - s->text);
	while (to > out->text && (to[-1] == '\r' || to[-1] == '\n'))
		to--; /* and what empty lines behind it left */
	*to = '\0';
	return true;
}

bool
source_line(struct source *s, enum source_join join, struct line *out)
{
	char *start = s->text + s->at, *nl;

	if (join == SOURCE_INDENT)
		return indented_line(s, out);
	if (s->at >= s->len)
		return false;
	out->text = start;
	out->place.file = s->name;
	out->place.line = s->line;
	out->place.column = 1;
	for (nl = line_end(s, join, start); joins(s, join, start, nl);
	    nl = line_end(s, join, nl + 1))
		s->line++;
	s->line++;
	s->at = (size_t)(nl - s->text) + 1;
	*nl = '\0';
	if (nl > start && nl[-1] == '\r')
		nl[-1] = '\0';
	return true;
}

struct place
line_place(const struct line *l, const char *p)
{
	struct place at = l->place;
	const char *c;

	for (c = l->text; c < p; c++) {
		at.column++;
		if (*c == '\n') {
			at.line++;
			at.column = 1;
		}
	}
	return at;
}

bool
line_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char *
line_skip(char *p)
{
	while (line_blank(*p))
		p++;
	return p;
}

void
line_trim(char *text)
{
	size_t len = strlen(text);

	while (len > 0 && line_blank(text[len - 1]))
		text[--len] = '\0';
}

void
line_unfold(char *text)
{
	char *to = text, *p;

	for (p = text; *p != '\0'; p++) {
		if (*p != '\n') {
			*to++ = *p;
			continue;
		}
		while (to > text && line_blank(to[-1]))
			to--;
		*to++ = ' ';
		p = line_skip(p) - 1;
	}
	*to = '\0';
}
