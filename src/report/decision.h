/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_DECISION_H
#define DHF_REPORT_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "policy/logread.h"

/*
 * decision - one line of the filter's, and what follows from it
 */
enum decision_action { /* as enum rule_action has them */
	DECISION_PASS, DECISION_BLOCK, DECISION_DEFER, DECISION_GREY,
	DECISION_ACTIONS
};

struct decision {
	struct logread l;
	enum decision_action action;
	struct ip ip;
	bool has_ip;
	char code;    /* first digit of the reply; 0: the client was let in */
	bool again;   /* the second line of a session, which had a refusal in
	                 its first */
	uint32_t refused, passed; /* recipients, those of a first line not
	                             again in the second */
	int64_t at_s; /* for who knows; not set here */
};

enum decision_line {
	DECISION_YES,
	DECISION_CRASH,      /* the filter died, and said so */
	DECISION_UNREADABLE, /* the filter's, and cut or damaged */
	DECISION_FOREIGN     /* somebody else's, or says something else */
};

/* Read a line, with what stands before it. */
enum decision_line decision_read(struct decision *out, const char *line,
    size_t len);

/* Whether the client was refused, for good or for now; grey is not that. */
bool decision_refuses(const struct decision *d);

/* Read the word of an action, and write it. */
bool decision_action(enum decision_action *out,
    const struct logread_value *word);
const char *decision_action_word(enum decision_action action);

#endif
