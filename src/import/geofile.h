/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_GEOFILE_H
#define DHF_IMPORT_GEOFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

struct err;

/*
 * geofile - whose an address is, from a MaxMind DB file
 * (https://maxmind.github.io/MaxMind-DB/, read by libmaxminddb)
 */
enum geofile_kind {
	GEOFILE_COUNTRY, /* country.iso_code, as geofile_country has it */
	GEOFILE_ASN,     /* autonomous_system_number */
	GEOFILE_KINDS
};

/* The number of a country: two letters of any case (ISO 3166-1 alpha-2).  0
 * for other texts of len bytes. */
uint32_t geofile_country(const char *text, size_t len);

/* Called with the addresses from first to last, of one family, which are all
 * value's.  -1 with *e ends the reading. */
typedef int geofile_add(void *arg, const struct ip *first,
    const struct ip *last, uint32_t value, struct err *e);

/* Call add for all addresses that a file has a value of that kind for, in
 * their order and IPv4 first, neighbours together.  IPv4 is ::/96 there;
 * what leads to the same addresses once more (::ffff:0:0/96, 2002::/16,
 * 2001::/32) is left out.  *built_s is when the file was made, in seconds
 * since 1970.  Returns 0, or -1 with *e: as add says, ERR_TEMP (memory, or it
 * can't be read), ERR_PERM (no such file, it is damaged, or has no such
 * values). */
int geofile_read(const char *path, enum geofile_kind kind, geofile_add *add,
    void *arg, int64_t *built_s, struct err *e);

#endif
