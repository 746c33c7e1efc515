/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RELAY_HOLD_H
#define DHF_RELAY_HOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "relay/attached.h"
#include "relay/quiet.h"
#include "relay/spawn.h"
#include "relay/ucspitls.h"
#include "smtp/dialogue.h"

/*
 * hold - one client that is refused at RCPT, from its greeting to its end
 *
 * First the dialogue of smtp/dialogue.h, without a server.  One is started when
 * a recipient is let through, or a client may log in; from then on it is
 * relay/attached.h, and after a login relay/blind.h.
 */

/* What a recipient hears, or all of them, while no server can be had. */
#define HOLD_NO_SERVER "451 4.3.0 temporary failure, try again later\r\n"

enum hold_end {
	HOLD_QUIT,    /* the client said so */
	HOLD_EOF,     /* it hung up without */
	HOLD_TIMEOUT, /* it was too slow */
	HOLD_LIMIT,   /* it talked too much, in the dialogue */
	HOLD_LOST,    /* it was gone */
	HOLD_STOPPED, /* SIGTERM came */
	HOLD_RELAYED  /* it ended behind a server, whatever it was */
};

/* The caller fills all but the last part, which stays zero. */
struct hold {
	int in, out;             /* the client's; it is closed by no one here */
	unsigned limit_ms;       /* of the dialogue, and ... */
	unsigned command_ms;     /* ... of each command in it */
	struct recipient_judge judge;
	struct spawn_program program;
	enum relay_tls tls;      /* OWN only with ucspitls */
	bool auth;
	struct ucspitls ucspitls;
	/* Called when the first recipient is about to be told that it is
	 * refused. */
	void (*on_refusal)(void *arg);
	void *arg;
	struct dialogue dialogue; /* all but said and tls, which are set */

	unsigned refused;        /* recipients */
	bool pregreet;           /* it talked before we did */
	bool no_server;          /* one was wanted, and did not greet */
	bool tls_done, auth_done;
	unsigned let, messages;  /* recipients, and mails, that it took */
	unsigned code;           /* its last */
	pid_t pid;               /* of the server; 0: none was started */
	struct quiet quiet;
	struct spawn server;
	struct said said;
	struct attached attached;
};

/* Hold the client until it ends; a server's pipes are closed then.  SIGTERM and
 * SIGPIPE are blocked from here on; the first one tells the client 421. */
enum hold_end hold_client(struct hold *h);

/* The same from where a dialogue was left: dialogue asks, and its recipient is
 * let through; said is filled; in attached stand the len bytes that were read
 * and not heard. */
enum hold_end hold_let(struct hold *h);

/* Close the client's descriptors, then wait for the server's end: it may still
 * have something to do with a mail that it has whole. */
void hold_close(struct hold *h);

#endif
