/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_CAGE_SANITIZED_H
#define DHF_CAGE_SANITIZED_H

#include <stdbool.h>

/*
 * sanitized - whether a sanitizer is at work, which needs more than we do
 *
 * It asks for memory by the terabyte, makes system calls of its own and wants
 * to look at its process at the end.
 */
bool sanitized(void);

#endif
