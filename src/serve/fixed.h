/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_FIXED_H
#define DHF_SERVE_FIXED_H

#include "rule/settings.h"

struct tell;

/*
 * fixed - the settings that a daemon keeps as they were at its start
 *
 * Sockets, rights and descriptors can't be had anew; rules that are read later
 * and say something else about these are told, and wait for the next start.
 */
struct fixed {
	struct settings settings; /* all of them, texts in room */
	char room[SETTINGS_SIZE_MAX];
};

/* Keep a copy of *s. */
void fixed_take(struct fixed *f, const struct settings *s);

/* Tell which of them are others in *now. */
void fixed_compare(const struct fixed *f, const struct settings *now,
    struct tell *tell);

#endif
