/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_JUDGING_H
#define DHF_SERVE_SERVICE_JUDGING_H

#include "serve/service_parts.h"

/*
 * service_judging - the part of a service that finds verdicts, for those parts
 * that are asked for them
 *
 * Only where the setting listen has a place for one: nothing is asked of DNS
 * else.
 */
extern const struct service_part service_judging;

#endif
