/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/hex.h"

int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
hex_format(char out[2], unsigned char octet)
{
	static const char digit[] = "0123456789abcdef";

	out[0] = digit[octet >> 4];
	out[1] = digit[octet & 15];
}
