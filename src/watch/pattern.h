/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WATCH_PATTERN_H
#define DHF_WATCH_PATTERN_H

#include <stddef.h>

#include "base/ip.h"

struct err;

/*
 * pattern - which lines of a log accuse somebody, and whom
 *
 * Each log has a name, and expressions for what follows the time in its lines.
 * They take the address from where the server itself writes it, and hold the
 * line from its beginning, so that nothing a client says can stand there
 * instead: not its name, not what it said in HELO, not an address of mail.
 *
 * Where the line that accuses has no address, it has a key, a process or a
 * queue id, and another line says whose that is.
 */
enum pattern_role {
	PATTERN_TELLS,   /* the address accused */
	PATTERN_OPENS,   /* the address of a key, from now on */
	PATTERN_ACCUSES, /* a key whose address opened before */
	PATTERN_NAMES    /* the address of a key that was accused before */
};

/* Longest key. */
#define PATTERN_KEY_MAX 32

struct pattern_find {
	enum pattern_role role;
	struct ip ip;      /* unless PATTERN_ACCUSES */
	const char *key;   /* unless PATTERN_TELLS; borrowed from the line */
	size_t key_len;
};

struct patterns;

/* The expressions of a log by its name, of all for NULL, or another text as an
 * expression that tells, with the address in a group of the name "ip".  To be
 * freed by the caller; NULL with *e if the expression is wrong, or memory ran
 * out. */
struct patterns *patterns_new(const char *log, struct err *e);

void patterns_free(struct patterns *p); /* NULL is fine */

/* The names of the logs, with a blank between. */
const char *patterns_names(void);

enum pattern_answer {
	PATTERN_NO,
	PATTERN_YES,
	PATTERN_LIMIT /* an expression gave up on the line */
};

/* Look at what follows the time in a line. */
enum pattern_answer patterns_find(struct pattern_find *out,
    struct patterns *p, const char *text, size_t len);

#endif
