/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_POINTS_SHIPPED_H
#define DHF_NAME_POINTS_SHIPPED_H

#include "name/points.h"

/*
 * points_shipped - the table that names are classified by
 */
extern const struct points points_shipped;

#endif
