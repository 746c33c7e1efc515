/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_FENCED_H
#define DHF_TESTS_UNIT_LIB_FENCED_H

#include <stddef.h>

/*
 * fenced - memory behind whose last byte nothing may be read or written
 *
 * Whoever does is ended by SIGSEGV, without any sanitizer.
 */

/* Len bytes, zeroed, at no particular alignment; what fails ends the test. */
void *fenced_new(size_t len);

/* Take memory of that many bytes back. */
void fenced_free(void *p, size_t len);

#endif
