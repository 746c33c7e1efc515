/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/suffixes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rule/textset.h"

/* Where the label begins that ends before end, as 0 <= end <= len. */
static size_t
label_before(const char *name, size_t end)
{
	while (end > 0 && name[end - 1] != '.')
		end--;
	return end;
}

/* Whether the len bytes at label are one that countries register below. */
static bool
is_category(const char *label, size_t len)
{
	static const char word[][5] = { "ac", "co", "com", "edu", "gob",
		"gov", "gv", "go", "gouv", "ltd", "mil", "ne", "net", "nom",
		"or", "org" };
	size_t i;

	for (i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		if (len == strlen(word[i]) &&
		    memcmp(label, word[i], len) == 0)
			return true;
	return false;
}

/* Where the public suffix begins, by its looks. */
static size_t
guess(const char *name, size_t len)
{
	size_t last = label_before(name, len), second;

	if (len - last != 2 || last == 0)
		return last;
	second = label_before(name, last - 1);
	return is_category(name + second, last - 1 - second) ? second : last;
}

/* Set *flags to what is true of a domain, 0 if the list does not have it. */
static int
look_up(unsigned *flags, struct image *img, const char *domain, size_t len,
    struct err *e)
{
	return textset_find(flags, img, &img->head.suffixes, domain, len, e);
}

/* True of a top-level domain that no list has (RFC 2606 section 2). */
static bool
is_reserved(const char *label, size_t len)
{
	return (len == 4 && memcmp(label, "test", 4) == 0) ||
	    (len == 7 && memcmp(label, "example", 7) == 0);
}

/* Where the public suffix begins, by the list: the longest rule, but an
 * exception before all others; and whether it has the last label. */
static int
find(size_t *suffix, bool *public, struct image *img, const char *name,
    size_t len, struct err *e)
{
	size_t at = label_before(name, len), above = len + 1;
	unsigned flags;

	if (look_up(&flags, img, name + at, len - at, e) == -1)
		return -1;
	*public = flags != 0 || is_reserved(name + at, len - at);
	*suffix = at;
	for (;;) {
		if ((flags & SUFFIXES_EXCEPT) != 0) {
			*suffix = above;
			return 0;
		}
		if ((flags & SUFFIXES_RULE) != 0)
			*suffix = at;
		if ((flags & SUFFIXES_WILDCARD) != 0 && at > 0)
			*suffix = label_before(name, at - 1);
		if (at == 0 || (flags & SUFFIXES_DEEPER) == 0)
			return 0;
		above = at;
		at = label_before(name, at - 1);
		if (look_up(&flags, img, name + at, len - at, e) == -1)
			return -1;
	}
}

int
suffixes_find(struct suffixes_place *out, struct image *img, const char *name,
    size_t len, struct err *e)
{
	bool public = true;
	size_t suffix;

	if (img->head.suffixes.len == 0)
		suffix = guess(name, len);
	else if (find(&suffix, &public, img, name, len, e) == -1)
		return -1;
	out->domain = suffix > 0 ? label_before(name, suffix - 1) : 0;
	out->public = public;
	return 0;
}

int
suffixes_domain(size_t *at, struct image *img, const char *name, size_t len,
    struct err *e)
{
	struct suffixes_place found;

	if (suffixes_find(&found, img, name, len, e) == -1)
		return -1;
	*at = found.domain;
	return 0;
}
