/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/le.h"

uint32_t
le_get16(const unsigned char *p)
{
	return (uint32_t)(p[0] | p[1] << 8);
}

void
le_put16(unsigned char *p, uint32_t n)
{
	p[0] = (unsigned char)n;
	p[1] = (unsigned char)(n >> 8);
}

void
le_put32(unsigned char *p, uint32_t n)
{
	le_put16(p, n);
	le_put16(p + 2, n >> 16);
}

void
le_put64(unsigned char *p, uint64_t n)
{
	le_put32(p, (uint32_t)n);
	le_put32(p + 4, (uint32_t)(n >> 32));
}
