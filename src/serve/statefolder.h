/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_STATEFOLDER_H
#define DHF_SERVE_STATEFOLDER_H

struct err;
struct user;

/*
 * statefolder - the folder of the setting state_dir, and what lies there
 *
 *	control		the socket of serve/control.h
 *	statistics	serve/statistics.h
 *	cache		what DNS said
 *	lock, store...	the store's
 */
#define STATEFOLDER_PATH 4096

struct statefolder {
	const char *dir; /* borrowed */
	char control[STATEFOLDER_PATH];
	char statistics[STATEFOLDER_PATH];
	char cache[STATEFOLDER_PATH];
};

/* Look at the folder, before we become *user: make it for him if there is
 * none.  Returns 0, or -1 with *e ERR_PERM: another daemon has it, it is not
 * his, others may write in it, or it can't be made. */
int statefolder_open(struct statefolder *f, const char *dir,
    const struct user *user, struct err *e);

#endif
