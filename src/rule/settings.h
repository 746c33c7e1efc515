/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SETTINGS_H
#define DHF_RULE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/*
 * settings - the "OPTION VALUE" lines of dhf.conf(5)
 *
 * One table knows every setting: its word, how its value reads, its default.
 * Strings are borrowed: from the rule book's arena, or from the image bytes
 * they were decoded from.
 */
enum setting_number {
	SET_DEFAULT_ACTION,            /* enum rule_action */
	SET_DEFAULT_UNRESOLVED_ACTION, /* enum rule_action */
	SET_DEFAULT_IP_ACTION,         /* enum rule_action */
	SET_MODE,                      /* enum rule_mode */
	SET_REPLY_CODE,                /* 400..599 */
	SET_DEFER_CODE,                /* 400..499 */
	SET_SCORE_GREY,                /* thousandths, or SETTING_NONE */
	SET_SCORE_DEFER,
	SET_SCORE_BLOCK,
	SET_REJECT_AT,                 /* enum reject_at */
	SET_DNS_TIMEOUT,               /* milliseconds */
	SET_DNSBL_AGREE,               /* operators of lists, 1..8 */
	SET_GREYLIST_DELAY,            /* seconds */
	SET_GREYLIST_WINDOW,           /* seconds */
	SET_GREYLIST_GREEN,            /* seconds */
	SETTING_NUMBERS
};

enum setting_text {
	SET_REPLY_TEXT,
	SET_UNRESOLVED_TEXT,
	SET_DEFER_TEXT,
	SET_DNS_SERVERS,
	SET_STATE_DIR,
	SET_LISTEN, /* several: one a line */
	SET_SUFFIX_LIST, /* a path */
	SETTING_TEXTS
};

enum reject_at { REJECT_AT_BANNER, REJECT_AT_DIALOGUE, REJECT_AT_RCPT };

#define SETTING_NONE INT32_MAX

/* Longest form in the image, bytes. */
#define SETTINGS_SIZE_MAX 8192

struct settings {
	int32_t number[SETTING_NUMBERS];
	const char *text[SETTING_TEXTS];
};

/* How many settings there are, and the word of each, i < settings_count. */
size_t settings_count(void);
const char *settings_word(size_t i);

/* Which setting word is, or -1. */
int settings_find(const char *word);

/* Every setting at its default. */
void settings_init(struct settings *s);

/* Give setting i a value; value is borrowed for as long as *s lives.  -1 and
 * ERR_PERM if it does not read; *s is unchanged then. */
int settings_put(struct settings *s, size_t i, const char *value,
    struct err *e);

/* True if setting i may stand in a file more than once. */
bool settings_repeats(size_t i);

/* True if the value of setting i is a path, taken from the folder of the file
 * that it stands in. */
bool settings_is_path(size_t i);

/* Write the value of setting i as the rule language spells it, cut at cap
 * bytes, NUL included. */
void settings_format(const struct settings *s, size_t i, char *out,
    size_t cap);

/* Append the image's form of *s to *b. */
void settings_encode(struct buf *b, const struct settings *s);

/* Decode len bytes written by settings_encode; *s borrows from them.  -1 and
 * ERR_PERM if they are damaged. */
int settings_decode(struct settings *s, const unsigned char *data, size_t len,
    struct err *e);

#endif
