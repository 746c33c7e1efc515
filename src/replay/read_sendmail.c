/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_sendmail.h"

#include "replay/word.h"

/* Take "NAME [IP] (may be forged)". */
static bool
take_client(struct telling *out, struct text *t)
{
	struct text rest = *t, name = { "", 0 };

	if (word_host(&name, &rest) && !text_take(&rest, " "))
		return false;
	if (!word_brackets(&out->ip, &rest))
		return false;
	out->what |= TELL_CLIENT;
	out->name = name;
	out->state = name.len == 0 ? NAMED_UNTOLD : NAMED_GIVEN;
	if (text_take(&rest, " (may be forged)") && name.len > 0)
		out->state = NAMED_CLAIMED;
	*t = rest;
	return true;
}

/* Whether "relay=" names a user of this machine, "root@localhost". */
static bool
is_local(struct text t)
{
	struct text name;

	return word_host(&name, &t) && !text_take(&t, " [");
}

/* "from=<...>, ..., msgid=<...>, proto=ESMTP, daemon=MTA, relay=NAME [IP]".
 * Its end is Sendmail's own, whatever stands before. */
static enum told
read_arrival(struct telling *out, struct text t)
{
	struct text before, at = t, relay;
	size_t n = text_count(t, ", relay="), i;

	if (n == 0)
		return TOLD_NOTHING;
	for (i = 0; i < n; i++)
		(void)text_behind(&at, at, ", relay=");
	relay = at;
	before = (struct text){ t.at, (size_t)(at.at - t.at) };
	if (text_drop(&before, ", daemon=MSA, relay=") ||
	    text_drop(&before, ", daemon=MSP-v4, relay=") || is_local(relay))
		return TOLD_NOTHING;
	if (!take_client(out, &relay) || relay.len > 0)
		return TOLD_ODD;
	out->what |= TELL_CONNECTION | TELL_OPENS;
	return TOLD;
}

/* "to=<...>, ..., mailer=esmtp, pri=1, relay=HOST. [IP], dsn=2.0.0,
 * stat=Sent (...)"; whatever stands in the address, each of these words stands
 * there once. */
static enum told
read_delivery(struct telling *out, struct text t)
{
	struct text all = t, mailer, relay, stat, host;

	if (!text_once(&stat, t, ", stat="))
		return TOLD_ODD;
	if (!text_take(&stat, "Sent"))
		return TOLD_NOTHING;
	all.len = (size_t)(stat.at - all.at);
	if (!text_once(&t, all, ", mailer=") ||
	    text_count(all, ", relay=") > 1 || !text_until(&mailer, &t, ','))
		return TOLD_ODD;
	out->what = TELL_DELIVERED;
	if (!text_has(mailer, "smtp") && !text_is(mailer, "relay"))
		return TOLD;
	if (!text_behind(&relay, t, " relay=") ||
	    !word_host(&host, &relay) || !text_take(&relay, " ") ||
	    !word_brackets(&out->ip, &relay))
		return TOLD_ODD;
	out->what = TELL_MAILED;
	return TOLD;
}

/* "ruleset=check_rcpt, arg1=<...>, relay=NAME [IP], reject=550 5.7.1 ..." */
static enum told
read_refusal(struct telling *out, struct text t)
{
	struct text relay;

	if (!text_once(&relay, t, ", relay="))
		return TOLD_ODD;
	if (is_local(relay))
		return TOLD_NOTHING;
	if (!take_client(out, &relay) || !text_take(&relay, ", reject="))
		return TOLD_ODD;
	out->what |= TELL_REFUSED;
	if (text_take(&t, "check_rcpt") && text_has(relay, "Relaying denied"))
		out->what |= TELL_RELAY;
	if (text_take(&t, "check_relay"))
		out->what |= TELL_CONNECTION;
	return TOLD;
}

static enum told
read_auth(struct telling *out, struct text t)
{
	if (!take_client(out, &t) || !text_take(&t, ","))
		return TOLD_ODD;
	out->what |= TELL_AUTH;
	return TOLD;
}

/* "<x@here.example>... User unknown". */
static enum told
read_unknown(struct telling *out, struct text t)
{
	struct text address;

	if (!word_angle(&address, &t) || !text_is(t, "... User unknown"))
		return TOLD_NOTHING;
	out->what = TELL_ACCUSES;
	return TOLD;
}

static enum told
read_early(struct telling *out, struct text t)
{
	if (!take_client(out, &t))
		return TOLD_ODD;
	if (!text_take(&t, " due to pre-greeting traffic"))
		return TOLD_NOTHING;
	out->what |= TELL_PREGREET | TELL_REFUSED;
	return TOLD;
}

static enum told
read_milter(struct telling *out, struct text t)
{
	if (!text_take(&t, "data, reject=") || !(text_has(t, "spam") ||
	    text_has(t, "Spam")))
		return TOLD_NOTHING;
	out->what = TELL_SCORED;
	return TOLD;
}

enum told
read_sendmail(struct telling *out, const struct frame *f)
{
	struct text t = f->rest, rest = t, key;

	if (word_host(&key, &rest) && text_take(&rest, ": ")) {
		t = rest;
		if (!text_is(key, "NOQUEUE"))
			out->key = key;
	}
	if (text_take(&t, "AUTH=server, relay="))
		return read_auth(out, t);
	if (text_take(&t, "ruleset="))
		return read_refusal(out, t);
	if (text_take(&t, "rejecting commands from "))
		return read_early(out, t);
	if (out->key.len == 0)
		return TOLD_NOTHING;
	if (text_take(&t, "from="))
		return read_arrival(out, t);
	if (text_take(&t, "to="))
		return read_delivery(out, t);
	if (text_take(&t, "Milter: "))
		return read_milter(out, t);
	return read_unknown(out, t);
}
