/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/notes.h"

#include <string.h>

void
notes_clear(struct notes *n)
{
	n->len = 0;
}

/* True if the note at text is "item" or, if tail is not "", "item:tail". */
static bool
says(const char *text, const char *item, const char *tail)
{
	size_t len = strlen(item);

	if (strncmp(text, item, len) != 0)
		return false;
	text += len;
	if (*tail == '\0')
		return *text == '\0';
	return *text == ':' && strcmp(text + 1, tail) == 0;
}

static bool
has(const struct notes *n, enum note_kind kind, const char *item,
    const char *tail)
{
	const char *text;
	size_t at = 0;

	while ((text = notes_next(n, kind, &at)) != NULL)
		if (says(text, item, tail))
			return true;
	return false;
}

void
notes_add(struct notes *n, enum note_kind kind, const char *item,
    const char *tail)
{
	size_t len = strlen(item), more = strlen(tail);
	size_t room = kind == NOTE_DNS_NO ? NOTES_NO_SIZE : NOTES_SIZE;
	char *to = n->text + n->len;

	if (len + more == 0 || n->len + len + more + 3 > room ||
	    has(n, kind, item, tail))
		return;
	*to++ = (char)kind;
	memcpy(to, item, len);
	to += len;
	if (more > 0) {
		*to++ = ':';
		memcpy(to, tail, more);
		to += more;
	}
	*to++ = '\0';
	n->len = (size_t)(to - n->text);
}

const char *
notes_next(const struct notes *n, enum note_kind kind, size_t *at)
{
	const char *text;
	bool wanted;

	while (*at < n->len) {
		wanted = n->text[*at] == (char)kind;
		text = n->text + *at + 1;
		*at += strlen(text) + 2;
		if (wanted)
			return text;
	}
	return NULL;
}

void
notes_join(char out[NOTES_SIZE], const struct notes *n, enum note_kind kind)
{
	const char *text;
	size_t at = 0;
	char *to = out;

	while ((text = notes_next(n, kind, &at)) != NULL) {
		if (to != out)
			*to++ = ',';
		for (; *text != '\0'; text++)
			*to++ = (char)(*text == ',' ? '?' : *text);
	}
	*to = '\0';
}
