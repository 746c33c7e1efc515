/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/settings_image.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"

#define TEXT_BIT 0x80

static int
damaged(struct err *e)
{
	return err_perm(e, 0, "the settings are damaged: run dhf-compile");
}

void
settings_encode(struct buf *b, const struct settings *s)
{
	struct settings usual;
	unsigned char which;
	unsigned i;

	settings_init(&usual);
	for (i = 0; i < SETTING_NUMBERS; i++) {
		if (s->number[i] == usual.number[i])
			continue;
		which = (unsigned char)i;
		buf_add(b, &which, 1);
		buf_add_u32(b, (uint32_t)s->number[i]);
	}
	for (i = 0; i < SETTING_TEXTS; i++) {
		if (strcmp(s->text[i], usual.text[i]) == 0)
			continue;
		which = (unsigned char)(TEXT_BIT | i);
		buf_add(b, &which, 1);
		buf_add(b, s->text[i], strlen(s->text[i]) + 1);
	}
}

/* Take the text at *at.  NULL: it does not end. */
static const char *
take_text(const unsigned char *data, size_t len, size_t *at)
{
	const unsigned char *text = data + *at;
	const unsigned char *nul = memchr(text, '\0', len - *at);

	if (nul == NULL)
		return NULL;
	*at += (size_t)(nul - text) + 1;
	return (const char *)text;
}

static int
take_entry(struct settings *s, const unsigned char *data, size_t len,
    size_t *at)
{
	unsigned which = data[(*at)++];

	if (which & TEXT_BIT) {
		which &= ~(unsigned)TEXT_BIT;
		if (which >= SETTING_TEXTS)
			return -1;
		s->text[which] = take_text(data, len, at);
		return s->text[which] == NULL ? -1 : 0;
	}
	if (which >= SETTING_NUMBERS || len - *at < 4)
		return -1;
	s->number[which] = (int32_t)le_get32(data + *at);
	*at += 4;
	return 0;
}

static bool
numbers_hold(const struct settings *s)
{
	const struct setting *t;
	size_t i;

	for (i = 0; i < settings_count(); i++) {
		t = settings_get(i);
		if (!settings_is_text(t) &&
		    !settings_number_holds(t, s->number[t->at]))
			return false;
	}
	return true;
}

int
settings_decode(struct settings *s, const unsigned char *data, size_t len,
    struct err *e)
{
	size_t at = 0;

	settings_init(s);
	while (at < len)
		if (take_entry(s, data, len, &at) == -1)
			return damaged(e);
	return numbers_hold(s) ? 0 : damaged(e);
}
