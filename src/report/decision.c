/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/decision.h"

#include <string.h>

#include "base/err.h"

/* A time, a host, and who it is: what may stand before a line. */
#define BEFORE 160

const char *
decision_action_word(enum decision_action action)
{
	static const char *const word[DECISION_ACTIONS] = { "pass", "block",
		"defer", "grey" };

	return word[action];
}

bool
decision_action(enum decision_action *out, const struct logread_value *word)
{
	int i;

	for (i = 0; i < DECISION_ACTIONS; i++)
		if (logread_is(word, decision_action_word(
		    (enum decision_action)i))) {
			*out = (enum decision_action)i;
			return true;
		}
	return false;
}

bool
decision_refuses(const struct decision *d)
{
	return d->action == DECISION_BLOCK || d->action == DECISION_DEFER;
}

static bool
has(const char *line, size_t len, const char *word)
{
	const size_t n = strlen(word);
	size_t i;

	for (i = 0; i + n <= len; i++)
		if (line[i] == word[0] && memcmp(line + i, word, n) == 0)
			return true;
	return false;
}

/* Of a log of several programs most lines are somebody else's. */
static enum decision_line
what_else(const char *line, size_t len)
{
	const size_t n = len < BEFORE ? len : BEFORE;

	if (has(line, n, "-host-filter: crashed"))
		return DECISION_CRASH;
	return has(line, n, "-host-filter: pid=") ? DECISION_UNREADABLE :
	    DECISION_FOREIGN;
}

static void
take_ip(struct decision *d)
{
	const struct logread_value *v = &d->l.key[LOGREAD_IP];
	char text[IP_TEXT_SIZE];
	struct err e;

	d->has_ip = false;
	if (v->len == 0 || v->len >= sizeof(text))
		return;
	memcpy(text, v->at, v->len);
	text[v->len] = '\0';
	d->has_ip = ip_parse(&d->ip, text, &e) == 0;
}

/* "3/1": so many recipients were refused, and so many let through.  At the
 * first refusal it is "1/0", and a session that lets somebody through tells all
 * of it at its end.  Of one that dhfd held the first line counts nobody, and
 * the second is the relay's. */
static void
take_recipients(struct decision *d)
{
	const struct logread_value *v = &d->l.key[LOGREAD_N];
	uint32_t n[2] = { 0, 0 };
	const bool relay = logread_is(&d->l.program, "dhf-relay");
	size_t i, k = 0;

	d->refused = d->passed = 0;
	d->again = d->action == DECISION_PASS && relay;
	for (i = 0; i < v->len && i < 12; i++) {
		if (v->at[i] == '/' && i > 0 && k == 0)
			k = 1;
		else if (v->at[i] >= '0' && v->at[i] <= '9')
			n[k] = n[k] * 10 + (uint32_t)(v->at[i] - '0');
		else
			return;
	}
	d->again |= d->action == DECISION_PASS && n[0] > 0;
	d->refused = d->again && !relay ? n[0] - 1 : n[0];
	d->passed = n[1];
}

enum decision_line
decision_read(struct decision *out, const char *line, size_t len)
{
	const struct logread_value *code;

	if (!logread(&out->l, line, len) ||
	    !decision_action(&out->action, &out->l.key[LOGREAD_ACTION]))
		return what_else(line, len);
	code = &out->l.key[LOGREAD_CODE];
	out->code = code->len > 0 ? *code->at : '\0';
	take_ip(out);
	take_recipients(out);
	return DECISION_YES;
}
