/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_ORIGIN_H
#define DHF_IMPORT_ORIGIN_H

#include <stdint.h>

#include "book/diag.h"
#include "import/geofile.h"

struct err;
struct rulebook;

/*
 * origin - @country and @asn: networks that a file says are a country's, or an
 * autonomous system's
 *
 * They become an address set of the image as those of @ip, so that the filter
 * reads no such file.
 */

/* One of a criterion's, as "DE", "3320" or "AS3320": note that set number set
 * shall have it. */
enum parse_answer origin_note(struct rulebook *b, enum geofile_kind kind,
    const char *text, uint32_t set, const struct place *at, struct err *e);

/* Read the files that the settings of *b name, for all that was noted.  These
 * hold wherever they stand, so it is done when all else is parsed.  A file is
 * old at now_s, seconds since 1970, a year after it was made. */
enum parse_answer origin_read(struct rulebook *b, int64_t now_s,
    struct err *e);

#endif
