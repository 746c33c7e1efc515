/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_OFFENDER_H
#define DHF_STATE_OFFENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

struct buf;
struct err;

/*
 * offender - who did harm, what, and until when that is held against him
 *
 * A value, and its line in a dump: words and numbers with tabs between,
 *
 *	offender ADDRESS KIND SOURCE FIRST LAST COUNT UNTIL ZONE EVIDENCE
 *	offender 192.0.2.1 trap honeypot 1224612000 1224613063 2 1224620263
 *	    7200 from mail.example
 *
 * and behind it, for whom the kernel shall drop, "ban=" and until when.  Times
 * are seconds since 1970 in decimal.  In the evidence a backslash is \134; any
 * byte may be written so.
 */
enum offender_kind {
	OFFENDER_TRAP,         /* wrote to an address that nobody has */
	OFFENDER_STORM,        /* too many unknown recipients */
	OFFENDER_BROADBAND,    /* an end user's line */
	OFFENDER_EARLY_TALKER, /* spoke before the greeting */
	OFFENDER_MANUAL        /* somebody said so */
};

#define OFFENDER_KINDS 5
#define OFFENDER_SOURCE_SIZE 64 /* with its NUL, as the next */
#define OFFENDER_EVIDENCE_SIZE 256
#define OFFENDER_TIME_MAX INT64_C(253402300799) /* the end of 9999 */
#define OFFENDER_ZONE_MAX 86399

struct offender {
	struct ip ip; /* IPv4, or 64 bits of IPv6 with zeros behind them */
	enum offender_kind kind;
	char source[OFFENDER_SOURCE_SIZE]; /* who told: printable ASCII, no
					    * blank, at least one byte */
	int64_t first_s, last_s, until_s;  /* 0 to OFFENDER_TIME_MAX */
	int64_t ban_s; /* until when the kernel shall drop him; 0: it shall
			* not */
	uint32_t count;                    /* at least 1 */
	int32_t zone_s; /* of the clock that told last_s: seconds east of UTC,
			 * at most OFFENDER_ZONE_MAX either way */
	char evidence[OFFENDER_EVIDENCE_SIZE]; /* printable ASCII, or empty */
};

/* Under which address *ip is kept: itself, of IPv6 the first 64 bits. */
struct ip offender_address(const struct ip *ip);

/* How many bits of such an address count: 32 or 64. */
unsigned offender_bits(const struct ip *ip);

/* Longest text of such an address, NUL included: IPv6 has "/64" behind it. */
#define OFFENDER_ADDRESS_SIZE (IP_TEXT_SIZE + 3)
void offender_address_format(const struct ip *ip,
    char out[OFFENDER_ADDRESS_SIZE]);

/* Read an address, or of IPv6 a network as it is written there.  Returns 0, or
 * -1 with *e ERR_PERM. */
int offender_address_parse(struct ip *out, const char *text, struct err *e);

/* The word of a kind: trap, storm, broadband, early-talker, manual. */
const char *offender_kind_word(enum offender_kind kind);

/* What such an offender did, for people: "wrote to an address that nobody
 * has". */
const char *offender_kind_text(enum offender_kind kind);

/* The kind of such a word; -1 with *e ERR_PERM and *out unchanged. */
int offender_kind_parse(enum offender_kind *out, const char *word,
    struct err *e);

/* Whether a text can be a source: see struct offender. */
bool offender_source_reads(const char *text);

/* Make the evidence from any len bytes: those that are not printable ASCII
 * become "?", and what is too long is cut. */
void offender_evidence(struct offender *o, const char *bytes, size_t len);

/* Append the line of *o, with its newline. */
void offender_write(struct buf *out, const struct offender *o);

enum offender_answer {
	OFFENDER_IS,    /* *out is filled */
	OFFENDER_OTHER, /* the line is of another kind, or blank */
	OFFENDER_WRONG  /* *e is ERR_PERM, *out unchanged */
};

/* Read a line of len bytes, without its newline. */
enum offender_answer offender_read(struct offender *out, const char *line,
    size_t len, struct err *e);

#endif
