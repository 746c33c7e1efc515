/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/text.h"

#include <string.h>

bool
text_is(struct text t, const char *word)
{
	return t.len == strlen(word) && memcmp(t.at, word, t.len) == 0;
}

void
text_step(struct text *t, size_t n)
{
	t->at += n;
	t->len -= n;
}

bool
text_take(struct text *t, const char *word)
{
	size_t n = strlen(word);

	if (t->len < n || memcmp(t->at, word, n) != 0)
		return false;
	text_step(t, n);
	return true;
}

bool
text_drop(struct text *t, const char *word)
{
	size_t n = strlen(word);

	if (t->len < n || memcmp(t->at + t->len - n, word, n) != 0)
		return false;
	t->len -= n;
	return true;
}

bool
text_until(struct text *out, struct text *t, char byte)
{
	const char *at = t->len > 0 ? memchr(t->at, byte, t->len) : NULL;

	if (at == NULL)
		return false;
	*out = (struct text){ t->at, (size_t)(at - t->at) };
	text_step(t, out->len + 1);
	return true;
}

bool
text_until_last(struct text *out, struct text *t, char byte)
{
	size_t n = t->len;

	while (n > 0 && t->at[n - 1] != byte)
		n--;
	if (n == 0)
		return false;
	*out = (struct text){ t->at, n - 1 };
	text_step(t, n);
	return true;
}

bool
text_behind(struct text *out, struct text t, const char *word)
{
	const size_t n = strlen(word);
	const char *at;

	while (t.len >= n && (at = memchr(t.at, word[0], t.len - n + 1)) !=
	    NULL) {
		text_step(&t, (size_t)(at - t.at));
		if (memcmp(t.at, word, n) == 0) {
			text_step(&t, n);
			*out = t;
			return true;
		}
		text_step(&t, 1);
	}
	return false;
}

bool
text_has(struct text t, const char *word)
{
	return text_behind(&t, t, word);
}

bool
text_once(struct text *out, struct text t, const char *word)
{
	struct text behind;

	if (!text_behind(&behind, t, word) || text_has(behind, word))
		return false;
	*out = behind;
	return true;
}

size_t
text_count(struct text t, const char *word)
{
	size_t n = 0;

	while (text_behind(&t, t, word))
		n++;
	return n;
}
