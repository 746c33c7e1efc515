/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_HEX_H
#define DHF_BASE_HEX_H

/*
 * hex - hexadecimal digits, in lower case
 */

/* What a digit is worth, 0 to 15, or -1: c is none. */
int hex_value(char c);

/* Write an octet as two digits, without a NUL. */
void hex_format(char out[2], unsigned char octet);

#endif
