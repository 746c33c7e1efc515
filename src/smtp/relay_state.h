/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_RELAY_STATE_H
#define DHF_SMTP_RELAY_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "smtp/extensions.h"
#include "smtp/message.h"
#include "smtp/recipient.h"
#include "smtp/reply.h"
#include "smtp/said.h"
#include "smtp/server_reply.h"

/*
 * relay_state - what a relay knows, and what all its parts do
 */
#define RELAY_LINE_MAX 12288 /* of AUTH: RFC 4954 section 4 */
#define RELAY_COMMAND_MAX 512
#define RELAY_COMMANDS 100
#define RELAY_REFUSED 20     /* recipients */
#define RELAY_MESSAGES 3
#define RELAY_AUTHS 3        /* that failed */
#define RELAY_SKIP_MAX 65536 /* of a mail that was broken off */
#define RELAY_CHUNK 16384    /* most bytes that one call takes */

#define RELAY_TO_CLIENT (EXTENSIONS_MAX + 2 * REPLY_LINE_MAX)
#define RELAY_TO_SERVER (RELAY_CHUNK + 2)

/* What is done with STARTTLS. */
enum relay_tls {
	RELAY_TLS_HIDE, /* there is none */
	RELAY_TLS_OWN,  /* whoever owns the client can do it */
	RELAY_TLS_PASS  /* the server does, and then everything passes */
};

/* Where the server comes in. */
enum relay_begin {
	RELAY_AT_RCPT,    /* a recipient was let through: said tells */
	RELAY_AT_TLS,     /* the client said STARTTLS */
	RELAY_AT_GREETING /* its greeting is the first that a client hears */
};

enum relay_phase {
	RELAY_TALK,
	RELAY_MAIL,      /* a mail passes */
	RELAY_CUT,       /* the server is to be closed; the client talks on */
	RELAY_TLS,       /* the client wants TLS: relay_tls_is */
	RELAY_BLIND,     /* everything passes, past us; when both buffers are
	                    written */
	RELAY_NO_SERVER, /* it never greeted, and nobody has heard of it */
	RELAY_OVER       /* when to_client is written; the server is to be
	                    closed */
};

/* Whose reply is awaited. */
enum relay_awaits {
	RELAY_NOTHING, RELAY_BANNER,
	RELAY_REPLAY_HELO, RELAY_REPLAY_MAIL, RELAY_FORGET, /* not told */
	RELAY_HELO, RELAY_EHLO, RELAY_FROM, RELAY_TO, RELAY_DATA, RELAY_DOT,
	RELAY_RSET, RELAY_NOOP, RELAY_QUIT, RELAY_AUTH, RELAY_STARTTLS
};

/* The caller fills the first seven and leaves the rest zero. */
struct relay {
	const char *refusal; /* what who is not let through hears; borrowed */
	size_t refusal_len;
	struct recipient_judge judge;
	struct said *said;   /* borrowed; goes on to be filled */
	enum relay_tls tls;
	bool auth;           /* the client may log in */
	unsigned refused;    /* recipients, before the relay, too */

	enum relay_phase phase;
	enum relay_begin begin;
	enum relay_awaits awaits;
	bool authenticated;
	unsigned let;       /* recipients that the server took */
	unsigned messages;  /* mails that it had whole */
	unsigned code;      /* its last */
	unsigned commands, auths;
	unsigned recipients; /* of this mail, that the server took */
	bool responds;       /* the client's next line is for AUTH */
	struct message message;
	size_t skipped;
	size_t chunk;        /* bytes of a BDAT still to come */
	bool broken;         /* of a bad line, which was told; or the mail had
	                        a NUL */
	size_t line_len;
	char line[RELAY_LINE_MAX];
	struct server_reply reply;
	size_t client_len, server_len; /* what is to be written */
	char to_client[RELAY_TO_CLIENT];
	char to_server[RELAY_TO_SERVER];
};

/* Add a line of ours, for the client. */
void relay_say(struct relay *r, const char *code, const char *dsn,
    const char *text);

/* Say a 421 of 4.7.0, and be over. */
void relay_close(struct relay *r, const char *why);

/* Add what is whole already. */
void relay_tell(struct relay *r, const char *line, size_t len);

/* Add a line for the server: word, then text if it is not NULL, and CRLF; its
 * reply is awaited. */
void relay_order(struct relay *r, enum relay_awaits awaits, const char *word,
    const char *text);

/* The mail that was begun is no more. */
void relay_forget(struct relay *r);

/* The server does not speak as it should: the client hears 421, or before it
 * has heard of the server nothing. */
void relay_wrong(struct relay *r);

#endif
