/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_LETTER_TERMS_H
#define DHF_WIRE_LETTER_TERMS_H

#include <stddef.h>

/*
 * letter_terms - the numbers of wire/letter.h
 */
#define LETTER_VERSION 1
#define LETTER_VERSIONS 8 /* that may come: more is no letter */
#define LETTER_HEAD 4
#define LETTER_MAX 4096 /* with the head */
#define LETTER_FDS 3 /* most descriptors that come with HAND or SUSPECT */

enum letter_type { /* the numbers go over the wire, as all below do */
	LETTER_GREY = 1,
	LETTER_GREY_IS,
	LETTER_HAND,
	LETTER_TAKEN,
	LETTER_CANNOT,
	LETTER_ENVELOPE,
	LETTER_OFFENCES,
	LETTER_OFFENCES_ARE,
	LETTER_OFFENCE,
	LETTER_OFFENCE_IS,
	LETTER_SUSPECT
};

enum letter_offence {
	LETTER_KEPT,    /* the ledger has it */
	LETTER_KNOWN,   /* it had it already */
	LETTER_NEVER    /* this address is never held anything against */
};

#define LETTER_BAN 1u /* of an OFFENCE: the kernel shall hear of it, too */
#define LETTER_HELD 2u /* the same: a filter says so, that holds the client */

enum letter_grey {
	LETTER_GREEN, /* let it in */
	LETTER_WAIT,  /* it has to come back in seconds */
	LETTER_CROWD  /* let it in: its address is that of many */
};
#define LETTER_CROWD_REASON "crowd" /* of a CANNOT to HAND: the same */

/* Of a HAND, and of a SUSPECT all but the first. */
#define LETTER_BANNER 1u /* say no in the first line */
#define LETTER_BLOCK 2u  /* refused for good: it may be kept waiting */
#define LETTER_NOTE 4u   /* the greylist wants what it says */
#define LETTER_PREGREET 8u /* it has talked before it was greeted */
#define LETTER_FIXED 16u /* whatever it says, no rule lets it in */
#define LETTER_EHLO 32u /* SUSPECT: that was what it greeted with */

/* Octets, which may be any; borrowed. */
struct letter_octets {
	const unsigned char *data;
	size_t len;
};

#endif
