/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SETTING_H
#define DHF_RULE_SETTING_H

#include <stdint.h>

#include "rule/settings.h"

/*
 * setting - the table that knows every setting, for rule/settings
 */

/* How a value reads. */
enum setting_form {
	FORM_ACTION,
	FORM_MODE,
	FORM_CODE,
	FORM_SCORE,
	FORM_REJECT_AT,
	FORM_MS,
	FORM_SECONDS,
	FORM_COUNT, /* 1 or more */
	FORM_TEXT
};

struct setting {
	const char *word;
	enum setting_form form;
	unsigned at;         /* index in number or text */
	int32_t number;      /* the default */
	int32_t highest;     /* FORM_CODE, FORM_COUNT */
	const char *text;    /* the default of FORM_TEXT */
};

/* Each setting has a place of its own in struct settings. */
#define SETTINGS (SETTING_NUMBERS + SETTING_TEXTS)
extern const struct setting setting_table[SETTINGS];

#endif
