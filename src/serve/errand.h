/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ERRAND_H
#define DHF_SERVE_ERRAND_H

struct bans;
struct buf;
struct err;
struct keeper;
struct ledger;
struct tell;

/*
 * errand - what the administrator asks a daemon that is done in one go
 */

/* All is borrowed. */
struct errand {
	struct keeper *keeper; /* of the store */
	const struct ledger *ledger;
	struct bans *bans;     /* NULL: there are none */
	struct tell *tell;
};

/* Do what a line says, and append the answer to *out: "state KEY", or "forget
 * ADDRESS".  Returns 1, 0 if nothing is known of it, or -1 with *e: ERR_PERM if
 * the line is none of these. */
int errand_do(struct buf *out, const struct errand *d, const char *line,
    struct err *e);

#endif
