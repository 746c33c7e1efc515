/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_GREET_H
#define DHF_MTA_GREET_H

struct err;

/*
 * greet - to be the first client of a milter of our own
 *
 * libmilter does not tell when it has begun to serve, and to obey signals:
 * whoever is greeted knows.
 */

/* The lowest descriptor that listens, of the first some dozens; -1: none. */
int greet_listening(void);

/* Connect to where fd listens, and wait until a milter has agreed on options.
 * -1 with *e ERR_TEMP: it has not, within some seconds. */
int greet_wait(int fd, struct err *e);

#endif
