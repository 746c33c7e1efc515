/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_DIALOGUE_H
#define DHF_SMTP_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "smtp/reply.h"
#include "smtp/said.h"

/*
 * dialogue - what a refused client is told, byte in, replies out
 *
 * The session of rblsmtpd(1): HELO, EHLO, MAIL, RSET and NOOP are answered
 * 250, QUIT 221, everything else gets the refusal, so that the client hears
 * it at RCPT.  Verbs in any case, ended by blank, tab or the end of the line,
 * which is CRLF or a bare LF.  No I/O and no clock: the answers depend on the
 * bytes alone, never on how they were cut into packets.
 *
 * With struct said it is the first part of refusing at RCPT, which a relay to
 * a server may follow.  Then whoever owns the client is asked about each
 * recipient, and what a server has to hear later must be beyond doubt: lines
 * end with CRLF, one with a bare CR or LF, NUL or another control byte is
 * told 500, as soon as that is certain and only once, however many lines
 * somebody else would see in it.  DATA is told 554, and what is not among the
 * commands above and RCPT 502.  The bytes of a BDAT are never commands.
 */

/* Longest line from the client, its end included: RFC 5321 section
 * 4.5.3.1.4. */
#define DIALOGUE_LINE_MAX 512
#define DIALOGUE_COMMANDS_MAX 20
/* Bytes a client may send after a banner. */
#define DIALOGUE_BANNER_MAX 4096
/* Most bytes of one BDAT that are read and thrown away. */
#define DIALOGUE_CHUNK_MAX 65536
/* Most that one byte from the client brings about: an answer and a 421. */
#define DIALOGUE_OUT_MAX (2 * REPLY_LINE_MAX)
/* Most that a whole session says: greeting, answers, a 421. */
#define DIALOGUE_SESSION_MAX ((DIALOGUE_COMMANDS_MAX + 2) * REPLY_LINE_MAX)

enum dialogue_end {
	DIALOGUE_OPEN,
	DIALOGUE_QUIT, /* the client said so */
	DIALOGUE_LIMIT, /* line too long, too many commands or bytes */
	DIALOGUE_RCPT   /* a recipient was let through: a relay goes on */
};

struct envelope;

/* The caller fills the first eight and leaves the rest zero. */
struct dialogue {
	const char *host;    /* the name we go by; borrowed */
	const char *program; /* greets behind it; borrowed; NULL: nothing */
	const char *refusal; /* a line from reply_format; borrowed */
	size_t refusal_len;
	bool banner;           /* open with the refusal, answer QUIT only */
	struct envelope *envelope; /* hears what is said, but with a banner;
	                              borrowed; NULL: nobody does */
	struct said *said; /* ask about each recipient, and keep what was said
	                      here; borrowed; NULL, or with a banner: don't */
	bool tls;              /* with said: offer STARTTLS */
	enum dialogue_end end; /* not DIALOGUE_OPEN: deaf and dumb */
	bool asks;             /* waits for dialogue_refuse or dialogue_let */
	bool wants_tls;        /* waits for dialogue_tls */
	bool broken;           /* of a bad line, which goes on: was told so */
	size_t chunk;          /* bytes of a BDAT still to come */
	unsigned commands;     /* lines seen, too long ones aside */
	size_t seen;           /* bytes seen */
	size_t len;            /* bytes of the line begun; may be above ... */
	char line[DIALOGUE_LINE_MAX]; /* ... what is kept of it */
};

/* All write whole lines to out, without a NUL, and return how many
 * bytes; 0 is nothing to say. */

/* What the client hears first. */
size_t dialogue_open(const struct dialogue *d, char out[REPLY_LINE_MAX]);

/* What it hears after one more byte from it.  Ends the session (d->end) after
 * QUIT, in a line above DIALOGUE_LINE_MAX, after DIALOGUE_COMMANDS_MAX
 * commands; with a banner, after DIALOGUE_BANNER_MAX bytes instead. */
size_t dialogue_feed(struct dialogue *d, char byte, char out[DIALOGUE_OUT_MAX]);

/* When a recipient was named, dialogue_feed sets d->asks, and must not be
 * called until one of these two was: after a while, if need be.  Who is to be
 * judged, said_ask(d->said) tells. */

/* It is refused: what the client hears, which is the line of len bytes, or
 * the refusal if line is NULL.  The first one is the envelope's recipient. */
size_t dialogue_refuse(struct dialogue *d, const char *line, size_t len,
    char out[DIALOGUE_OUT_MAX]);

/* It is let through: the dialogue is over (DIALOGUE_RCPT), and has said
 * nothing to that RCPT.  The relay tells the server what stands in d->said;
 * bytes that were not fed yet are the relay's. */
void dialogue_let(struct dialogue *d);

/* When the client has said STARTTLS, dialogue_feed sets d->wants_tls, and must
 * not be called until this was.  DIALOGUE_TLS_GO: 220 is to be written, and TLS
 * begun; what was said is forgotten.  DIALOGUE_TLS_MORE: the client has sent
 * something behind STARTTLS, which must not be taken for what comes in TLS
 * (CVE-2011-0411). */
enum dialogue_tls { DIALOGUE_TLS_GO, DIALOGUE_TLS_MORE, DIALOGUE_TLS_FAILED };
size_t dialogue_tls(struct dialogue *d, enum dialogue_tls is,
    char out[DIALOGUE_OUT_MAX]);

/* What it hears when its time is over. */
size_t dialogue_timeout(const struct dialogue *d, char out[REPLY_LINE_MAX]);

/* What it hears when we end. */
size_t dialogue_stop(const struct dialogue *d, char out[REPLY_LINE_MAX]);

/* What a client hears instead of all this when there is no room for it. */
size_t dialogue_full(char out[REPLY_LINE_MAX]);

#endif
