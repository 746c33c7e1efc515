/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_SCORE_H
#define DHF_LANG_LINT_SCORE_H

struct rulebook;

/* Warn of thresholds that the score of every client reaches. */
void lint_score_settings(struct rulebook *b);

#endif
