/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ERRAND_H
#define DHF_SERVE_ERRAND_H

struct bans;
struct buf;
struct deed;
struct err;
struct keeper;
struct ledger;
struct tell;

/*
 * errand - what the administrator asks a daemon that is done in one go
 */

/* How it ended; borrowed by who is told, until he returns. */
struct errand_answer {
	int found;             /* 1; 0: nothing is known of it; -1: see err */
	const struct err *err; /* ERR_PERM if the line is none of these */
	const struct buf *out; /* lines, if found */
};

/* All is borrowed. */
struct errand {
	struct keeper *keeper; /* of the store */
	const struct ledger *ledger;
	struct bans *bans;     /* NULL: there are none */
	struct tell *tell;
	void (*told)(void *arg, const struct errand_answer *answer);
	void *arg;
};

/* Do what a line says: "state KEY", or "forget ADDRESS".  Returns NULL if
 * d->told was called, else the deed that it waits for; *d is copied. */
struct deed *errand_do(const struct errand *d, const char *line);

#endif
