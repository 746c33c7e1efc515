/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/smtpd_line.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"

#define PASS "pass"
#define RESULT_FIRST 7 /* the version that tells a log-in the other way round */

static const struct {
	const char *event;
	enum smtpd_word word;
} reports[] = {
	{ "link-connect", SMTPD_CONNECTED },
	{ "link-auth", SMTPD_AUTH },
	{ "link-disconnect", SMTPD_GONE },
}, phases[] = {
	{ "connect", SMTPD_ASK_CONNECT },
	{ "helo", SMTPD_ASK_HELO },
	{ "ehlo", SMTPD_ASK_HELO },
	{ "mail-from", SMTPD_ASK_MAIL },
	{ "rcpt-to", SMTPD_ASK_RCPT },
	{ "data-line", SMTPD_DATA },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Take the field at *at, and move *at behind it; "" where there is none. */
static char *
field(char **at)
{
	char *here = *at, *bar = strchr(here, '|');

	if (bar == NULL) {
		*at = here + strlen(here);
		return here;
	}
	*bar = '\0';
	*at = bar + 1;
	return here;
}

/* "0.5" is 5. */
static unsigned
version_of(const char *text)
{
	unsigned n;
	struct err e;

	return strncmp(text, "0.", 2) == 0 &&
	    num_unsigned(&n, text + 2, 1000, &e) == 0 ? n : 0;
}

/* "unix:PATH", "local", or "local:0" of old. */
static bool
is_local(const char *text)
{
	return strncmp(text, "unix:", 5) == 0 || strcmp(text, "local") == 0 ||
	    strncmp(text, "local:", 6) == 0;
}

/* Read "192.0.2.1:25" or "[2001:db8::1]:25": the address, if ip is not NULL,
 * and the port.  False: it is neither. */
static bool
take_place(struct ip *ip, unsigned *port, char *text)
{
	char *colon = strrchr(text, ':'), *end;
	struct err e;
	struct ip any;

	if (colon == NULL)
		return false;
	*colon = '\0';
	if (num_unsigned(port, colon + 1, 65535, &e) == -1)
		return false;
	if (*text == '[') {
		text++;
		end = strchr(text, ']');
		if (end == NULL || end[1] != '\0')
			return false;
		*end = '\0';
	}
	if (strncmp(text, "IPv6:", 5) == 0)
		text += 5;
	return ip_parse(ip != NULL ? ip : &any, text, &e) == 0;
}

/* Cut the last field off a line; "" if there is no bar. */
static char *
last_field(char *line)
{
	char *bar = strrchr(line, '|');

	if (bar == NULL)
		return line + strlen(line);
	*bar = '\0';
	return bar + 1;
}

/* "NAME|pass|ADDRESS:PORT|ADDRESS:PORT": of the client, and ours.  The name is
 * what its owner likes, bars included, so that it is read last. */
static void
take_connect(struct smtpd_line *l, char *rest)
{
	char *to = last_field(rest), *from = last_field(rest);
	const char *verified = last_field(rest), *name = rest;
	unsigned port;

	l->name = strcmp(name, "<unknown>") == 0 ? "" : name;
	l->verified = strcmp(verified, PASS) == 0;
	l->local = is_local(from);
	l->has_ip = !l->local && take_place(&l->ip, &port, from);
	if (!take_place(NULL, &l->port, to))
		l->port = 0;
}

/* "USER|pass", and since 0.7 "pass|USER", for there may be bars in a user. */
static bool
has_passed(unsigned version, char *rest)
{
	const char *bar = strrchr(rest, '|');

	if (version >= RESULT_FIRST)
		return strcmp(field(&rest), PASS) == 0;
	return bar != NULL && strcmp(bar + 1, PASS) == 0;
}

static void
read_report(struct smtpd_line *l, const char *event, char *rest)
{
	size_t i;

	l->word = SMTPD_OTHER;
	for (i = 0; i < COUNT(reports); i++)
		if (strcmp(event, reports[i].event) == 0)
			l->word = reports[i].word;
	l->session = field(&rest);
	if (l->word == SMTPD_CONNECTED)
		take_connect(l, rest);
	else if (l->word == SMTPD_AUTH)
		l->passed = has_passed(l->version, rest);
}

static void
read_filter(struct smtpd_line *l, const char *phase, char *rest)
{
	size_t i;

	l->word = SMTPD_ASK_OTHER;
	for (i = 0; i < COUNT(phases); i++)
		if (strcmp(phase, phases[i].event) == 0)
			l->word = phases[i].word;
	l->session = field(&rest);
	l->token = field(&rest);
	l->text = rest;
}

void
smtpd_line_read(struct smtpd_line *out, char *line)
{
	const char *kind, *event;
	char *at = line;

	memset(out, 0, sizeof(*out));
	out->word = SMTPD_WRONG;
	out->session = out->token = out->text = out->name = "";
	kind = field(&at);
	if (strcmp(kind, "config") == 0) {
		out->word = strcmp(at, "ready") == 0 ? SMTPD_READY :
		    SMTPD_CONFIG;
		return;
	}
	out->version = version_of(field(&at));
	(void)field(&at); /* the time */
	(void)field(&at); /* smtp-in: nothing else was asked for */
	event = field(&at);
	if (strcmp(kind, "report") == 0)
		read_report(out, event, at);
	else if (strcmp(kind, "filter") == 0)
		read_filter(out, event, at);
	if (out->session[0] == '\0' ||
	    (strcmp(kind, "filter") == 0 && out->token[0] == '\0'))
		out->word = SMTPD_WRONG;
}
