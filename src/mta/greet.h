/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_GREET_H
#define DHF_MTA_GREET_H

#include <stdint.h>

struct err;

/*
 * greet - to be the first client of a milter of our own
 *
 * libmilter does not tell when it has begun to serve, and to obey signals:
 * whoever is greeted knows.
 */

/* Which of the first 64 descriptors listen, a bit each: a supervisor may have
 * left us some. */
uint64_t greet_listening(void);

/* The lowest that listens and did not before; -1: none. */
int greet_newest(uint64_t before);

/* Connect to where fd listens, and wait until a milter has agreed on options.
 * -1 with *e ERR_TEMP: it has not, within some seconds. */
int greet_wait(int fd, struct err *e);

#endif
