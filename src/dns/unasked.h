/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_UNASKED_H
#define DHF_DNS_UNASKED_H

#include "dns/answer.h"

/*
 * unasked - questions of one client that are never asked, and their answers
 *
 * The others are numbered from 0, and there are QUESTIONS_MAX of them at most;
 * those of a kind that is never asked share a number behind these.
 */
enum {
	QUESTIONS_MAX = 256,
	UNASKED_NAME = QUESTIONS_MAX, /* the name is no sequence of at most
	                                 253 letters, digits, "-", "_" in
	                                 labels of 1 to 63 */
	UNASKED_MANY,   /* more than QUESTIONS_MAX different questions */
	UNASKED_MEMORY  /* none is left */
};

/* DNS_UNKNOWN, and why; question is UNASKED_NAME and so on.  Static. */
const struct dns_answer *unasked_answer(int question);

#endif
