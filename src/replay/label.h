/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_LABEL_H
#define DHF_REPLAY_LABEL_H

#include "replay/visitors.h"

/*
 * label - what the log shows a client to be
 *
 *	good, strongly	it has a password; we bring mail there; a list of good
 *			ones has it; somebody says so
 *	good		mail of it that no scanner marked came to a mailbox
 *			on two days or more
 *	bad		somebody says so; it talked before it was greeted; a
 *			half of its mail or more is marked; or it tried
 *			nothing but unknown users and relaying
 *	contradicted	it is both
 *	unknown		the rest, and with it all who were refused: they could
 *			not become good
 */
enum label {
	LABEL_GOOD_STRONG, LABEL_GOOD, LABEL_BAD, LABEL_CONTRADICTED,
	LABEL_UNKNOWN, LABELS
};

enum label label_of(const struct address *a);

/* The word for it in JSON, "good_strong" and so on. */
const char *label_word(enum label l);

bool label_is_good(enum label l);

#endif
