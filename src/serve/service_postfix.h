/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_POSTFIX_H
#define DHF_SERVE_SERVICE_POSTFIX_H

#include "serve/service_parts.h"

/*
 * service_postfix - the part of a service that Postfix asks
 */
extern const struct service_part service_postfix;

#endif
