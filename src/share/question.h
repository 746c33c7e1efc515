/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_QUESTION_H
#define DHF_SHARE_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/row.h"
#include "share/script.h"

struct redisReply;
struct node;
struct share;

/*
 * question - something that a server is asked about one key
 */
#define QUESTION_WORDS 8
#define QUESTION_KEY 320 /* STORE_KEY_MAX and a prefix */

struct question {
	struct row place;     /* among all that are under way, by time */
	struct share *share;
	struct node *node;    /* that is asked */
	int64_t since_ms, since_us; /* first, and of this one */
	unsigned hops;        /* servers that sent us elsewhere */
	bool body;            /* tell the whole script: that server has not
	                         got it */
	enum script script;   /* SCRIPT_NONE: a command, as words has it */
	char key[QUESTION_KEY];
	size_t key_len;
	char ms[24];          /* room for a number among the words */
	int words;            /* behind the key of a script, or all; borrowed
	                         until the answer */
	const char *word[QUESTION_WORDS];
	size_t len[QUESTION_WORDS];
	/* The answer, borrowed; NULL: there is none.  NULL: nobody wants to
	 * know any more, and what was borrowed may be gone. */
	void (*told)(struct question *q, const struct redisReply *r);
	void *arg;
};

#endif
