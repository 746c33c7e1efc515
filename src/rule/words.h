/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_WORDS_H
#define DHF_RULE_WORDS_H

#include <stdbool.h>

#include "rule/packed.h"

struct buf;
struct err;

/*
 * words - the value of @embedded, @rdns, @offender, @helo-is and the like: some
 * of few words
 *
 * In an image: one byte, where bit n stands for the word whose number in
 * enum embedded_kind, rdns_state, offence, helo_word, host_word or
 * neighbours_word is n; or nothing, if no value was given.
 */
enum words_of {
	WORDS_EMBEDDED, WORDS_STATES, WORDS_OFFENCES, WORDS_HELO, WORDS_HOSTS,
	WORDS_NEIGHBOURS
};

/* What may be said of a HELO, @helo-is. */
enum helo_word {
	HELO_NUMERIC, /* an address, in brackets or not */
	HELO_OWN,     /* the client's own, in brackets */
	HELO_NAME,    /* the client's name */
	HELO_CLIENT,  /* of the same organisation as the client's name */
	HELO_SENDER,  /* of the same organisation as the sender */
	HELO_WORDS
};

/* Where the hosts of a domain are, @sender-at and @helo-at. */
enum host_word {
	HOST_MX,      /* the client is one that takes its mail */
	HOST_A,       /* the client has its name */
	HOST_NET24,   /* one is in the network of the client, /24 or /64 */
	HOST_NET16,   /* the same, /16 or /48 */
	HOST_OTHER,   /* there are some, and none of these is */
	HOST_PRIVATE, /* one has an address that is nobody's */
	HOST_NOWHERE, /* there certainly is none */
	HOST_WORDS
};

/* What the addresses beside the client are called, @neighbours. */
enum neighbours_word {
	NEIGHBOURS_SAME,  /* like the client, but for what counts */
	NEIGHBOURS_OTHER, /* by names of their own */
	NEIGHBOURS_NONE,  /* nothing */
	NEIGHBOURS_WORDS
};

/* Add a word.  -1 and ERR_PERM if it is none. */
int words_add(struct packed *out, enum words_of of, const char *text,
    struct err *e);

/* Read "WORD[,WORD ...]" as bits: bit n is word number n; "" is none.  -1 and
 * ERR_PERM if one is none. */
int words_bits(unsigned *out, enum words_of of, const char *text,
    struct err *e);

/* Whether word number n is among them. */
bool words_have(struct packed_cursor at, unsigned n);

/* Word number n, which is one of them. */
const char *words_word(enum words_of of, unsigned n);

/* False if the bytes are no words. */
bool words_are_sound(struct packed_cursor at, enum words_of of);

/* Append them as text, in the order of their numbers. */
void words_format(struct buf *out, struct packed_cursor at, enum words_of of);

#endif
