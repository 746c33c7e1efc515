/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_TALK_H
#define DHF_SERVE_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "smtp/dialogue.h"

/*
 * talk - one refused client, held without waiting
 *
 * The session of smtp/refusal.h, byte for byte, in pieces: whoever owns the
 * client watches its socket and the clock, and calls.  The clock is an
 * argument, in milliseconds; it never goes back.
 *
 * The tarpit.  With times.delay_ms each answer is held back for so long, but
 * the greeting and what ends the session.  Nothing is read meanwhile, and the
 * clock of the session stands still.  RFC 5321 section 4.5.3.2 lets a client
 * give up after 5 minutes without an answer to MAIL or RCPT, 2 minutes to
 * DATA: an answer comes after TALK_DELAY_MAX_MS at most, half of the shortest,
 * so that whoever keeps to the standard hears why it is refused; and once
 * TALK_DELAYS_MAX_MS have been spent, the rest is said at once.
 */
#define TALK_DELAY_MAX_MS 60000
#define TALK_DELAYS_MAX_MS 300000

struct talk_times {
	unsigned limit_ms;   /* for the session */
	unsigned command_ms; /* for each command; no matter with a banner */
	unsigned linger_ms;  /* for the client to read our last words */
	unsigned delay_ms;   /* the tarpit's; no matter with a banner */
};

enum talk_end {
	TALK_OPEN,
	TALK_QUIT,    /* it said so */
	TALK_EOF,     /* it hung up without */
	TALK_TIMEOUT, /* it was too slow, in talking or in listening */
	TALK_LIMIT,   /* it talked too much */
	TALK_LOST,    /* reading or writing failed: reset, closed */
	TALK_STOPPED, /* we ended it */
	TALK_LET      /* somebody else speaks to it now */
};

/* What talk_go waits for, besides talk_due. */
enum talk_wish {
	TALK_READ,  /* that there is something to read */
	TALK_WRITE, /* that the socket takes more */
	TALK_PAUSE, /* only that time goes by */
	TALK_ASK,   /* talk_refuse or talk_let, about what was said */
	TALK_OVER   /* nothing; how it ended stands in end */
};

enum talk_phase {
	TALK_SAYING,
	TALK_HEARING,
	TALK_LINGERING,
	TALK_ENDED
};

/* An answer may follow what is still unsaid, and a last line that. */
#define TALK_SAID_MAX (2 * DIALOGUE_OUT_MAX)

/* The caller fills the first three, of dialogue what dialogue.h says; the
 * rest is set by talk_begin, and what is said and read stays as it is. */
struct talk {
	int fd; /* of a connected stream socket; borrowed */
	struct talk_times times;
	struct dialogue dialogue;
	enum talk_end end;
	bool pregreet; /* the client talked before we did */
	enum talk_phase phase;
	int64_t end_ms, command_end_ms, linger_end_ms;
	int64_t say_ms;       /* not before that: the tarpit */
	unsigned delays_ms;   /* spent in the tarpit */
	size_t lingered;      /* bytes read and thrown away */
	size_t sent, len;     /* of said: what went out, and all */
	size_t heard, in_len; /* of in: what the dialogue has, and all */
	char in[DIALOGUE_LINE_MAX];
	char said[TALK_SAID_MAX];
};

/* Begin with the greeting; nothing is sent before talk_go. */
void talk_begin(struct talk *t, int64_t now_ms);

/* Do what can be done without waiting: to be called when the wish came true,
 * at talk_due, and any time else. */
enum talk_wish talk_go(struct talk *t, int64_t now_ms);

/* When talk_go is to be called at the latest, if the wish was not TALK_OVER. */
int64_t talk_due(const struct talk *t, int64_t now_ms);

/* The client has hung up: whom nobody waits for is not kept waiting.  To be
 * called in a TALK_PAUSE, before talk_go. */
void talk_hurry(struct talk *t, int64_t now_ms);

/* The recipient that it has named is refused: with a line of len bytes, or,
 * NULL, as usual.  To be called in a TALK_ASK, before talk_go, as the next. */
void talk_refuse(struct talk *t, const char *line, size_t len,
    int64_t now_ms);

/* It is over without a word, for somebody else goes on with it.  What it said
 * behind the recipient is t->in, from t->heard to t->in_len. */
void talk_let(struct talk *t);

/* End it: the next talk_go says 421, and within linger_ms it is over. */
void talk_stop(struct talk *t, int64_t now_ms);

/* End it without a word. */
void talk_lose(struct talk *t);

#endif
