/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_TEXT_H
#define DHF_LANG_LINT_TEXT_H

#include <stddef.h>

struct rulebook;

/* Warn if the text of rule i has a "%" with a letter that stands for nothing,
 * or its remedy one that would stand for something in a text. */
void lint_text(struct rulebook *b, size_t i);

/* Warn of the former in the settings that are sent to clients. */
void lint_text_settings(struct rulebook *b);

#endif
