/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_TERMS_H
#define DHF_ZONE_TERMS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * terms - what a zone says beside its entries; all borrowed
 */
struct terms {
	const char *zone;   /* its name; "" where none is needed */
	const char *server; /* that serves it */
	unsigned ttl_s;
	uint32_t serial;    /* of its SOA */
	int64_t now_s;
	const char *text;     /* for a list with one text for all, */
	bool text_address;    /* which ends in the address */
	unsigned char value;  /* and one value 127.0.0.N */
};

#endif
