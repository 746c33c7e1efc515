/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "watch/pattern.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "expr/matcher.h"

#define IP "(?<ip>[0-9A-Fa-f:.]{2,45})"
#define KEY "(?<key>[0-9A-Za-z]{1,32})"
#define HOST "(?:[^ ]+ )?" /* syslog has it behind the time */

struct row {
	const char *log;
	enum pattern_role role;
	const char *literal; /* in each line that matches: a quick no */
	const char *expression;
};

/*
 * Ours: OpenSMTPD writes what its filters do, and their names before it.
 *
 * Postfix: the name before the brackets is one that leads back and has no odd
 * byte, or "unknown"; what HELO said comes behind.
 *
 * Exim: what HELO said stands in parentheses before the address, so these hold
 * nothing but what an honest one has, and the line has to end with the reason:
 * with helo_accept_junk_hosts a HELO might look like the rest of a line.
 *
 * Sendmail tells of the recipient first, and in the line behind it whose it
 * was, at the end of the line.
 */
static const struct row rows[] = {
	{ "dhf", PATTERN_TELLS, " action=block code=5", "^" HOST
	    "(?:(?:smtpd\\[\\d+\\]: )?[\\w-]{1,64}: (?=dhf-opensmtpd))?"
	    "(?:dyn-host-\\w+|dhfd|dhf-milter|dhf-opensmtpd)(?:\\[\\d+\\])?: "
	    "pid=\\d+ ip=" IP
	    " host=\\S+ action=block code=5\\d\\d " },
	{ "postfix", PATTERN_TELLS, ": Recipient address rejected: User "
	    "unknown", "^" HOST "postfix[^ ]*/smtpd\\[\\d+\\]: "
	    "[0-9A-Za-z]+: reject: RCPT from [^ \\[\\]]+\\[" IP
	    "\\](?::\\d+)?: 550 5\\.1\\.1 <[^>]*>: "
	    "Recipient address rejected: User unknown" },
	{ "exim", PATTERN_TELLS, "> rejected RCPT <", "^(?:\\[\\d+\\] )?"
	    "H=(?:[^ ()\\[\\]]+ )?(?:\\([^ ()]*\\) )?\\[" IP
	    "\\](?::\\d+)? (?:[A-Z][A-Za-z]*=[^ ]+ )*F=<[^>]*> "
	    "rejected RCPT <[^>]*>: (?:Unrouteable address|Unknown user|"
	    "[Uu]ser unknown|No such user here)\\.?$" },
	{ "sendmail", PATTERN_ACCUSES, ">... User unknown", "^" HOST
	    "(?:sendmail|sm-mta)(?:-[^ \\[]*)?\\[\\d+\\]: " KEY
	    ": <[^>]*>\\.\\.\\. User unknown$" },
	{ "sendmail", PATTERN_NAMES, ", relay=", "^" HOST
	    "(?:sendmail|sm-mta)(?:-[^ \\[]*)?\\[\\d+\\]: " KEY
	    ": from=.*, relay=(?:[^ \\[\\]]+ )?\\[(?:IPv6:)?" IP
	    "\\](?: \\(may be forged\\))?$" },
	{ "qmail", PATTERN_OPENS, "tcpserver: pid ", "^" HOST
	    "tcpserver: pid " KEY " from (?:::ffff:)?" IP "$" },
	{ "qmail", PATTERN_ACCUSES, " > 5", "^" HOST KEY
	    " > 5[15][01] .*(?:no mailbox|[Uu]ser unknown|[Nn]o such user|"
	    "5\\.1\\.1)" },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* One that is in use. */
struct pattern {
	enum pattern_role role;
	const char *literal; /* NULL: none is known */
	struct matcher *matcher;
	unsigned ip, key;    /* groups; 0: it has none */
};

struct patterns {
	struct pattern one[ROWS];
	size_t len;
};

static int
add(struct patterns *p, const struct row *r, struct err *e)
{
	struct pattern *one = &p->one[p->len];

	one->role = r->role;
	one->literal = r->literal;
	if ((one->matcher = matcher_new(r->expression, e)) == NULL)
		return -1;
	p->len++;
	one->ip = matcher_group(one->matcher, "ip");
	one->key = matcher_group(one->matcher, "key");
	if (one->ip == 0 && r->role != PATTERN_ACCUSES)
		return err_perm(e, 0, "the expression has no group for the "
		    "address: write (?<ip>[0-9a-f.:]+)");
	return 0;
}

/* Add the rows of a log, all for NULL.  Returns 0 or -1; *found: there are
 * some. */
static int
add_log(struct patterns *p, const char *log, bool *found, struct err *e)
{
	const struct row *r;

	for (r = rows; r < rows + ROWS; r++) {
		if (log != NULL && strcmp(log, r->log) != 0)
			continue;
		*found = true;
		if (add(p, r, e) == -1)
			return -1;
	}
	return 0;
}

struct patterns *
patterns_new(const char *log, struct err *e)
{
	struct patterns *p = calloc(1, sizeof(*p));
	struct row own = { "", PATTERN_TELLS, NULL, log };
	bool found = false;

	if (p == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	if (add_log(p, log, &found, e) == 0 &&
	    (found || add(p, &own, e) == 0))
		return p;
	patterns_free(p);
	return NULL;
}

void
patterns_free(struct patterns *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->len; i++)
		matcher_free(p->one[i].matcher);
	free(p);
}

const char *
patterns_names(void)
{
	return "dhf postfix exim sendmail qmail";
}

/* The address of a group. */
static bool
take_ip(struct ip *out, const struct pattern *one)
{
	struct matcher_span s = matcher_span(one->matcher, one->ip);
	char text[IP_TEXT_SIZE];
	struct err e;

	if (s.at == NULL || s.len >= sizeof(text))
		return false;
	memcpy(text, s.at, s.len);
	text[s.len] = '\0';
	return ip_parse(out, text, &e) == 0;
}

static bool
take(struct pattern_find *out, const struct pattern *one)
{
	struct matcher_span key = { NULL, 0 };

	out->role = one->role;
	if (one->role != PATTERN_ACCUSES && !take_ip(&out->ip, one))
		return false;
	if (one->key != 0)
		key = matcher_span(one->matcher, one->key);
	out->key = key.at;
	out->key_len = key.len;
	return key.len <= PATTERN_KEY_MAX &&
	    (one->role == PATTERN_TELLS || key.len > 0);
}

enum pattern_answer
patterns_find(struct pattern_find *out, struct patterns *p, const char *text,
    size_t len)
{
	enum pattern_answer answer = PATTERN_NO;
	size_t i;

	for (i = 0; i < p->len; i++) {
		struct pattern *one = &p->one[i];

		if (one->literal != NULL && memmem(text, len, one->literal,
		    strlen(one->literal)) == NULL)
			continue;
		switch (matcher_search(one->matcher, text, len)) {
		case MATCHER_YES:
			if (take(out, one))
				return PATTERN_YES;
			break;
		case MATCHER_LIMIT:
			answer = PATTERN_LIMIT;
			break;
		case MATCHER_NO:
			break;
		}
	}
	return answer;
}
