/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_SIGN_H
#define DHF_NAME_SIGN_H

#include <stdint.h>

#include "name/class_kind.h"
#include "name/embedding.h"

/*
 * sign - what speaks for or against an end-user line, and what it makes of a
 * name
 */
enum sign_kind {
	SIGN_ADDRESS, /* the client's address, or a part of it */
	SIGN_WORD,    /* see words.h */
	SIGN_NUMBERS, /* numbers like octets that are not the client's */
	SIGN_SERIAL,  /* a label like a serial number */
	SIGN_DOMAIN   /* whose the registrable domain sounds */
};

/* One sign. */
struct sign {
	enum sign_kind kind;
	unsigned char detail; /* enum embedded_kind, word_kind,
	                         numbers_kind, serial_kind or sound */
	struct span span;
	int16_t points;       /* for (negative: against) an end-user line */
};

#define CLASS_SIGNS 16

struct class {
	enum class_kind kind;
	int32_t confidence_milli; /* 0 to 1000 */
	struct embedded embedded;
	struct sign sign[CLASS_SIGNS];
	unsigned signs;
	int32_t points;           /* of all signs together */
};

#endif
