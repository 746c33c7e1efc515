/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_LETTER_H
#define DHF_WIRE_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "wire/letter_terms.h"

/*
 * letter - what the filter and the daemon write each other
 *
 * Over a stream socket, each with a head: the version, the type, and the
 * length of what follows in two bytes, little endian.
 *
 *	filter				daemon
 *	GREY	may it come in?		GREY_IS, or CANNOT
 *	HAND	take this client	TAKEN, or CANNOT
 *	SUSPECT	the same, who may yet name a recipient that it may write to
 *	ENVELOPE its sender and first	(nothing)
 *		recipient
 *	OFFENCES what has it done?	OFFENCES_ARE, or CANNOT
 *	OFFENCE	it did this		OFFENCE_IS, or CANNOT
 *
 * An ENVELOPE is noted before a GREY behind it is answered, which may so be
 * that the client has waited; one without a recipient says that nobody will
 * hear what it brings, and the GREY behind it is about the client alone.
 *
 * A filter tells of one offence, and of the client that its session is about.
 * Others write OFFENCE to a socket of their own, about whomever.
 *
 * With HAND come descriptors: the token, then the client's, one or two.  The
 * token is the reading end of a pipe in which there is one byte.  Whoever
 * reads that byte has the client, so that exactly one ever speaks to it,
 * whoever is stopped or killed at which point.  The daemon reads it when all
 * else is well, and then answers TAKEN.  The filter that hears something else,
 * or nothing in time, reads it too: if it gets the byte it still has the
 * client, else the daemon has.
 *
 * The daemon writes SUSPECT, too, with a token of its own, to dhf-relay(8): the
 * client has named such a recipient, and is to be taken on from there.
 */
/* The members that its type has, the others zero.  Texts are borrowed. */
struct letter {
	enum letter_type type;
	struct ip ip;        /* the client; the greylist knows it by this ... */
	const char *name;    /* ... and by a domain in its identity_name */
	const char *rule;    /* GREY, SUSPECT: which says so */
	uint32_t grey;       /* GREY_IS: enum letter_grey */
	uint32_t seconds;    /* GREY_IS; OFFENCE: how long, 0 for as usual */
	uint32_t offences;   /* OFFENCES_ARE: bit n, number n of enum offence */
	uint32_t flags;      /* HAND, SUSPECT, OFFENCE */
	uint32_t limit_ms;   /* HAND, SUSPECT: for all of it */
	const char *reply;   /* the same: the refusal, a line of an SMTP
	                        reply */
	const char *host, *program; /* the same: both to greet with */
	const char *reason;  /* CANNOT: in a word or two, for the log */
	const char *sender, *to; /* ENVELOPE: of the first MAIL and RCPT, "" */
	uint32_t offence;    /* OFFENCE: enum offence */
	uint32_t at_s;       /* OFFENCE: when, seconds since 1970 */
	uint32_t zone_s;     /* OFFENCE: of the clock that says so, seconds
	                        east of UTC, as a two's complement */
	const char *source;  /* OFFENCE: who saw it, a word */
	const char *evidence; /* OFFENCE: a line for people */
	const char *mark;    /* OFFENCE: by which it counts once, or "" */
	uint32_t held;       /* OFFENCE_IS: enum letter_offence */
	uint32_t until_s;    /* OFFENCE_IS */
	/* All below: SUSPECT.  Its name is evidence.h's, "" if it has none. */
	const char *known;   /* evidence_name_word of the name */
	const char *receipt; /* of the refusal, "": none */
	uint32_t db;         /* id of the image that the verdict is from */
	uint32_t score;      /* thousandths, as a two's complement */
	const char *remote_port, *local_ip, *local_port; /* as TCP... */
	const char *local_host; /* has them; each "": not told */
	const char *helo;    /* a word that it greeted with, or "" */
	const char *mail, *rcpt; /* lines that it has said, "": none */
	uint32_t refused;    /* recipients */
	const char *let;     /* what let that one through, as rule */
	struct letter_octets rest; /* said behind the last of these lines */
};

/* Write *l with its head to out.  NULL texts count as "".  Returns its length,
 * or 0 if it would be longer than LETTER_MAX. */
size_t letter_pack(unsigned char out[LETTER_MAX], const struct letter *l);

enum letter_answer {
	LETTER_WHOLE,
	LETTER_PART,  /* more has to come */
	LETTER_OTHER, /* it can be one of another version */
	LETTER_BAD    /* it is no letter: no byte behind it can be one */
};

/* Read a letter from the first of len bytes.  When LETTER_WHOLE, *out borrows
 * from data and *used is its length; else both are unchanged. */
enum letter_answer letter_unpack(struct letter *out, size_t *used,
    const unsigned char *data, size_t len);

#endif
