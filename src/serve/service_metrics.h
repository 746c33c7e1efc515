/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_METRICS_H
#define DHF_SERVE_SERVICE_METRICS_H

#include "serve/service_parts.h"

/*
 * service_metrics - numbers for Prometheus, as a part of the service
 */
extern const struct service_part service_metrics;

#endif
