/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_OFFENCES_H
#define DHF_SERVE_SERVICE_OFFENCES_H

#include "serve/service_parts.h"

/*
 * service_offences - the ledger, its socket, and the ban helper, as a part of
 * the service
 */
extern const struct service_part service_offences;

#endif
