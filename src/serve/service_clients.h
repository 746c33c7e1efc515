/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_CLIENTS_H
#define DHF_SERVE_SERVICE_CLIENTS_H

#include "serve/service_parts.h"

/*
 * service_clients - filters that ask, and refused clients that are held
 */
extern const struct service_part service_clients;

#endif
