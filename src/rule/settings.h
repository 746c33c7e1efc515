/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SETTINGS_H
#define DHF_RULE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/settings_terms.h"

/*
 * settings - the "OPTION VALUE" lines of dhf.conf(5)
 *
 * One table knows every setting: its word, how its value reads, its default.
 * Strings are borrowed: from the rule book's arena, or from the image bytes
 * they were decoded from.
 */

/* Each setting has a place of its own in struct settings. */
#define SETTINGS ((int)SETTING_NUMBERS + (int)SETTING_TEXTS)

#define SETTING_NONE INT32_MAX
#define SETTINGS_URL_MAX 200 /* bytes of reply_url */
#define SETTINGS_AGREE_MAX 8 /* the highest dnsbl_agree */

/* Longest form in the image, bytes; no value is longer. */
#define SETTINGS_SIZE_MAX 8192

struct settings {
	int32_t number[SETTING_NUMBERS];
	const char *text[SETTING_TEXTS];
};

/* How a value reads. */
enum setting_form {
	FORM_ACTION, /* enum rule_action, one that is final */
	FORM_MODE,
	FORM_CODE,
	FORM_SCORE,
	FORM_REJECT_AT, FORM_NAMES, FORM_REFUSE_IN, FORM_PROOF,
	FORM_SWITCH, /* off or on */
	FORM_YES,    /* no or yes */
	FORM_RELAY_TLS, FORM_RELAY_SERVER,
	FORM_MS, FORM_SECONDS,
	FORM_COUNT, /* 1 or more */
	FORM_SHARE, /* 0 or more */
	FORM_TEXT,  /* this and all below are texts */
	FORM_SERVERS, FORM_NETS, /* rule/admit.h */ FORM_OFFENCES, FORM_STORE,
	FORM_URL, FORM_EXEMPT, /* rule/exempt.h */
	FORM_PATH, /* from the folder of the file that it stands in */
	FORM_LIST  /* rule/listen.h; may stand in a file more than once */
};

struct setting {
	const char *word;
	enum setting_form form;
	unsigned at;      /* index in number or text */
	int32_t number;   /* the default */
	int32_t highest;  /* of a code, count, share, duration */
	const char *text; /* the default of a text */
};

/* How many settings there are, and each, i < settings_count. */
size_t settings_count(void);
const struct setting *settings_get(size_t i);

/* Which setting word is, or -1. */
int settings_find(const char *word);

/* Whether the value is a text. */
bool settings_is_text(const struct setting *t);

/* The word for number n of a form that has words; NULL if there is none. */
const char *settings_value_word(enum setting_form form, int32_t n);

/* Every setting at its default. */
void settings_init(struct settings *s);

/* Write the value of setting i as the rule language spells it, cut at cap
 * bytes, NUL included. */
void settings_format(const struct settings *s, size_t i, char *out,
    size_t cap);

/* Whether n is a number that a setting which is none of the texts can have. */
bool settings_number_holds(const struct setting *t, int32_t n);

#endif
