/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/intake.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/dial.h"
#include "base/err.h"
#include "state/never.h"
#include "state/text.h"
#include "zone/daemon.h"
#include "zone/entries.h"
#include "zone/format.h"
#include "zone/template.h"

/* Longest line of any record in a dump. */
#define LINE_SIZE 65536

/* A dump that is being read. */
struct reading {
	const struct intake *in;
	struct entries *out;
	int fd;
	size_t at, len;   /* what is left of the buffer */
	unsigned long line;
	bool ended;       /* the last line has come */
	char buffer[LINE_SIZE];
};

/* Read on, until there is a whole line; *len is its length without the
 * newline.  1; 0 at the end; -1 with *e. */
static int
next_line(struct reading *r, const char **line, size_t *len, struct err *e)
{
	char *end;
	ssize_t n;

	while ((end = memchr(r->buffer + r->at, '\n', r->len)) == NULL) {
		memmove(r->buffer, r->buffer + r->at, r->len);
		r->at = 0;
		if (r->len == sizeof(r->buffer))
			return err_perm(e, 0, "%s:%lu: the line is too long",
			    r->in->name, r->line + 1);
		n = read(r->fd, r->buffer + r->len,
		    sizeof(r->buffer) - r->len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN && r->in->ends)
			return dial_silent(e, r->fd, r->in->name,
			    DAEMON_WAIT_S);
		if (n == -1)
			return err_temp(e, errno, "read %s", r->in->name);
		if (n == 0 && r->in->ends)
			return 0;
		if (n == 0)
			return r->len == 0 ? 0 : err_perm(e, 0, "%s:%lu: the "
			    "dump ends within a line: it is not whole",
			    r->in->name, r->line + 1);
		r->len += (size_t)n;
	}
	*line = r->buffer + r->at;
	*len = (size_t)(end - *line);
	r->at += *len + 1;
	r->len -= *len + 1;
	r->line++;
	return 1;
}

static enum intake_answer
take(struct reading *r, const struct offender *o, struct err *e)
{
	const struct intake *in = r->in;
	struct ip last = ip_last(&o->ip, offender_bits(&o->ip));
	char text[TEMPLATE_SIZE], address[OFFENDER_ADDRESS_SIZE];
	struct zone_entry entry = { .ip = o->ip, .bits = offender_bits(&o->ip),
		.value = in->value[o->kind], .text = text,
		.last_s = o->last_s, .until_s = o->until_s };

	if (!(o->ip.bits == 32 ? in->format->ip4 : in->format->ip6) ||
	    (in->kinds & 1u << o->kind) == 0)
		return INTAKE_READ;
	if (o->until_s <= in->now_s)
		return entries_add_expired(r->out, &o->ip, e) == 0 ?
		    INTAKE_READ : INTAKE_FAILED;
	if (never_has(in->never, &o->ip, &last)) {
		offender_address_format(&o->ip, address);
		(void)err_perm(e, 0, "%s:%lu: %s must never be listed: it is "
		    "special, this machine's, a router, a name server, or in "
		    "a list of yours", in->name, r->line, address);
		return INTAKE_NEVER;
	}
	template_expand(text, in->text, o);
	return entries_add(r->out, &entry, e) == 0 ? INTAKE_READ :
	    INTAKE_FAILED;
}

/* The daemon's last line: is all well? */
static enum intake_answer
take_end(struct reading *r, const char *line, size_t len, struct err *e)
{
	r->ended = true;
	if (r->line > 1 && len == strlen(DAEMON_END) &&
	    memcmp(line, DAEMON_END, len) == 0)
		return INTAKE_READ;
	(void)err_temp(e, 0, "the daemon says \"%.*s\"",
	    (int)(len < 200 ? len : 200), line);
	return INTAKE_FAILED;
}

static enum intake_answer
take_line(struct reading *r, const char *line, size_t len, struct err *e)
{
	struct offender o;
	struct err why;

	if (r->in->ends && len >= 2 && memcmp(line, ". ", 2) == 0)
		return take_end(r, line, len, e);
	if (r->line == 1 && (len != strlen(TEXT_HEAD) ||
	    memcmp(line, TEXT_HEAD, len) != 0)) {
		(void)err_perm(e, 0, "%s: this is no dump: its first line has "
		    "to be \"" TEXT_HEAD "\"", r->in->name);
		return INTAKE_FAILED;
	}
	switch (offender_read(&o, line, len, &why)) {
	case OFFENDER_IS:
		return take(r, &o, e);
	case OFFENDER_WRONG:
		(void)err_perm(e, 0, "%s:%lu: %s", r->in->name, r->line,
		    why.msg);
		return INTAKE_FAILED;
	default:
		return INTAKE_READ;
	}
}

enum intake_answer
intake_read(struct entries *out, const struct intake *in, int fd,
    struct err *e)
{
	struct reading r = { .in = in, .out = out, .fd = fd };
	enum intake_answer answer = INTAKE_READ;
	const char *line = NULL;
	size_t len = 0;
	int more = 0;

	while (!r.ended && (more = next_line(&r, &line, &len, e)) == 1)
		if ((answer = take_line(&r, line, len, e)) != INTAKE_READ)
			return answer;
	if (more == -1)
		return INTAKE_FAILED;
	if (in->ends && !r.ended) {
		(void)err_temp(e, 0, "%s: the daemon hung up in the middle",
		    in->name);
		return INTAKE_FAILED;
	}
	if (r.line == 0) {
		(void)err_perm(e, 0, "%s: the dump is empty: its first line "
		    "has to be \"" TEXT_HEAD "\"", in->name);
		return INTAKE_FAILED;
	}
	entries_sort(out);
	return answer;
}
