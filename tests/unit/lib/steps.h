/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_STEPS_H
#define DHF_TESTS_UNIT_LIB_STEPS_H

#include <stddef.h>

#include "smtp/relay.h"

/*
 * steps - what a client and a server say in turn, and what a relay makes of it
 */
#define STEPS_NO "553 5.7.1 no\r\n"

enum step_who {
	STEP_END,
	STEP_CLIENT, /* the client says text: all of it is taken, and nothing
	                was left to be written */
	STEP_SERVER, /* the server does */
	TO_CLIENT,   /* text is all that the client has to hear now */
	TO_SERVER,
	STEP_PHASE   /* the relay has come to phase */
};

struct step {
	enum step_who who;
	const char *text;
	size_t len; /* 0: text is a string */
	enum relay_phase phase;
};

#define C(t) { STEP_CLIENT, t, sizeof(t) - 1, 0 }
#define S(t) { STEP_SERVER, t, sizeof(t) - 1, 0 }
#define TO_C(t) { TO_CLIENT, t, sizeof(t) - 1, 0 }
#define TO_S(t) { TO_SERVER, t, sizeof(t) - 1, 0 }
#define IS(p) { STEP_PHASE, NULL, 0, p }

/* What is said until a mail passes: to be the first steps. */
#define STEPS_ATTACH S("220 hi\r\n"), TO_S("EHLO c.example\r\n"), \
	S("250-a\r\n250 b\r\n"), TO_S("MAIL FROM:<s@x>\r\n"), S("250 ok\r\n"), \
	TO_S("RCPT TO:<postmaster@y>\r\n"), S("250 yes\r\n"), \
	TO_C("250 yes\r\n")
#define STEPS_DATA C("DATA\r\n"), TO_S("DATA\r\n"), S("354 go\r\n"), \
	TO_C("354 go\r\n"), IS(RELAY_MAIL)

/* A relay for a client that has said EHLO c.example, MAIL FROM:<s@x>, RCPT
 * TO:<postmaster@y>; postmaster and abuse are let through, grey@ hears "450
 * grey". */
void steps_relay(struct relay *r, struct said *said, enum relay_begin begin);

/* Do the steps; what fails says which. */
void steps_do(struct relay *r, const struct step *step, const char *what);

/* steps_relay at RELAY_AT_RCPT, and steps_do. */
void steps_attached(const struct step *step, const char *what);

#endif
