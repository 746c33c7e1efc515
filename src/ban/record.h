/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_RECORD_H
#define DHF_BAN_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

/*
 * record - what is said over the ban helper's socket
 *
 * A record is a packet of 32 bytes, the same for questions and answers,
 * numbers in little endian:
 *
 *	 0  1	version
 *	 1  1	enum ban_verb
 *	 2  1	enum ban_answer
 *	 3  1	enum offender_kind plus 1, or 0: none
 *	 4  4	number, the asker's: it comes back with the answer
 *	 8  4	seconds
 *	12  1	bits of the address: 32, 64, or 0 for none
 *	13  3	zero
 *	16  16	the address, zero behind its bits
 *
 * Nothing in it is text, and there is one way only to write each.
 */
#define BAN_VERSION 1
#define BAN_RECORD 32

/* Shortest and longest ban.  The ledger keeps nobody longer either. */
#define BAN_SECONDS_MIN 60
#define BAN_SECONDS_MAX (30 * 86400)

enum ban_verb {
	BAN_ADD = 1, /* with an address, a kind and seconds */
	BAN_DEL,     /* with an address */
	BAN_LIST     /* with an address, or all that are banned */
};

enum ban_answer {
	BAN_ASKED,  /* it is a question */
	BAN_NEW,    /* ADD: it was not banned, and is now */
	BAN_STANDS, /* ADD: it was banned, and now is for seconds more: the
	             * longer of both times */
	BAN_GONE,   /* DEL: it was banned, and is no more */
	BAN_NONE,   /* DEL, and LIST of an address: it is not banned */
	BAN_ENTRY,  /* LIST: this one is, for seconds more */
	BAN_END,    /* LIST: that was all */
	BAN_NEVER,  /* it is never banned: state/never.h */
	BAN_BUSY,   /* too much at a time: ask again */
	BAN_FULL,   /* there is no room for more */
	BAN_CANNOT, /* it failed: the helper's log says why */
	BAN_WRONG   /* the question is none */
};
#define BAN_ANSWERS 12

struct ban_record {
	enum ban_verb verb;
	enum ban_answer answer;
	unsigned kind;    /* enum offender_kind plus 1, or 0 */
	uint32_t number, seconds;
	struct ip ip;     /* as offender_address: of IPv6 the first 64 bits;
	                   * bits 0 and all zero: none */
};

/* Write a record. */
void ban_pack(unsigned char out[BAN_RECORD], const struct ban_record *r);

enum ban_form {
	BAN_WHOLE,
	BAN_OTHER, /* it is of another version */
	BAN_BAD    /* it is no record */
};

/* Read a packet of len bytes; *out is unchanged unless BAN_WHOLE.  What its
 * fields say may still make no sense together. */
enum ban_form ban_unpack(struct ban_record *out, const unsigned char *data,
    size_t len);

/* An answer in a word or two, for people. */
const char *ban_answer_word(enum ban_answer answer);

/* The word of a record's kind, "-" for none. */
const char *ban_kind_word(unsigned kind);

#endif
