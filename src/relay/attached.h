/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RELAY_ATTACHED_H
#define DHF_RELAY_ATTACHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "relay/party.h"
#include "relay/spawn.h"
#include "relay/ucspitls.h"
#include "smtp/relay.h"

/*
 * attached - a client and a server with smtp/relay.h between them
 *
 * One loop that waits for both, never for one while the other could have its
 * bytes; what the server has said is read before the client's next command.
 */
#define ATTACHED_OUT 4096

/* Milliseconds.  RFC 5321 section 4.5.3.2 has longer ones for a client; whom
 * we stand between here is suspect. */
struct attached_times {
	unsigned banner;  /* for the server's greeting */
	unsigned reply;   /* for each other reply of it */
	unsigned command; /* for the client's next command, or bytes of mail */
	unsigned limit;   /* for the client, in all */
	unsigned cut;     /* for the end of a mail that was broken off */
};
#define ATTACHED_TIMES { 30000, 300000, 60000, 600000, 10000 }

enum attached_end {
	ATTACHED_NO_SERVER, /* the client has not heard of it */
	ATTACHED_BLIND,     /* all is written, and the rest passes */
	ATTACHED_OVER,      /* the client has heard its last */
	ATTACHED_LOST       /* it is gone, or does not listen */
};

/* The caller fills relay as relay.h says, client, and with bytes that it has
 * read already in, at and len; the rest is set by attached_begin. */
struct attached {
	struct attached_times times; /* limit 0: ATTACHED_TIMES */
	struct spawn *server;      /* borrowed */
	struct ucspitls *ucspitls; /* borrowed; used with RELAY_TLS_OWN */
	struct party client;
	struct party to;           /* the server */
	bool tls_due, tls_done;
	int64_t since_ms, end_ms;
	size_t at, len;            /* of in, what is not taken yet */
	size_t out_at, out_len;
	struct relay relay;
	char out[ATTACHED_OUT];    /* from the server */
	char in[RELAY_CHUNK];      /* from the client */
};

/* The server was just started, for what begin says. */
void attached_begin(struct attached *a, struct spawn *server,
    enum relay_begin begin);

/* Go on until the end; the server's pipes stay open but for a mail that was
 * broken off.  SIGTERM that was blocked is an end, unless the server has a
 * mail whole and is about to say what becomes of it. */
enum attached_end attached_go(struct attached *a);

#endif
