/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_postfix.h"

#include "replay/word.h"

/* Take NAME[IP], maybe with its port. */
static bool
take_client(struct telling *out, struct text *t)
{
	struct text name = { "", 0 }, digits, port;

	(void)word_host(&name, t);
	if (!word_brackets(&out->ip, t))
		return false;
	port = *t;
	if (text_take(&port, ":") && word_digits(&digits, &port))
		*t = port;
	out->what |= TELL_CLIENT;
	out->state = name.len == 0 || text_is(name, "unknown") ?
	    NAMED_UNTOLD : NAMED_GIVEN;
	if (out->state == NAMED_GIVEN)
		out->name = name;
	return true;
}

/* Take a queue id and what is behind it: "NOQUEUE" is no key. */
static bool
take_key(struct telling *out, struct text *t)
{
	struct text rest = *t, key;

	if (!word_host(&key, &rest) || !text_take(&rest, ": "))
		return false;
	if (!text_is(key, "NOQUEUE"))
		out->key = key;
	*t = rest;
	return true;
}

/* "RCPT from NAME[IP]: 550 5.1.1 <x@here.example>: Recipient address ..." */
static enum told
read_reject(struct telling *out, struct text t)
{
	struct text stage, address;

	if (!text_until(&stage, &t, ' ') || !text_take(&t, "from ") ||
	    !take_client(out, &t) || !text_take(&t, ": "))
		return TOLD_ODD;
	out->what |= TELL_REFUSED;
	if (text_take(&t, "550 5.1.1 ") && word_angle(&address, &t) &&
	    text_take(&t, ": Recipient address rejected: User unknown"))
		out->what |= TELL_UNKNOWN_USER;
	else if ((text_take(&t, "554 5.7.1 ") ||
	    text_take(&t, "454 4.7.1 ")) && word_angle(&address, &t) &&
	    text_take(&t, ": Relay access denied"))
		out->what |= TELL_RELAY;
	return TOLD;
}

static enum told
read_client(struct telling *out, struct text t)
{
	if (!take_client(out, &t))
		return TOLD_ODD;
	out->what |= TELL_OPENS;
	if (text_take(&t, ", sasl_method="))
		out->what |= TELL_AUTH;
	return TOLD;
}

static enum told
read_smtpd(struct telling *out, struct text t)
{
	if (text_take(&t, "connect from ")) {
		out->what = TELL_CONNECTION;
		return take_client(out, &t) ? TOLD : TOLD_ODD;
	}
	if (!take_key(out, &t))
		return TOLD_NOTHING;
	if (text_take(&t, "reject: "))
		return read_reject(out, t);
	return text_take(&t, "client=") ? read_client(out, t) : TOLD_NOTHING;
}

static enum told
read_postscreen(struct telling *out, struct text t)
{
	struct text bytes, after;

	if (!text_take(&t, "PREGREET "))
		return TOLD_NOTHING;
	if (!word_digits(&bytes, &t) || !text_take(&t, " after ") ||
	    !text_until(&after, &t, ' ') || !text_take(&t, "from ") ||
	    !take_client(out, &t))
		return TOLD_ODD;
	out->what |= TELL_PREGREET;
	return TOLD;
}

static enum told
read_cleanup(struct telling *out, struct text t)
{
	struct text id;

	if (!take_key(out, &t) || out->key.len == 0)
		return TOLD_NOTHING;
	if (text_take(&t, "message-id=")) {
		if (!word_angle(&id, &t))
			return TOLD_NOTHING; /* it may be anything */
		out->what = TELL_ALIAS;
		out->alias = id;
		return TOLD;
	}
	if (!text_take(&t, "milter-reject: END-OF-MESSAGE "))
		return TOLD_NOTHING;
	out->what = TELL_CLOSES;
	if (text_has(t, "pam message")) /* of rspamd and others: "Spam" */
		out->what |= TELL_SCORED;
	return TOLD;
}

/* "to=<x@here.example>, orig_to=<x>, relay=HOST[IP]:25, ..., status=sent".
 * What is quoted in an address might look like the rest of the line. */
static enum told
read_delivery(struct telling *out, struct text t, bool far)
{
	struct text address, field, fields = t;

	if (!take_key(out, &t) || out->key.len == 0 || !text_take(&t, "to="))
		return TOLD_NOTHING;
	if (!word_angle(&address, &t))
		return TOLD_ODD;
	if (text_take(&t, ", orig_to=") && !word_angle(&address, &t))
		return TOLD_ODD;
	if (!text_take(&t, ", relay=") || text_count(fields, ", relay=") != 1)
		return TOLD_ODD;
	fields = t;
	if (!text_until(&field, &t, ',') ||
	    !text_behind(&t, fields, ", status="))
		return TOLD_ODD;
	if (!text_take(&t, "sent"))
		return TOLD_NOTHING;
	out->what = TELL_DELIVERED;
	if (!far)
		return TOLD;
	if (!word_host(&address, &field) || !word_brackets(&out->ip, &field))
		return TOLD_ODD;
	out->what = TELL_MAILED;
	return TOLD;
}

static enum told
read_qmgr(struct telling *out, struct text t)
{
	if (!take_key(out, &t) || out->key.len == 0 || !text_is(t, "removed"))
		return TOLD_NOTHING;
	out->what = TELL_CLOSES;
	return TOLD;
}

enum told
read_postfix(struct telling *out, const struct frame *f)
{
	struct text of, service = f->service;

	if (text_until_last(&of, &service, '/') &&
	    (text_has(of, "submission") || text_has(of, "smtps")))
		return TOLD_NOTHING;
	if (text_is(service, "smtpd"))
		return read_smtpd(out, f->rest);
	if (text_is(service, "qmgr"))
		return read_qmgr(out, f->rest);
	if (text_is(service, "cleanup"))
		return read_cleanup(out, f->rest);
	if (text_is(service, "smtp"))
		return read_delivery(out, f->rest, true);
	if (text_is(service, "lmtp") || text_is(service, "local") ||
	    text_is(service, "virtual") || text_is(service, "pipe"))
		return read_delivery(out, f->rest, false);
	return text_is(service, "postscreen") ?
	    read_postscreen(out, f->rest) : TOLD_NOTHING;
}
