/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_DESK_H
#define DHF_SERVE_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct err;
struct settings;

/*
 * desk - a store from outside: through its daemon, or without one
 *
 * If the daemon of a folder runs it is asked, by its socket there, CONTROL;
 * else the store is opened as the daemon would, and locked meanwhile.  What is
 * done by root without a daemon is done as the owner of the folder, so that
 * the daemon can open afterwards what was made.
 */
#define DESK_CONTROL "control"

/* How long a daemon may say or take nothing, in most cases. */
#define DESK_WAIT_S 10

enum desk_what {
	DESK_DUMP,
	DESK_LOAD,
	DESK_STATE,
	DESK_FORGET
};

/* All is borrowed. */
struct desk {
	enum desk_what what;
	const char *dir; /* state_dir */
	bool shared;     /* the store is elsewhere: a daemon has to run */
	size_t size;     /* bytes that the store may have */
	const char *never; /* DESK_LOAD: file of who is no offender, or "" */
	unsigned net4;   /* of the greylist, for the same */
	unsigned wait_s; /* how long a daemon may be silent: DESK_WAIT_S */
	const char *key; /* DESK_STATE: a domain, network or address;
	                    DESK_FORGET: the address of an offender */
	FILE *in;        /* DESK_LOAD */
	FILE *out;       /* the others */
	FILE *log;       /* what the store has to say, and who was left out */
	const char *program; /* that says so */
};

/* Take from the settings where the store is, and how large; *s is borrowed.
 * A daemon is waited for as usual. */
void desk_settings(struct desk *d, const struct settings *s);

enum desk_answer {
	DESK_DONE,
	DESK_NONE,  /* DESK_STATE, DESK_FORGET: nothing is known */
	DESK_FAILED /* *e is filled */
};

/* Do it.  A load that fails may have been done in part. */
enum desk_answer desk_do(const struct desk *d, struct err *e);

#endif
