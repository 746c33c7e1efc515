/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/settings.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "base/num.h"
#include "rule/rule.h"
#include "rule/setting.h"

/* Longest text, bytes. */
#define TEXT_MAX 400

/* Longest duration of FORM_SECONDS. */
#define TEN_YEARS (3653u * 86400)

size_t
settings_count(void)
{
	return SETTINGS;
}

const char *
settings_word(size_t i)
{
	return setting_table[i].word;
}

int
settings_find(const char *word)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (strcmp(setting_table[i].word, word) == 0)
			return (int)i;
	return -1;
}

bool
settings_repeats(size_t i)
{
	return setting_table[i].form == FORM_TEXT &&
	    setting_table[i].at == SET_LISTEN;
}

bool
settings_is_path(size_t i)
{
	return setting_table[i].form == FORM_TEXT &&
	    setting_table[i].at == SET_SUFFIX_LIST;
}

void
settings_init(struct settings *s)
{
	const struct setting *t;

	for (t = setting_table; t < setting_table + SETTINGS; t++)
		if (t->form == FORM_TEXT)
			s->text[t->at] = t->text;
		else
			s->number[t->at] = t->number;
}

/* The words of forms that have words, in the order of their numbers. */
static const char *const actions[] = { "pass", "block", "defer", "grey" };
static const char *const modes[] = { "on", "watch", "off" };
static const char *const rejects[] = { "banner", "dialogue", "rcpt" };

static int
put_word(int32_t *out, const char *value, const char *const *word, int32_t n,
    struct err *e)
{
	int32_t i;

	for (i = 0; i < n; i++)
		if (strcmp(value, word[i]) == 0) {
			*out = i;
			return 0;
		}
	return err_perm(e, 0, "\"%.32s\" is not one of %s, %s, %s%s%s", value,
	    word[0], word[1], word[2], n > 3 ? ", " : "",
	    n > 3 ? word[3] : "");
}

static int
put_code(int32_t *out, const char *value, int32_t highest, struct err *e)
{
	unsigned n;

	if (num_unsigned(&n, value, 999, e) == -1 || n < 400 ||
	    n > (unsigned)highest)
		return err_perm(e, 0,
		    "\"%.32s\" is not a refusing SMTP code from 400 to %d",
		    value, (int)highest);
	*out = (int32_t)n;
	return 0;
}

/* Read value by form f into *out. */
static int
put_number(int32_t *out, const struct setting *t, const char *value,
    struct err *e)
{
	unsigned n;

	switch (t->form) {
	case FORM_ACTION:
		return put_word(out, value, actions, 4, e);
	case FORM_MODE:
		return put_word(out, value, modes, 3, e);
	case FORM_REJECT_AT:
		return put_word(out, value, rejects, 3, e);
	case FORM_CODE:
		return put_code(out, value, t->highest, e);
	case FORM_SCORE:
		if (strcmp(value, "none") != 0)
			return num_score(out, value, e);
		*out = SETTING_NONE;
		return 0;
	case FORM_COUNT:
		if (num_unsigned(&n, value, (unsigned)t->highest, e) == -1)
			return -1;
		if (n == 0)
			return err_perm(e, 0, "\"0\" is none: write 1 to %d",
			    (int)t->highest);
		break;
	case FORM_MS:
		if (num_duration(&n, value, NUM_MS, 60000, e) == -1)
			return -1;
		break;
	default:
		if (num_duration(&n, value, NUM_SECONDS, TEN_YEARS, e) == -1)
			return -1;
		break;
	}
	*out = (int32_t)n;
	return 0;
}

static int
put_text(const char **out, const char *value, struct err *e)
{
	size_t len = strlen(value), i;

	for (i = 0; i < len && value[i] >= ' ' && value[i] <= '~'; i++)
		;
	if (len == 0 || len > TEXT_MAX || i < len)
		return err_perm(e, 0, "a text has 1 to %d printable ASCII "
		    "characters", TEXT_MAX);
	*out = value;
	return 0;
}

int
settings_put(struct settings *s, size_t i, const char *value, struct err *e)
{
	const struct setting *t = &setting_table[i];

	if (t->form != FORM_TEXT)
		return put_number(&s->number[t->at], t, value, e);
	return put_text(&s->text[t->at], value, e);
}

void
settings_format(const struct settings *s, size_t i, char *out, size_t cap)
{
	const struct setting *t = &setting_table[i];
	int32_t n = t->form == FORM_TEXT ? 0 : s->number[t->at];
	char score[NUM_SCORE_SIZE];
	const char *word = score;

	switch (t->form) {
	case FORM_ACTION:
		word = rule_action_word((enum rule_action)n);
		break;
	case FORM_MODE:
		word = rule_mode_word((enum rule_mode)n);
		break;
	case FORM_REJECT_AT:
		word = rejects[n];
		break;
	case FORM_SCORE:
		if (n == SETTING_NONE)
			word = "none";
		else
			num_score_format(n, score);
		break;
	case FORM_TEXT:
		word = s->text[t->at];
		break;
	default:
		(void)snprintf(score, sizeof(score), "%d", (int)n);
		break;
	}
	(void)snprintf(out, cap, "%s", word);
}

void
settings_encode(struct buf *b, const struct settings *s)
{
	size_t i;

	for (i = 0; i < SETTING_NUMBERS; i++)
		buf_add_u32(b, (uint32_t)s->number[i]);
	for (i = 0; i < SETTING_TEXTS; i++)
		buf_add(b, s->text[i], strlen(s->text[i]) + 1);
}

/* True if a number is one that settings_put can have stored. */
static bool
number_holds(const struct setting *t, int32_t n)
{
	static const int32_t most[] = { [FORM_ACTION] = RULE_GREY,
		[FORM_MODE] = RULE_OFF, [FORM_SCORE] = 1000000,
		[FORM_REJECT_AT] = REJECT_AT_RCPT, [FORM_MS] = 60000,
		[FORM_SECONDS] = INT32_MAX };

	if (t->form == FORM_CODE)
		return n >= 400 && n <= t->highest;
	if (t->form == FORM_COUNT)
		return n >= 1 && n <= t->highest;
	if (t->form == FORM_SCORE)
		return n == SETTING_NONE ||
		    (n >= -most[FORM_SCORE] && n <= most[FORM_SCORE]);
	return n >= 0 && n <= most[t->form];
}

static bool
numbers_hold(const struct settings *s)
{
	const struct setting *t;

	for (t = setting_table; t < setting_table + SETTINGS; t++)
		if (t->form != FORM_TEXT && !number_holds(t, s->number[t->at]))
			return false;
	return true;
}

int
settings_decode(struct settings *s, const unsigned char *data, size_t len,
    struct err *e)
{
	size_t at = 4 * SETTING_NUMBERS, i;
	const unsigned char *nul;

	if (len < at)
		goto damaged;
	for (i = 0; i < SETTING_NUMBERS; i++)
		s->number[i] = (int32_t)le_get32(data + 4 * i);
	for (i = 0; i < SETTING_TEXTS; i++) {
		nul = memchr(data + at, '\0', len - at);
		if (nul == NULL)
			goto damaged;
		s->text[i] = (const char *)data + at;
		at = (size_t)(nul - data) + 1;
	}
	if (numbers_hold(s))
		return 0;
damaged:
	return err_perm(e, 0, "the settings are damaged: run dhf-compile");
}
