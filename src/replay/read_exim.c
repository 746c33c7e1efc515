/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_exim.h"

#include "replay/word.h"

#define GREETING "SMTP protocol synchronization error (input sent without " \
	"waiting for greeting): rejected connection from H="

#define ID_OLD 16
#define ID_NEW 23

static bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* Whether it is a message id, of the form 6-6-2 or, since 4.97, 6-11-4. */
static bool
is_id(struct text t)
{
	const size_t second = t.len == ID_OLD ? 13 : 18;
	size_t i;

	for (i = 0; i < t.len; i++)
		if ((i == 6 || i == second) ? t.at[i] != '-' :
		    !is_letter_or_digit(t.at[i]))
			return false;
	return true;
}

/* Take "NAME (HELO) [IP]:PORT". */
static bool
take_client(struct telling *out, struct text *t)
{
	struct text rest = *t, name = { "", 0 }, helo, digits, port;

	if (word_host(&name, &rest) && !text_take(&rest, " "))
		return false;
	if (text_take(&rest, "(") && (!text_until(&helo, &rest, ')') ||
	    text_has(helo, " ") || text_has(helo, "(") ||
	    !text_take(&rest, " ")))
		return false;
	if (!word_brackets(&out->ip, &rest))
		return false;
	port = rest;
	if (text_take(&port, ":") && word_digits(&digits, &port))
		rest = port;
	out->what |= TELL_CLIENT;
	out->state = name.len > 0 ? NAMED_GIVEN : NAMED_UNTOLD;
	out->name = name;
	*t = rest;
	return true;
}

/* Take one of the words "KEY=VALUE" behind a client; a value may be quoted. */
static bool
take_word(struct text *key, struct text *value, struct text *t)
{
	struct text rest = *t;
	size_t n = 0;

	if (!text_take(&rest, " ") || !word_host(key, &rest))
		return false;
	*value = (struct text){ rest.at, 0 };
	if (text_take(&rest, "=\"")) {
		while (n < rest.len && rest.at[n] != '"')
			n += rest.at[n] == '\\' ? 2 : 1;
		if (n >= rest.len)
			return false;
		n++;
	} else if (text_take(&rest, "=")) {
		value->at = rest.at;
		while (n < rest.len && rest.at[n] != ' ')
			n++;
		value->len = n;
	}
	*t = (struct text){ rest.at + n, rest.len - n };
	return true;
}

static bool
is_submission(struct text local)
{
	struct text address;

	return text_until_last(&address, &local, ':') &&
	    (text_is(local, "465") || text_is(local, "587"));
}

/* Read the words behind a client up to one that tells what it said.  False: it
 * came for submission. */
static bool
read_words(struct telling *out, struct text t)
{
	struct text key, value;

	while (take_word(&key, &value, &t)) {
		if (text_is(key, "id") || text_is(key, "T") ||
		    text_is(key, "F") || text_is(key, "for") ||
		    text_is(key, "from"))
			break;
		if (text_is(key, "I") && is_submission(value))
			return false;
		if (text_is(key, "A"))
			out->what |= TELL_AUTH;
	}
	return true;
}

/* "SENDER R=ID H=..."; the sender may be quoted. */
static enum told
read_arrival(struct telling *out, struct text t)
{
	bool quoted = false;
	size_t n;

	for (n = 0; n < t.len && (quoted || t.at[n] != ' '); n++) {
		if (t.at[n] == '"')
			quoted = !quoted;
		else if (t.at[n] == '\\')
			n++;
	}
	if (n >= t.len)
		return TOLD_ODD;
	text_step(&t, n);
	if (text_take(&t, " R="))
		while (t.len > 0 && t.at[0] != ' ')
			text_step(&t, 1);
	if (!text_take(&t, " H="))
		return TOLD_NOTHING; /* one of this machine */
	if (!take_client(out, &t))
		return TOLD_ODD;
	out->what |= TELL_CONNECTION | TELL_OPENS;
	return read_words(out, t) ? TOLD : TOLD_NOTHING;
}

