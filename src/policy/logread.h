/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_LOGREAD_H
#define DHF_POLICY_LOGREAD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * logread - a line of policy/logline.h, read
 *
 * Before it stands what whoever keeps the log writes there.  A value holds no
 * blank, so that nothing that a client says can look like a key.
 */
#define LOGREAD_BEFORE 200 /* bytes before the program at most */

struct logread_value {
	const char *at; /* in the line; "" and 0 where there is none */
	size_t len;
};

enum logread_key { /* as in a line: that is where each is looked for first */
	LOGREAD_PID, LOGREAD_IP, LOGREAD_HOST, LOGREAD_ACTION, LOGREAD_CODE,
	LOGREAD_RULE, LOGREAD_SCORE, LOGREAD_WATCH, LOGREAD_NOTE,
	LOGREAD_ERROR, LOGREAD_NAME, LOGREAD_DB, LOGREAD_BY, LOGREAD_AT,
	LOGREAD_HELO,
	LOGREAD_FROM, LOGREAD_TO, LOGREAD_N, LOGREAD_TLS, LOGREAD_AUTH,
	LOGREAD_CHILD, LOGREAD_END, LOGREAD_WHY,
	LOGREAD_KEYS
};

struct logread {
	struct logread_value before;  /* what stands before the program */
	struct logread_value program; /* its name */
	struct logread_value key[LOGREAD_KEYS]; /* "-" is none */
};

/* Read a line, with or without its newline.  False, and *out is none's, if it
 * is not one of ours, or was cut before its rule. */
bool logread(struct logread *out, const char *line, size_t len);

/* The next item of a list between commas, *at 0 at first.  False at its end. */
bool logread_item(struct logread_value *item,
    const struct logread_value *list, size_t *at);

/* Whether a value is this word. */
bool logread_is(const struct logread_value *v, const char *word);

/* Whether it begins with a word: what is behind is *rest. */
bool logread_begins(struct logread_value *rest, const struct logread_value *v,
    const char *word);

/* Write how a label of a rule stands in a log: what is not printable is '?', a
 * blank '_', and in a list a comma '?'; of cap bytes, NUL included. */
void logread_label(char *out, size_t cap, const char *label, bool list);

#endif
