/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/receipts.h"

#include <stdio.h>
#include <string.h>

#define FORM "[....-....-....]"
#define LEN (sizeof(FORM) - 1)
#define DIGITS "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

static int
is_receipt(const char *at)
{
	size_t i;

	for (i = 0; i < LEN; i++)
		if (at[i] == '\0' || (FORM[i] == '.' ?
		    strchr(DIGITS, at[i]) == NULL : at[i] != FORM[i]))
			return 0;
	return 1;
}

/* The first receipt in a text, or NULL. */
static const char *
find(const char *text)
{
	while ((text = strchr(text, '[')) != NULL && !is_receipt(text))
		text++;
	return text;
}

const char *
receipts_hide(const char *text)
{
	static char out[4096];
	const char *at = find(text);

	if (at == NULL)
		(void)snprintf(out, sizeof(out), "%s", text);
	else
		(void)snprintf(out, sizeof(out), "%.*s[W]%s",
		    (int)(at - text), text, at + LEN);
	return out;
}

int
receipts_agree(const char *reply, const char *line, size_t line_len)
{
	const char *at = find(reply);
	char want[32];
	size_t len;

	if (at == NULL)
		return 0;
	(void)snprintf(want, sizeof(want), " why=%.4s%.4s%.4s\n", at + 1,
	    at + 6, at + 11);
	len = strlen(want);
	return line_len >= len &&
	    memcmp(line + line_len - len, want, len) == 0;
}
