/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/delegation.h"

#include <string.h>

size_t
delegation_len(const char *text, size_t len, size_t *seen)
{
	const char *at = text + *seen, *end = text + len;

	if (len > 0 && *text == '\n')
		return 1;
	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		if (at + 1 == end)
			break;
		if (*++at == '\n')
			return (size_t)(at - text) + 1;
	}
	*seen = at != NULL ? len - 1 : len; /* a newline is looked at again */
	return 0;
}

/* Where the value of an attribute belongs, or NULL. */
static const char **
place_of(struct delegation *d, const char *name)
{
	const struct {
		const char *name, **place;
	} known[] = {
		{ "request", &d->request }, { "protocol_state", &d->state },
		{ "instance", &d->instance }, { "client_address", &d->address },
		{ "client_name", &d->name },
		{ "reverse_client_name", &d->claim },
		{ "helo_name", &d->helo }, { "sender", &d->sender },
		{ "recipient", &d->rcpt }, { "server_port", &d->port },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].place;
	return NULL;
}

/* Take a line, a string now.  False: it was told before. */
static bool
take(struct delegation *d, char *line)
{
	char *value = strchr(line, '=');
	const char **place;

	if (value == NULL)
		return true;
	*value++ = '\0';
	place = place_of(d, line);
	if (place == NULL)
		return true;
	if (*place != NULL)
		return false;
	*place = value;
	return true;
}

enum delegation_answer
delegation_read(struct delegation *out, char *text, size_t len)
{
	char *line = text, *end = text + len, *newline;
	struct delegation d = { .request = NULL };

	if (memchr(text, '\0', len) != NULL)
		return DELEGATION_NUL;
	for (; line < end; line = newline + 1) {
		newline = memchr(line, '\n', (size_t)(end - line));
		if (newline == NULL)
			break;
		*newline = '\0';
		if (!take(&d, line))
			return DELEGATION_TWICE;
	}
	*out = d;
	return DELEGATION_WELL;
}

bool
delegation_has_sender(const struct delegation *d)
{
	static const char *const before[] = { "CONNECT", "EHLO", "HELO" };
	size_t i;

	if (d->sender == NULL || *d->sender != '\0' || d->state == NULL)
		return d->sender != NULL && *d->sender != '\0';
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (strcmp(d->state, before[i]) == 0)
			return false;
	return true;
}
