/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_RULES_H
#define DHF_SERVE_SERVICE_RULES_H

#include "serve/service_parts.h"

/*
 * service_rules - the part of a service that says how all others do their work
 */
extern const struct service_part service_rules;

#endif
