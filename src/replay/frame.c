/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/frame.h"

#include <string.h>

#include "replay/word.h"
#include "watch/stamp.h"

/* Longest name of a host or a program. */
#define WORD_MAX 255

/* How long the stamp at the beginning of a line is, if it is the one that was
 * read last; 0 if it is not.  A zone may stand behind what was all of that. */
static size_t
same_len(const struct frame_clock *c, const char *line, size_t len)
{
	if (c->len == 0 || len <= c->len ||
	    memcmp(c->stamp, line, c->len) != 0 ||
	    memchr("+-Z ", line[c->len], 4) != NULL)
		return 0;
	return c->len;
}

/* Read the time, and remember it: that of syslog costs more than all else. */
static size_t
read_stamp(int64_t *out, struct frame_clock *c, const char *line, size_t len)
{
	size_t n = same_len(c, line, len);

	if (n > 0) {
		*out = c->at_s;
		return n;
	}
	n = stamp_read(out, line, len, c->now_s);
	if (n > 0 && n <= sizeof(c->stamp) && line[n - 1] == ' ') {
		memcpy(c->stamp, line, n);
		c->len = n;
		c->at_s = *out;
	}
	return n;
}

/* What stands in the name of a host or a program, and not around it. */
static bool
is_of_name(char c)
{
	return c > ' ' && c <= '~' && strchr(":[]()<>=\"", c) == NULL;
}

/* Take a program: "name", "name[12]" or "name/service[12]", and ": ". */
static bool
take_program(struct frame *f, struct text *t)
{
	struct text rest = *t, name = { rest.at, 0 }, pid;
	const char *slash;
	size_t n = 0;

	while (n < rest.len && n <= WORD_MAX && is_of_name(rest.at[n]))
		n++;
	name.len = n;
	text_step(&rest, n);
	if (n == 0 || n > WORD_MAX)
		return false;
	if (text_take(&rest, "[") && (!word_digits(&pid, &rest) ||
	    !text_take(&rest, "]")))
		return false;
	if (!text_take(&rest, ": "))
		return false;
	*t = rest;
	f->program = name;
	slash = memchr(name.at, '/', name.len);
	if (slash != NULL) {
		f->program.len = (size_t)(slash - name.at);
		f->service = (struct text){ slash + 1,
			name.len - f->program.len - 1 };
	}
	return true;
}

/* A host and a program behind it, or a program alone. */
static void
take_origin(struct frame *f)
{
	struct text t = f->rest, host = { t.at, 0 };

	if (take_program(f, &t)) {
		f->rest = t;
		return;
	}
	while (host.len < t.len && host.len < WORD_MAX &&
	    is_of_name(t.at[host.len]))
		host.len++;
	text_step(&t, host.len);
	if (host.len > 0 && text_take(&t, " ") && take_program(f, &t)) {
		f->host = host;
		f->rest = t;
	}
}

void
frame_read(struct frame *out, struct frame_clock *clock, const char *line,
    size_t len)
{
	const struct text none = { "", 0 };
	size_t skip;

	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	out->at_s = FRAME_NO_TIME;
	skip = read_stamp(&out->at_s, clock, line, len);
	out->host = out->program = out->service = none;
	out->rest = (struct text){ line + skip, len - skip };
	take_origin(out);
}
