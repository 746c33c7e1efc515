/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_PHASE_H
#define DHF_MTA_PHASE_H

#include <stdbool.h>

/*
 * phase - how far a client has come in its session
 */
enum phase {
	PHASE_CONNECT,
	PHASE_HELO,
	PHASE_MAIL,
	PHASE_RCPT,
	PHASES
};

/* "connect", "helo", "mail" and "rcpt". */
const char *phase_word(enum phase p);

/* Find the phase of a word.  False, *out unchanged: it is none. */
bool phase_find(enum phase *out, const char *word);

#endif
