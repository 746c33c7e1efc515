/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_SLOTS_H
#define DHF_SHARE_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * slots - which part of a cluster has a key (Redis Cluster Specification)
 */
#define SLOTS 16384

/* CRC-16/XMODEM of the key, or of what stands between its first '{' and the
 * next '}' if that is not empty, modulo SLOTS. */
unsigned slots_of(const void *key, size_t len);

/* Where to go instead: "MOVED 3999 127.0.0.1:6381", "ASK ..." */
#define SLOTS_HOST 256
struct slots_redirect {
	bool ask;              /* for this time only */
	unsigned slot;
	char host[SLOTS_HOST]; /* "": where the question was asked */
	unsigned port;
};

/* Read such an error.  False if it is another. */
bool slots_redirect_read(struct slots_redirect *out, const char *error);

#endif
