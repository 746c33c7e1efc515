/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_MEMO_H
#define DHF_SERVE_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "name/host.h"
#include "policy/session.h"

struct err;
struct evidence;
struct ruleset;
struct verdict;

/*
 * memo - verdicts that need not be found again
 *
 * For rules that ask DNS for nothing but the client's name: what such rules say
 * follows from the client's address and name, how certain that is, what is held
 * against it, what it says, our port, and the time if a rule ends some day.  A
 * client whose name nobody knows counts by the networks of the rules that it is
 * in, unless they ask what it says, for the walk of such a client leads through
 * all rules: some 0.1 us each, 6 ms for 60,000.
 */
#define MEMO_BYTES ((size_t)8 * 1024 * 1024) /* of some 200 for a verdict */

struct memo;

/* What the rules ask of what a client says: the rest makes no difference.  Mail
 * for those who are exempt always does. */
#define MEMO_HELO 1u
#define MEMO_SENDER 2u
#define MEMO_RCPT 4u

/* An empty memo.  NULL with *e ERR_TEMP. */
struct memo *memo_new(unsigned asked, struct err *e);

void memo_free(struct memo *m); /* NULL is fine */

/* What a verdict follows from. */
struct memo_key {
	size_t len;
	uint64_t hash;
	unsigned char octet[64 + HOST_MAX + SESSION_HELO_SIZE +
	    2 * sizeof(struct mailbox)];
};

/* Make the key of a client whose name is not waited for any more, as the rules
 * see it at now_s.  False if they can't be read. */
bool memo_key(struct memo_key *out, const struct memo *m,
    const struct evidence *ev, const struct ruleset *rules, int64_t now_s);

/* Find the verdict of a key: true and *out. */
bool memo_get(struct verdict *out, const struct memo *m,
    const struct memo_key *key);

/* Keep one, which was found without a list; another may have to go for it.
 * Without memory nothing is kept. */
void memo_put(struct memo *m, const struct memo_key *key,
    const struct verdict *v);

#endif
