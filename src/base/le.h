/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_LE_H
#define DHF_BASE_LE_H

#include <stdint.h>

/*
 * le - little-endian numbers in files, at any alignment
 *
 * Those that an index is searched by are inline, each being one load: as
 * functions they were 3 % of dhf-test -b, 2026-12-01.
 */
static inline uint32_t
le_get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

static inline uint64_t
le_get64(const unsigned char *p)
{
	return le_get32(p) | (uint64_t)le_get32(p + 4) << 32;
}

uint32_t le_get16(const unsigned char *p);
void le_put16(unsigned char *p, uint32_t n); /* the low 16 bits of n */
void le_put32(unsigned char *p, uint32_t n);
void le_put64(unsigned char *p, uint64_t n);

#endif
