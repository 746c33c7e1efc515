/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_PAGE_H
#define DHF_RULE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * page - the unit of a rule image: payload, and a check over it
 *
 * The check is no secret: it finds damage, not malice.  Any change within
 * one 8-byte word of the payload is always found, others by chance all but one
 * in 2^64; a page at another's place is found too.
 */
#define PAGE_BYTES 4096
#define PAGE_PAYLOAD 4088

/* Write the check of page number number into its last 8 bytes. */
void page_seal(unsigned char page[PAGE_BYTES], uint32_t number);

/* Whether the check is right. */
bool page_is_sound(const unsigned char page[PAGE_BYTES], uint32_t number);

/* The same of an image of version 4. */
bool page_is_sound_4(const unsigned char page[PAGE_BYTES], uint32_t number);

#endif
