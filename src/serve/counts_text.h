/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_COUNTS_TEXT_H
#define DHF_SERVE_COUNTS_TEXT_H

#include "serve/counts.h"

/*
 * counts_text - counts_write of serve/counts.h
 */

/* The word of a source. */
const char *counts_source_word(enum counts_source source);

#endif
