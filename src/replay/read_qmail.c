/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_qmail.h"

#include <string.h>

#include "replay/word.h"

/* "NAME:IP:INFO:PORT".  An address of IPv6 has colons, and whoever answers
 * ident may write some: INFO has to be empty then. */
static bool
take_remote(struct telling *out, struct text t)
{
	struct text name, ip, info, port = t;

	if (!text_until(&name, &port, ':') ||
	    !text_until_last(&info, &port, ':'))
		return false;
	if (!text_until_last(&ip, &info, ':') || !word_ip(&out->ip, ip) ||
	    (memchr(ip.at, ':', ip.len) != NULL && info.len > 0))
		return false;
	out->what |= TELL_CLIENT | TELL_CONNECTION;
	out->name = name;
	out->state = name.len > 0 ? NAMED_GIVEN : NAMED_UNTOLD;
	return true;
}

enum told
read_tcpserver(struct telling *out, const struct frame *f)
{
	struct text t = f->rest, pid, local, before;

	if (text_take(&t, "deny "))
		out->what = TELL_REFUSED;
	else if (!text_take(&t, "ok "))
		return TOLD_NOTHING;
	if (!word_digits(&pid, &t) || !text_take(&t, " ") ||
	    !text_until(&local, &t, ' ') ||
	    !text_until_last(&before, &local, ':'))
		return TOLD_ODD;
	if (text_is(local, "465") || text_is(local, "587"))
		return TOLD_NOTHING;
	return take_remote(out, t) ? TOLD : TOLD_ODD;
}

/* What spamdyke holds against a client by its first word. */
static unsigned
reason_of(struct text verdict)
{
	static const struct {
		const char *word;
		unsigned what;
	} row[] = {
		{ "DENIED_RELAYING", TELL_RELAY },
		{ "DENIED_EARLYTALKER", TELL_PREGREET },
		{ "DENIED_INVALID_RECIPIENT", TELL_UNKNOWN_USER },
		{ "DENIED_UNAVAILABLE_RECIPIENT", TELL_UNKNOWN_USER },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (text_is(verdict, row[i].word))
			return TELL_REFUSED | row[i].what;
	return TELL_REFUSED;
}

enum told
read_spamdyke(struct telling *out, const struct frame *f)
{
	struct text t = f->rest, verdict, ip, name, user, reason;
	bool allowed;

	if (!text_until(&verdict, &t, ' ') || !text_take(&t, "from: "))
		return TOLD_NOTHING;
	allowed = text_is(verdict, "ALLOWED");
	if (!allowed && !text_take(&verdict, "DENIED_"))
		return TOLD_NOTHING;
	if (!text_once(&t, t, " origin_ip: ") ||
	    !text_until(&ip, &t, ' ') || !word_ip(&out->ip, ip) ||
	    !text_take(&t, "origin_rdns: ") || !text_until(&name, &t, ' ') ||
	    !text_take(&t, "auth: ") || !text_until(&user, &t, ' '))
		return TOLD_ODD;
	out->what = TELL_CLIENT | TELL_CONNECTION;
	out->state = NAMED_UNTOLD;
	if (!text_is(name, "(unknown)")) {
		out->name = name;
		out->state = NAMED_GIVEN;
	}
	if (!text_is(user, "(unknown)"))
		out->what |= TELL_AUTH;
	if (!allowed) {
		verdict.at -= strlen("DENIED_");
		verdict.len += strlen("DENIED_");
		out->what |= reason_of(verdict);
	} else if (text_behind(&reason, t, "reason: ") &&
	    text_take(&reason, "250")) {
		out->what |= TELL_TAKEN;
	}
	return TOLD;
}
