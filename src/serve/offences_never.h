/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_OFFENCES_NEVER_H
#define DHF_SERVE_OFFENCES_NEVER_H

struct err;
struct never;

/* Find out who is never an offender: from the machine, and from a file as the
 * setting offender_never names it, "" for none.  *n is empty at first, and
 * settled then, or empty and -1 with *e as never_add_file or
 * nearby_addresses. */
int offences_never(struct never *n, const char *file, struct err *e);

#endif
