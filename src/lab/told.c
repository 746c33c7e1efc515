/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/told.h"

#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"

static int
check_mailbox(const char *text, struct err *e)
{
	struct mailbox m;

	return text == NULL ? 0 : mailbox_parse(&m, text, e);
}

int
told_check(struct told *t, struct err *e)
{
	const char *sender = t->sender;
	unsigned port;

	if (sender != NULL && (*sender == '\0' || strcmp(sender, "<>") == 0))
		sender = NULL;
	if (t->port != NULL && num_unsigned(&port, t->port, 65535, e) == -1)
		return -1;
	if (check_mailbox(sender, e) == -1)
		return -1;
	return check_mailbox(t->rcpt, e);
}

void
told_take(struct evidence *ev, struct told *t)
{
	const struct session s = { .helo = t->helo, .sender = t->sender,
		.rcpt = t->rcpt };

	evidence_port(ev, t->port);
	session_say(ev, &t->room, &s);
	ev->session = t->helo != NULL || t->sender != NULL;
}
