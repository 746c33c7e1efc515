/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/piped.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What is no part of a word of a command. */
#define BETWEEN " \t\n;&|()'\""

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether nothing but a version is left of a name: "4", "-4.96-2", but not
 * "4-relay". */
static bool
is_version(const char *at, const char *end)
{
	while (at < end && is_digit(*at))
		at++;
	return at == end || (end - at > 1 && (*at == '-' || *at == '.') &&
	    is_digit(at[1]));
}

/* Whether a word of len bytes is the path of one: its last part is the name, or
 * that and a version. */
static bool
is_one(const char *word, size_t len)
{
	static const char *const name[] = { "exim", "sendmail", "smtpd",
		"master" };
	const char *end = word + len, *at = end;
	size_t i, n;

	while (at > word && at[-1] != '/')
		at--;
	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		n = strlen(name[i]);
		if ((size_t)(end - at) >= n && memcmp(at, name[i], n) == 0 &&
		    is_version(at + n, end))
			return true;
	}
	return false;
}

/* The same of each word in a text, such as that behind "sh -c", and of what a
 * path is a link to. */
static bool
has_one(const char *text)
{
	char real[PATH_MAX];
	size_t len;

	if (strchr(text, '/') != NULL && realpath(text, real) != NULL &&
	    is_one(real, strlen(real)))
		return true;
	for (; *text != '\0'; text += len) {
		text += strspn(text, BETWEEN);
		len = strcspn(text, BETWEEN);
		if (is_one(text, len))
			return true;
	}
	return false;
}

bool
piped_trusts(const char *path, char *const argv[])
{
	if (has_one(path))
		return true;
	for (; *argv != NULL; argv++)
		if (has_one(*argv))
			return true;
	return false;
}
