/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_REFUSAL_H
#define DHF_SMTP_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * refusal - tell a client on two descriptors that it is not welcome
 *
 * Neither function ends the process, dies of SIGPIPE or outlives its time;
 * neither closes the descriptors.  What is said is dialogue's business.
 */

#define REFUSAL_LIMIT_MS 30000
#define REFUSAL_COMMAND_MS 10000
/* A banner's client is never waited for longer than this. */
#define REFUSAL_BANNER_MS 5000
/* How long we listen on after the last reply. */
#define REFUSAL_LINGER_MS 1000

struct envelope;

struct refusal {
	int in, out;         /* client's end; may be the same socket */
	const char *host;    /* name to greet with; borrowed, like line */
	const char *program; /* to greet with; borrowed; NULL: nothing */
	const char *line;    /* from reply_format, at most 512 bytes */
	size_t line_len;     /* its length, CRLF included */
	unsigned limit_ms;   /* for all of it; REFUSAL_LIMIT_MS */
	unsigned command_ms; /* for each command; no matter with a banner */
	struct envelope *envelope; /* hears the dialogue; borrowed; or NULL */

	unsigned commands; /* set: lines the client sent */
	bool pregreet;     /* set: it talked before we did */
};

enum refusal_end {
	REFUSAL_QUIT,    /* it said so */
	REFUSAL_EOF,     /* it hung up without */
	REFUSAL_TIMEOUT, /* it was too slow, in talking or in listening */
	REFUSAL_LIMIT,   /* it talked too much */
	REFUSAL_LOST     /* reading or writing failed: reset, closed */
};

/* Hold rblsmtpd's minimal SMTP session (see smtp/dialogue.h) with the client
 * until it ends; sets the last two fields of *r.  A line too long, too many
 * commands or time over are told by a 421. */
enum refusal_end refusal_dialogue(struct refusal *r);

/* Say the line at once, then wait for QUIT or the end of input, at most
 * limit_ms, REFUSAL_BANNER_MS or 4096 bytes; sets the last two fields. */
enum refusal_end refusal_banner(struct refusal *r);

/* True if the client has already sent something.  Consumes nothing, waits
 * for nothing; end of input is not something.  Anything but a socket or a
 * pipe answers false. */
bool refusal_pregreet(int fd);

/* Behind the last reply, before the descriptors are closed: closing a socket
 * that holds unread input makes the kernel send a reset (RFC 1122 section
 * 4.2.2.13), which can overtake that reply.  So say that we are done, then read
 * what is there or comes within wait_ms. */
void refusal_linger(int in, int out, unsigned wait_ms);

#endif
