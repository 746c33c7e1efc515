/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_MARGIN_H
#define DHF_POLICY_MARGIN_H

#include <stdint.h>

/*
 * margin - what a score could still become: policy/outcome.h has the story
 */
struct margin {
	int32_t slack_milli; /* <= 0: what unknown scores could take off */
	int32_t rise_milli;  /* >= 0: what unknown scores could add */
	int32_t up_milli;    /* >= 0: what waiting scores could add */
	int32_t down_milli;  /* <= 0: what waiting scores could take off */
};

#endif
