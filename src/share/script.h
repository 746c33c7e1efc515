/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_SCRIPT_H
#define DHF_SHARE_SCRIPT_H

/*
 * script - what the server does in one go, each with one key
 *
 * They compare, and keep in order.  What a record means stands in C alone.
 */
enum script {
	/* EXPECTED NEW MS: if the record is EXPECTED, "" for none, make it
	 * NEW, "" for none, to go in MS milliseconds, 0 for never.  Answers 1;
	 * or what the record is. */
	SCRIPT_WRITE,
	/* MEMBER KEEP_MS MOST: MEMBER has changed last of all in the sorted
	 * set, which has no more than MOST, none for longer than KEEP_MS. */
	SCRIPT_NEWS,
	SCRIPTS,
	SCRIPT_NONE = SCRIPTS
};

/* Longest name of a script that a server gives it, NUL included. */
#define SCRIPT_SHA 41

const char *script_text(enum script n);

#endif
