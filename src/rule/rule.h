/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_RULE_H
#define DHF_RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "expr/shape.h"
#include "rule/criterion.h"

struct buf;
struct err;

/*
 * rule - one rule, as the parser makes it and the image holds it
 *
 * The same struct on both sides: parsed rules borrow their strings from the
 * rule book's arena, rules read from an image borrow them from the record
 * they were decoded from.  Strings are never NULL; "" means not given.
 */
enum rule_action { /* the numbers stand in images */
	RULE_PASS,
	RULE_BLOCK,
	RULE_DEFER,
	RULE_GREY,
	RULE_SCORE, /* goes on */
	RULE_MARK,  /* goes on, the next program is told */
	RULE_NEXT,  /* says nothing: imports use it to leave their own rules */
	RULE_ACTIONS
};

enum rule_mode { /* these, too */
	RULE_ON,
	RULE_WATCH, /* note what it would have done, and go on */
	RULE_OFF,
	RULE_MODES
};

/* Most criteria in one rule, imported conditions included. */
#define RULE_CRITERIA_MAX 32

/* Longest remedy, bytes: what who was refused can do. */
#define RULE_REMEDY_MAX 200

/* Longest record of one rule in the image, bytes. */
#define RULE_RECORD_MAX 32768

/* What a rule has dhfd hold against whom it blocks, and the kernel do. */
struct rule_ban {
	bool wanted;
	unsigned kind;    /* number of enum offence */
	unsigned seconds; /* how long, 0: as the ledger says */
};

struct rule {
	enum rule_action action;
	enum rule_mode mode;
	unsigned code;      /* SMTP reply, 0: the setting's */
	int32_t score_milli, good_milli; /* thousandths, RULE_SCORE */
	int64_t expires_s;  /* holds before this second of 1970, 0: for ever */
	uint32_t file;      /* index in the table of files */
	uint32_t line;      /* from 1 */
	uint32_t target;    /* image offset to go on at after a match that
	                       does not end the walk, 0: the next rule */
	uint32_t size;      /* of its record in the image, bytes */
	struct shape shape; /* what its expressions ask of a name */
	struct rule_ban ban;
	const char *id, *dsn, *text, *owner, *ref, *remedy;
	const char *source; /* what follows the action, as written */
	const struct criterion *crit; /* borrowed, like the strings */
	size_t crit_len;
};

/* The word of the rule language, "pass" and so on; never NULL. */
const char *rule_action_word(enum rule_action action);
const char *rule_mode_word(enum rule_mode mode);

/* True if a match ends the walk. */
bool rule_is_final(const struct rule *r);

/* True if whom the rule holds for is lost to all rules behind it: it is final,
 * on for ever, and has one criterion, not negated. */
bool rule_absorbs(const struct rule *r);

/* True if a match lets the client by rules that could refuse it: pass, and
 * what leaves an import. */
bool rule_lets_by(const struct rule *r);

/* Append the record of *r to *b.  -1 and ERR_PERM if it would be longer than
 * RULE_RECORD_MAX or has more than RULE_CRITERIA_MAX criteria, ERR_TEMP if
 * memory ran out; *b is of no use then. */
int rule_encode(struct buf *b, const struct rule *r, struct err *e);

/* How many bytes the record of *r has. */
size_t rule_size(const struct rule *r);

/* Change the target in an encoded record. */
void rule_retarget(unsigned char *record, uint32_t target);

/* Read the size in the first 4 bytes of a record, 0 if it can't be one. */
uint32_t rule_record_size(const unsigned char record[4]);

/* Decode a record of len bytes into *r and crit.  Checked is what could lead
 * out of the record or of an enum, and every value; not what the numbers and
 * strings say, nor the target.  -1 and ERR_PERM if the record is damaged.  *r
 * borrows from both. */
int rule_decode(struct rule *r, struct criterion crit[RULE_CRITERIA_MAX],
    const unsigned char *record, size_t len, struct err *e);

#endif
