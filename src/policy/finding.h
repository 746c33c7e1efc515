/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_FINDING_H
#define DHF_POLICY_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/answer.h"
#include "policy/evidence.h"
#include "rule/criterion.h"

/*
 * finding - what a criterion, or a rule, finds
 */
struct finding {
	enum answer answer;
	bool limited;    /* an expression gave up */
	bool by_unknown; /* it holds because something is unknown */
	bool moot;       /* no: there was no list to ask, or no recipient to ask
	                    about; a miss says nothing */
	bool said;       /* it waits for what the client says */
	bool lists;      /* lists were asked, or would have been */
	uint32_t reached; /* of a rule: bit i, its criterion i asked DNS */
	enum criterion_kind kind; /* that of zone */
	char zone[DNS_NAME_SIZE]; /* a list that has the client, or "" */
};

/* Nothing found, but this answer. */
void finding_set(struct finding *f, enum answer answer);

#endif
