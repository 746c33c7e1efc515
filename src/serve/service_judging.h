/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_JUDGING_H
#define DHF_SERVE_SERVICE_JUDGING_H

#include "serve/service_parts.h"

/*
 * service_judging - rules that are asked by address, as a part of the service:
 * for dynawall, and for those who are accused
 */
extern const struct service_part service_judging;

#endif
