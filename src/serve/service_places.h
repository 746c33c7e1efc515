/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_PLACES_H
#define DHF_SERVE_SERVICE_PLACES_H

#include "serve/service_parts.h"

/*
 * service_places - places are bound, and then we are somebody else
 */
extern const struct service_part service_places;

/* How many of so many may ask at once: of those who come through a balancer
 * the ones whose header is waited for need places, too. */
size_t service_share(const struct service *s, size_t all);

/* Whether the setting listen names a place of a kind. */
bool service_listens(const struct service *s, enum listen_kind kind);

#endif
