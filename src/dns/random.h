/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_RANDOM_H
#define DHF_DNS_RANDOM_H

#include <stddef.h>

struct err;

/*
 * random - bytes that nobody can guess
 */
#define RANDOM_PATH "/dev/urandom"

/* Read so many, 256 at most.  Returns 0, or -1 with *e ERR_TEMP. */
int random_read(void *out, size_t len, struct err *e);

#endif
