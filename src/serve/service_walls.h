/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_WALLS_H
#define DHF_SERVE_SERVICE_WALLS_H

#include "serve/service_parts.h"

/*
 * service_walls - the part of a service that judges by address
 *
 * Only where the setting listen has a place for it: nothing is asked of DNS
 * else.
 */
extern const struct service_part service_walls;

#endif
