/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_QUESTION_H
#define DHF_DNS_QUESTION_H

#include <stdint.h>

#include "dns/answer.h"
#include "dns/packet.h"

/*
 * question - one question of a resolver, and what came about it
 *
 * The bytes that came are judged, not what a library makes of them.  Releases
 * of c-ares since 1.28 read an answer and write it anew before they hand it on,
 * so that one whose header counts fewer records than it has looks whole, and
 * "no such record" certain.  So c-ares carries messages, and none of what it
 * says of their contents is believed.
 *
 * A message is about a question if it asks the same, under an id that the
 * question was sent under and in the socket it was sent through (RFC 5452
 * section 9.1); to its source the kernel sees.  c-ares takes a new id when it
 * has given up and is asked again, and a new socket each time: had each id its
 * chance in each socket, a flood that missed the first id would hit the next.
 * The first that has an answer, or makes no
 * sense, settles the question: what comes later, the same or not, changes
 * nothing.
 */
#define QUESTION_TEXT_MAX 253
#define QUESTION_SENT_MAX 8 /* of more sendings the last count */

struct carrier;

struct question {
	struct carrier *carrier; /* that it went with; borrowed.  NULL: it was
	                            sent without, and has time until again_ms,
	                            when one asks again */
	int64_t again_ms, deadline_ms; /* by fd_now_ms */
	char name[QUESTION_TEXT_MAX + 1];
	struct {
		int socket;
		unsigned id;
	} sent[QUESTION_SENT_MAX];
	unsigned sendings; /* so far */
	const char *doubt; /* why a server had no answer, static; or NULL */
	bool shared;       /* its carrier is one of strangers, too */
	bool cut;          /* shared: a datagram was cut */
	uint32_t ttl_s;    /* shared: how long the answer may be kept */
	struct dns_answer answer;
};

/* Copy name in lower case without the dot at its end.  False: it is none of
 * those that resolver_ask takes. */
bool question_name(char out[QUESTION_TEXT_MAX + 1], const char *name);

/* Read what a message asks about: *w, and its name as a question has it.
 * False: about nothing that a question asks. */
bool question_read(struct packet_question *w, char name[DNS_NAME_SIZE],
    const struct message *m);

/* A question that waits for its answer; name is of question_name. */
void question_begin(struct question *out, const char *name,
    enum dns_type type);

/* Note that it was sent under the id through the socket. */
void question_sent(struct question *q, int socket, unsigned id);

/* Judge a message whose question, *w, is this one but for the id.  Returns how
 * many octets from its beginning are for c-ares: rewritten to what ends the
 * question there, or makes it ask elsewhere; 0 is nothing, it is about another
 * question.  A datagram that was cut is a reason to ask over TCP, but not for
 * c-ares if the question is shared: when a connection fails it takes that for
 * a failure of all that the server was asked. */
size_t question_came(struct question *q, const struct message *m,
    const struct packet_question *w);

#endif
