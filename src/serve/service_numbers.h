/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_NUMBERS_H
#define DHF_SERVE_SERVICE_NUMBERS_H

#include "serve/service_parts.h"

/*
 * service_numbers - the part of a service that counts
 *
 * Reads the totals of earlier lives, and writes them at the end.
 */
extern const struct service_part service_numbers;

/* All totals, with those of earlier lives, and the numbers of now. */
struct statistics service_numbers_of(const struct service *s);

#endif
