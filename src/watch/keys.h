/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WATCH_KEYS_H
#define DHF_WATCH_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * keys - whose process, or queue id, a line of a log is about
 *
 * A table of fixed size, in which a new key may push an old one out: a
 * connection lasts minutes, and a log of a busy hour has many.
 */
#define KEYS_PLACES 16384

struct keys;

/* NULL if memory ran out. */
struct keys *keys_new(void);

void keys_free(struct keys *k); /* NULL is fine */

/* The address of a key, from now on. */
void keys_open(struct keys *k, const char *key, size_t len,
    const struct ip *ip);

/* Find the address of a key.  False: it is not known. */
bool keys_find(struct ip *out, const struct keys *k, const char *key,
    size_t len);

/* A key is accused before its address is known. */
void keys_accuse(struct keys *k, const char *key, size_t len);

/* How often it was, and forget it. */
unsigned keys_accused(struct keys *k, const char *key, size_t len);

#endif
