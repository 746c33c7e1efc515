/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/domains.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"

static bool
is_sound(const char *name)
{
	size_t len = strlen(name), label;

	if (len == 0 || name[len - 1] == '.')
		return false;
	for (; *name != '\0'; name += label + (name[label] == '.')) {
		label = strspn(name, "abcdefghijklmnopqrstuvwxyz"
		    "0123456789-_");
		if (label == 0 || label > 63 ||
		    (name[label] != '\0' && name[label] != '.'))
			return false;
	}
	return true;
}

int
domains_normalise(char out[DOMAINS_MAX + 1], const char *text, struct err *e)
{
	size_t len = strlen(text), i;

	if (len > 1 && text[len - 1] == '.')
		len--;
	for (i = 0; i < len && i < DOMAINS_MAX; i++)
		out[i] = text[i] >= 'A' && text[i] <= 'Z' ?
		    (char)(text[i] - 'A' + 'a') : text[i];
	out[i] = '\0';
	if (len <= DOMAINS_MAX && is_sound(out))
		return 0;
	return err_perm(e, 0, "\"%.64s\" is not a domain name: write labels of "
	    "letters, digits, \"-\" and \"_\" with single dots between them, "
	    "no wildcard (@name=example.net holds for all names below it)",
	    out);
}

int
domains_add(struct packed *out, const char *text, struct err *e)
{
	char name[1 + DOMAINS_MAX + 1];

	if (domains_normalise(name + 1, text, e) == -1)
		return -1;
	name[0] = (char)strlen(name + 1);
	return packed_add(out, name, 1 + (unsigned char)name[0], e);
}

int
domains_add_root(struct packed *out, struct err *e)
{
	return packed_add(out, "", 1, e);
}

bool
domains_next(struct packed_cursor *at, const char **name, size_t *len)
{
	struct packed_cursor next = *at;
	const unsigned char *n = packed_take(&next, 1);
	const unsigned char *bytes = n != NULL && *n <= DOMAINS_MAX ?
	    packed_take(&next, *n) : NULL;

	if (bytes == NULL)
		return false;
	*name = (const char *)bytes;
	*len = *n;
	*at = next;
	return true;
}

void
domains_format(struct buf *out, struct packed_cursor at)
{
	const char *name, *comma = "";
	size_t len;

	for (; domains_next(&at, &name, &len); comma = ",") {
		buf_add_text(out, comma);
		buf_add(out, name, len);
	}
}
