/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/untagged.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/hex.h"

/* Part of a text. */
struct part {
	const char *at;
	size_t len;
};

static struct part
behind(struct part p, size_t n)
{
	return (struct part){ p.at + n, p.len - n };
}

static bool
begins(struct part p, const char *text)
{
	const size_t len = strlen(text);

	return p.len >= len && memcmp(p.at, text, len) == 0;
}

/* Where the first c is, or p.len. */
static size_t
find(struct part p, char c)
{
	const char *at = memchr(p.at, c, p.len);

	return at != NULL ? (size_t)(at - p.at) : p.len;
}

/* The same for the last of two. */
static size_t
find_last(struct part p, char c, char d)
{
	size_t i = p.len;

	while (i > 0 && p.at[i - 1] != c && p.at[i - 1] != d)
		i--;
	return i > 0 ? i - 1 : p.len;
}

/* Whether a part is a tag of BATV: a digit for the key, three for the day, six
 * of a hash. */
static bool
is_tag(struct part p)
{
	size_t i;

	if (p.len != 10)
		return false;
	for (i = 0; i < p.len; i++)
		if (hex_value(p.at[i]) < 0 || (i < 4 && hex_value(p.at[i]) > 9))
			return false;
	return true;
}

/* Cut prvs= and its tag off a local part: the tag stands first, unless it is
 * the last that reads as one. */
static struct part
without_prvs(struct part local)
{
	const struct part rest = behind(local, strlen("prvs="));
	const size_t first = find(rest, '='), last = find_last(rest, '=', '/');
	const bool is_first = first < rest.len && is_tag((struct part){
		rest.at, first });

	if (!is_first && last < rest.len && last > 0 &&
	    is_tag(behind(rest, last + 1)))
		return (struct part){ rest.at, last };
	if (first == 0 || first + 1 >= rest.len)
		return local;
	return behind(rest, first + 1);
}

/* Cut "msprvs1=" and what stands up to the next "=" off. */
static struct part
without_msprvs(struct part local)
{
	const struct part rest = behind(local, strlen("msprvs1="));
	const size_t tag = find(rest, '=');

	return tag == 0 || tag + 1 >= rest.len ? local : behind(rest, tag + 1);
}

/* The same for "btv1==" and "==". */
static struct part
without_btv1(struct part local)
{
	const struct part rest = behind(local, strlen("btv1=="));
	const size_t tag = find(rest, '=');

	return tag == 0 || tag + 2 >= rest.len || rest.at[tag + 1] != '=' ?
	    local : behind(rest, tag + 2);
}

/* Cut the hash off "srs1=HASH=...", the hash and the day off
 * "srs0=HASH=DAY=...", where the first "=" may be "+" or "-"; *head is what is
 * to stand before the rest. */
static struct part
without_srs(struct part local, const char **head)
{
	const bool forwarded_twice = local.at[3] == '1';
	struct part rest = behind(local, strlen("srs0="));
	size_t end = find(rest, '=');

	if (end == 0 || end + 1 >= rest.len)
		return local;
	rest = behind(rest, end + 1);
	if (!forwarded_twice) {
		end = find(rest, '=');
		if (end != 2 || end + 1 >= rest.len)
			return local;
		rest = behind(rest, end + 1);
	}
	*head = forwarded_twice ? "srs1=" : "srs0=";
	return rest;
}

static bool
is_srs(struct part p)
{
	return p.len > 5 && (begins(p, "srs0") || begins(p, "srs1")) &&
	    strchr("=+-", p.at[4]) != NULL;
}

/* A copy in lower case, cut. */
static size_t
lower(char out[UNTAGGED_SIZE], const char *text)
{
	size_t i;

	for (i = 0; i < UNTAGGED_SIZE - 1 && text[i] != '\0'; i++)
		out[i] = text[i] >= 'A' && text[i] <= 'Z' ?
		    (char)(text[i] - 'A' + 'a') : text[i];
	out[i] = '\0';
	return i;
}

void
untagged_address(char out[UNTAGGED_SIZE], const char *address)
{
	char text[UNTAGGED_SIZE];
	const size_t len = lower(text, address);
	const size_t at = find_last((struct part){ text, len }, '@', '@');
	const char *head = "";
	struct part local = { text, at };
	size_t plus;

	if (begins(local, "prvs="))
		local = without_prvs(local);
	else if (begins(local, "msprvs1="))
		local = without_msprvs(local);
	else if (begins(local, "btv1=="))
		local = without_btv1(local);
	if (is_srs(local))
		local = without_srs(local, &head);
	plus = find(local, '+');
	if (plus > 0)
		local.len = plus;
	/* what was cut off is never shorter than the head */
	memcpy(out, head, strlen(head));
	out += strlen(head);
	memcpy(out, local.at, local.len);
	memcpy(out + local.len, text + at, len - at + 1);
}