/* "LOCAL <ADDRESS> R=ROUTER T=TRANSPORT H=HOST [IP]"; whatever stands in the
 * address, each of these words stands there once, in this order. */
static enum told
read_delivery(struct telling *out, struct text t)
{
	struct text answer, router, transport, host;

	if (text_behind(&answer, t, " C=\""))
		t.len = (size_t)(answer.at - t.at) - 4;
	if (!text_once(&router, t, " R=") || text_count(t, " T=") != 1 ||
	    text_count(t, " H=") > 1 ||
	    !text_behind(&transport, router, " T="))
		return TOLD_ODD;
	out->what = TELL_DELIVERED;
	if (!text_has(t, " H="))
		return TOLD;
	if (!text_behind(&host, transport, " H=") ||
	    !word_host(&answer, &host) || !text_take(&host, " ") ||
	    !word_brackets(&out->ip, &host))
		return TOLD_ODD;
	out->what = TELL_MAILED;
	return TOLD;
}

/* What is known of a message. */
static enum told
read_message(struct telling *out, struct text t)
{
	if (text_take(&t, " <= "))
		return read_arrival(out, t);
	if (text_take(&t, " => ") || text_take(&t, " -> ") ||
	    text_take(&t, " >> "))
		return read_delivery(out, t);
	if (!text_is(t, " Completed"))
		return TOLD_NOTHING;
	out->what = TELL_CLOSES;
	return TOLD;
}

/* What a client is told of a recipient: what it wrote can do no more than
 * speak against it. */
static void
read_reason(struct telling *out, struct text t)
{
	static const char *const unknown[] = { "Unrouteable address",
		"nknown user", "ser unknown", "o such user" };
	struct text recipient;
	size_t i;

	if (text_behind(&recipient, t, "rejected RCPT ")) {
		for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
			if (text_has(recipient, unknown[i]))
				out->what |= TELL_UNKNOWN_USER;
		if (text_has(recipient, "relay not permitted") ||
		    text_has(recipient, "elaying denied"))
			out->what |= TELL_RELAY;
	} else if (text_has(t, "rejected after DATA") &&
	    (text_has(t, "spam") || text_has(t, "Spam"))) {
		out->what |= TELL_SPAM;
	}
}

/* "NAME (HELO) [IP] F=<...> rejected RCPT <...>: ..." */
static enum told
read_refusal(struct telling *out, struct text t)
{
	if (!text_has(t, "rejected "))
		return TOLD_NOTHING;
	if (!take_client(out, &t))
		return TOLD_ODD;
	out->what |= TELL_CONNECTION | TELL_REFUSED;
	read_reason(out, t);
	return read_words(out, t) ? TOLD : TOLD_NOTHING;
}

/* How long a message id at the front is; 0: there is none. */
static size_t
id_len(struct text t)
{
	if (t.len >= ID_NEW && is_id((struct text){ t.at, ID_NEW }))
		return ID_NEW;
	return t.len >= ID_OLD && is_id((struct text){ t.at, ID_OLD }) ?
	    ID_OLD : 0;
}

enum told
read_exim(struct telling *out, const struct frame *f)
{
	struct text t = f->rest, digits, inner = t;
	size_t n;

	if (text_take(&inner, "[") && word_digits(&digits, &inner) &&
	    text_take(&inner, "] "))
		t = inner; /* the log has process ids */
	if (text_take(&t, GREETING)) {
		out->what = TELL_PREGREET | TELL_REFUSED;
		return take_client(out, &t) ? TOLD : TOLD_ODD;
	}
	n = id_len(t);
	out->key = (struct text){ t.at, n };
	text_step(&t, n);
	if (text_take(&t, n > 0 ? " H=" : "H="))
		return read_refusal(out, t);
	return n > 0 ? read_message(out, t) : TOLD_NOTHING;
}
