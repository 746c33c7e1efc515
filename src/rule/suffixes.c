/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/suffixes.h"

#include <stdbool.h>
#include <string.h>

#include "rule/image.h"

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

int
suffixes_domain(size_t *at, struct image *img, const char *name, size_t len,
    struct err *e)
{
	size_t suffix = guess(name, len);

	(void)img;
	(void)e;
	*at = suffix > 0 ? label_before(name, suffix - 1) : 0;
	return 0;
}
