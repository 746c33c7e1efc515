/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_WALLS_H
#define DHF_SERVE_SERVICE_WALLS_H

#include "serve/service_parts.h"

/*
 * service_walls - the part of a service that speaks DynaWall's protocol
 */
extern const struct service_part service_walls;

#endif
