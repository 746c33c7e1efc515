/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_LIB_FAKEDNS_H
#define TESTS_UNIT_LIB_FAKEDNS_H

#include "dns/source.h"

/*
 * fakedns - a dns_source whose answers stand in the test
 */
#define FAKEDNS_MAX 32

struct fakedns_row {
	const char *name;
	enum dns_type type;
	/* Words with spaces between: addresses or names, in order; or one of
	 * "waiting", "absent", "unknown", and "more" as the last word.  A TXT
	 * is taken as it is. */
	const char *answer;
};

struct fakedns {
	const struct fakedns_row *row; /* up to a NULL name */
	int asked;                     /* questions so far */
	const char *name[FAKEDNS_MAX]; /* their names, of the rows */
	struct dns_answer answer[FAKEDNS_MAX];
};

/* Begin with nothing asked.  A question that no row has fails the test. */
struct dns_source fakedns_begin(struct fakedns *f,
    const struct fakedns_row *row);

/* The answer to the question number becomes that of the text. */
void fakedns_answer(struct fakedns *f, int question, const char *text);

#endif
