/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_SHARED_H
#define DHF_SERVE_SERVICE_SHARED_H

#include "serve/service_parts.h"

/*
 * service_shared - where the store is that exchangers share, and its password,
 * which is read before the process gives up its rights
 */
extern const struct service_part service_shared;

#endif
