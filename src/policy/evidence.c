/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/evidence.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"

void
evidence_init(struct evidence *ev)
{
	ev->has_ip = false;
	ev->ip_text[0] = '\0';
	ev->port = 0;
	ev->rcpt = ev->sender = NULL;
	ev->helo = NULL;
	ev->session = ev->to_say = false;
	ev->has_name = ANSWER_NO;
	ev->offender = ANSWER_UNKNOWN;
	ev->offences = 0;
	ev->odd = ev->unproven = ev->provable = false;
	ev->doubtful = ev->learnt = false;
	ev->name[0] = '\0';
	ev->name_len = 0;
}

int
evidence_ip(struct evidence *ev, const char *text, struct err *e)
{
	if (ip_parse(&ev->ip, text, e) == -1)
		return -1;
	ev->has_ip = true;
	ip_format(&ev->ip, ev->ip_text);
	return 0;
}

void
evidence_port(struct evidence *ev, const char *text)
{
	struct err e;

	ev->port = 0;
	if (text != NULL)
		(void)num_unsigned(&ev->port, text, 65535, &e);
}

void
evidence_name(struct evidence *ev, const char *name)
{
	enum host_form form = host_normalise(ev->name, &ev->name_len,
	    name != NULL ? name : "");

	ev->odd = form == HOST_ODD || form == HOST_LONG;
	ev->has_name = form == HOST_NONE ? ANSWER_NO :
	    form == HOST_LONG ? ANSWER_UNKNOWN : ANSWER_YES;
}

/* The client's name is known to nobody here: DNS is to be asked. */
static void
name_missing(struct evidence *ev)
{
	evidence_name(ev, NULL);
	ev->has_name = ANSWER_WAITING;
}

/* Take a name that somebody has written down.  Some servers have a word where
 * they have none: qmail's tcp-env and couriertcpd when DNS failed, those that
 * follow Postfix always.  A PTR record may hold any of them, so what DNS tells
 * does not come through here. */
static void
name_told(struct evidence *ev, const char *text)
{
	evidence_name(ev, text);
	if (strcmp(ev->name, "softdnserror") == 0 ||
	    strcmp(ev->name, "softdnserr") == 0 ||
	    strcmp(ev->name, "unknown") == 0)
		name_missing(ev);
}

void
evidence_host(struct evidence *ev, const char *text)
{
	if (strcmp(text, "?") == 0)
		name_missing(ev);
	else
		name_told(ev, strcmp(text, "-") == 0 ? NULL : text);
}

int
evidence_tcp(struct evidence *ev, const char *ip, const char *host,
    struct err *e)
{
	evidence_init(ev);
	name_told(ev, host);
	if (ev->has_name == ANSWER_NO)
		name_missing(ev);
	return evidence_ip(ev, ip != NULL ? ip : "", e);
}

void
evidence_claim(struct evidence *ev, const char *name)
{
	if (ev->has_name != ANSWER_WAITING)
		return;
	name_told(ev, name);
	ev->unproven = ev->has_name == ANSWER_YES;
	if (!ev->unproven)
		name_missing(ev);
}

void
evidence_doubt(struct evidence *ev)
{
	if (ev->has_name == ANSWER_YES && !ev->unproven)
		ev->unproven = ev->provable = true;
}

void
evidence_proof(struct evidence *ev, enum answer leads_back)
{
	ev->provable = false;
	ev->unproven = leads_back != ANSWER_YES;
	ev->learnt = !ev->unproven;
}

const char *
evidence_name_word(const struct evidence *ev)
{
	if (ev->has_name == ANSWER_NO)
		return "none";
	if (ev->has_name != ANSWER_YES)
		return "unknown";
	if (ev->doubtful)
		return "doubtful";
	if (ev->unproven)
		return "claimed";
	return ev->learnt ? "proven" : "given";
}

void
evidence_give_up(struct evidence *ev)
{
	if (ev->has_name == ANSWER_WAITING)
		ev->has_name = ANSWER_UNKNOWN;
	if (ev->offender == ANSWER_WAITING)
		ev->offender = ANSWER_UNKNOWN;
	ev->provable = false;
}

/* Whether a word can only be meant as an address: no host is called so. */
static bool
is_meant_as_ip(const char *word)
{
	return strpbrk(word, ":[]") != NULL ||
	    (strpbrk(word, "0123456789") != NULL &&
	    word[strspn(word, "0123456789.")] == '\0');
}

int
evidence_entry(struct evidence *ev, const char *entry, struct err *e)
{
	const char *slash = strrchr(entry, '/');
	char name[2 * HOST_MAX];
	size_t len;

	evidence_init(ev);
	if (slash == NULL) {
		if (evidence_ip(ev, entry, e) == 0)
			return 0;
		if (is_meant_as_ip(entry))
			return -1;
		evidence_host(ev, entry);
		if (ev->has_name == ANSWER_YES ||
		    ev->has_name == ANSWER_UNKNOWN)
			return 0;
		return err_perm(e, 0, "\"%.16s\" is neither an address nor a "
		    "host name: write HOST, IP or HOST/IP, as in "
		    "mx.example.org/192.0.2.1", entry);
	}
	len = (size_t)(slash - entry);
	if (len >= sizeof(name))
		len = sizeof(name) - 1; /* too long is too long */
	memcpy(name, entry, len);
	name[len] = '\0';
	evidence_host(ev, name);
	return evidence_ip(ev, slash + 1, e);
}
