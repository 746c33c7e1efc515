/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_SIPHASH_H
#define DHF_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * siphash - a hash that strangers can't foresee
 *
 * SipHash-2-4 (Aumasson and Bernstein, 2012).  For tables with names that
 * others choose: who does not know the key can't make them all collide.
 */
#define SIPHASH_KEY_SIZE 16

uint64_t siphash(const unsigned char key[SIPHASH_KEY_SIZE], const void *data,
    size_t len);

#endif
