/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_STORE_H
#define DHF_SERVE_SERVICE_STORE_H

#include "serve/service_parts.h"

/*
 * service_store - what is known, and the file of those who came back
 */
extern const struct service_part service_store;

#endif
