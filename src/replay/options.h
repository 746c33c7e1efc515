/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_OPTIONS_H
#define DHF_REPLAY_OPTIONS_H

#include <stdbool.h>

#include "replay/replay.h"

struct err;

/*
 * options - how dhf-test(1) is asked for a replay
 */

/* Most files that --good may name, and --bad. */
#define OPTIONS_FILES 64

/* Numbers for getopt_long(3), from here on. */
enum {
	OPTIONS_REPLAY = 512, OPTIONS_AGAINST, OPTIONS_SINCE, OPTIONS_UNTIL,
	OPTIONS_GOOD, OPTIONS_BAD, OPTIONS_OWN, OPTIONS_SUGGEST
};

/* For that; needs <getopt.h>. */
#define OPTIONS_LONG \
	{ "replay", no_argument, NULL, OPTIONS_REPLAY }, \
	{ "against", required_argument, NULL, OPTIONS_AGAINST }, \
	{ "since", required_argument, NULL, OPTIONS_SINCE }, \
	{ "until", required_argument, NULL, OPTIONS_UNTIL }, \
	{ "good", required_argument, NULL, OPTIONS_GOOD }, \
	{ "bad", required_argument, NULL, OPTIONS_BAD }, \
	{ "own", required_argument, NULL, OPTIONS_OWN }, \
	{ "suggest", required_argument, NULL, OPTIONS_SUGGEST }

struct replay_options {
	bool wanted;  /* --replay */
	bool given;   /* any of the others */
	struct replay_request q;
	char *good[OPTIONS_FILES + 1], *bad[OPTIONS_FILES + 1];
};

/* Take one of these options with its argument, borrowed; *o is all zero at
 * first.  False if it is none of them, or one file too many. */
bool options_take(struct replay_options *o, int number, char *arg);

#endif
