/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_CONTROL_H
#define DHF_SERVE_SERVICE_CONTROL_H

#include "serve/service_parts.h"

/*
 * service_control - the socket for those who look into the store
 */
extern const struct service_part service_control;

#endif
