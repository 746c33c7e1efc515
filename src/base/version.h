/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_VERSION_H
#define DHF_BASE_VERSION_H

/* Of all programs, which are made together. */
#define VERSION "0.1.0"

#endif
