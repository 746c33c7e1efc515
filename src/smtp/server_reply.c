/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/server_reply.h"

#include <stdbool.h>

#define CODE 3 /* its digits */

/* The code that text begins with; 0 if none. */
static unsigned
code_of(const char *text)
{
	unsigned code = 0;
	size_t i;

	for (i = 0; i < CODE; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		code = code * 10 + (unsigned)(text[i] - '0');
	}
	return code >= 200 && code <= 599 ? code : 0;
}

static enum server_reply_is
line_end(struct server_reply *r)
{
	const char *line = r->text + r->begin;
	size_t len = r->len - r->begin, i;
	unsigned code;
	char mark;

	if (len > 0 && line[len - 1] == '\r')
		r->len--, len--;
	if (len < CODE || (code = code_of(line)) == 0 ||
	    (r->code != 0 && r->code != code))
		return SERVER_REPLY_WRONG;
	mark = len == CODE ? ' ' : line[CODE];
	for (i = CODE; i < len; i++)
		if (((unsigned char)line[i] < ' ' && line[i] != '\t') ||
		    line[i] == 0x7f)
			return SERVER_REPLY_WRONG;
	r->text[r->len++] = '\r';
	r->text[r->len++] = '\n';
	r->code = code;
	r->begin = r->len;
	if (mark == ' ')
		return SERVER_REPLY_WHOLE;
	if (mark != '-' || ++r->lines == SERVER_REPLY_LINES_MAX)
		return SERVER_REPLY_WRONG;
	return SERVER_REPLY_MORE;
}

enum server_reply_is
server_reply_take(struct server_reply *r, char byte)
{
	size_t len = r->len - r->begin + 1;

	/* Room is kept for CRLF. */
	if (len > SERVER_REPLY_LINE_MAX || r->len + 2 >= SERVER_REPLY_MAX)
		return SERVER_REPLY_WRONG;
	if (byte == '\n')
		return line_end(r);
	r->text[r->len++] = byte;
	return SERVER_REPLY_MORE;
}

void
server_reply_clear(struct server_reply *r)
{
	r->code = r->lines = 0;
	r->begin = r->len = 0;
}
