/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/fixed.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/tell.h"

static const enum setting_text texts[] = { SET_LISTEN, SET_STATE_DIR, SET_USER,
	SET_SOCKET_GROUP, SET_SOCKET_USERS, SET_GREYLIST_AUTOGREEN,
	SET_BAN_SOCKET, SET_STORE, SET_STORE_SECRET, SET_RELAY,
	SET_OFFENDER_NEVER, SET_OFFENCE_USERS };
static const enum setting_number numbers[] = { SET_STATE_SIZE };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
fixed_take(struct fixed *f, const struct settings *s)
{
	char *at = f->room;
	size_t i, len;

	f->settings = *s;
	for (i = 0; i < SETTING_TEXTS; i++) {
		len = strlen(s->text[i]) + 1; /* settings fit into the room */
		memcpy(at, s->text[i], len);
		f->settings.text[i] = at;
		at += len;
	}
}

/* The word of a setting. */
static const char *
word_of(bool text, unsigned at)
{
	const struct setting *t;
	size_t i;

	for (i = 0; i < settings_count(); i++) {
		t = settings_get(i);
		if (settings_is_text(t) == text && t->at == at)
			return t->word;
	}
	return "?";
}

static void
say(struct tell *log, const char *word)
{
	tell(log, "%s is another now: that holds from the next start on", word);
}

void
fixed_compare(const struct fixed *f, const struct settings *now,
    struct tell *log)
{
	size_t i;

	for (i = 0; i < COUNT(texts); i++)
		if (strcmp(f->settings.text[texts[i]], now->text[texts[i]]) !=
		    0)
			say(log, word_of(true, texts[i]));
	for (i = 0; i < COUNT(numbers); i++)
		if (f->settings.number[numbers[i]] != now->number[numbers[i]])
			say(log, word_of(false, numbers[i]));
	/* Fewer can be had at once; more want more descriptors. */
	if (now->number[SET_CLIENTS] > f->settings.number[SET_CLIENTS])
		say(log, word_of(false, SET_CLIENTS));
}
