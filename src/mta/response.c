/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/response.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "policy/handover.h"

static void
say(struct response *r, const struct verdict *v, const struct evidence *ev)
{
	char line[REPLY_LINE_MAX];
	struct err e;
	size_t len, at = sizeof("553 ") - 1;

	if (handover_reply(line, &len, v, ev, &e) == -1)
		return;
	if (v->dsn[0] != '\0')
		at += strlen(v->dsn) + 1;
	len -= sizeof("\r\n") - 1;
	len = len > at ? len - at : 0;
	r->code = v->code;
	memcpy(r->dsn, v->dsn, sizeof(r->dsn));
	memcpy(r->receipt, v->receipt, sizeof(r->receipt));
	memcpy(r->text, line + at, len);
	r->text[len] = '\0';
}

void
response_none(struct response *r, bool open)
{
	r->refuse = !open;
	r->code = 451;
	memcpy(r->dsn, "4.3.0", sizeof("4.3.0"));
	(void)snprintf(r->text, sizeof(r->text), "%s",
	    "temporary failure, try again later");
	r->noted = false;
	r->receipt[0] = '\0';
	r->dns_us = 0;
	r->header[0] = '\0';
	r->line_len = 0;
}

void
response_make(struct response *r, const struct logline *l, bool refuse)
{
	response_none(r, !refuse);
	if (refuse)
		say(r, l->verdict, l->ev);
	else if (!verdict_refuses(l->verdict))
		action_header(r->header, l->verdict, l->notes);
	r->line_len = logline_format(r->line, sizeof(r->line), l);
}

size_t
response_reply(char out[RESPONSE_REPLY_SIZE], const struct response *r)
{
	int len = snprintf(out, RESPONSE_REPLY_SIZE, "%u %s%s%s", r->code,
	    r->dsn, r->dsn[0] != '\0' ? " " : "", r->text);

	return len < RESPONSE_REPLY_SIZE ? (size_t)len :
	    RESPONSE_REPLY_SIZE - 1;
}
