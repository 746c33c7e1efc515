/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/exempt.h"

#include <string.h>

#include "base/err.h"
#include "rule/textset.h"

_Static_assert(EXEMPT_SIZE == TEXTSET_MAX + 1, "an entry has room in a set");

/* What a mailbox is compared as, the longest. */
#define MAILBOX_SIZE (MAILBOX_LOCAL_MAX + 1 + DOMAINS_MAX + 1)

/* What has another host pass mail on: of old, and in quotes. */
#define ROUTE "%!@:"

static int
wrong(const char *text, size_t len, struct err *e)
{
	return err_perm(e, 0, "\"%.*s\" is no recipient: write USER for any "
	    "domain, USER@DOMAIN, @DOMAIN, +FILE or none", len < 64 ? (int)len :
	    64, text);
}

/* Whether a part before "@" is plain: printable, without what has a meaning in
 * an address or here. */
static bool
is_plain(const char *local, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (local[i] <= ' ' || local[i] > '~' ||
		    strchr("\"*,<>\\" ROUTE, local[i]) != NULL)
			return false;
	return len <= MAILBOX_LOCAL_MAX;
}

int
exempt_entry(char out[EXEMPT_SIZE], const char *text, size_t len,
    struct err *e)
{
	const char *at = memchr(text, '@', len);
	size_t local = at != NULL ? (size_t)(at - text) : len, i;
	char domain[DOMAINS_MAX + 1] = "";
	struct err ignored;

	if (len == 0 || len >= EXEMPT_SIZE || *text == EXEMPT_FILE ||
	    !is_plain(text, local))
		return wrong(text, len, e);
	for (i = 0; i < len; i++)
		out[i] = text[i] >= 'A' && text[i] <= 'Z' ?
		    (char)(text[i] - 'A' + 'a') : text[i];
	out[len] = '\0';
	if (at == NULL)
		return 0;
	if (domains_normalise(domain, out + local + 1, &ignored) == -1)
		return wrong(text, len, e);
	memcpy(out + local + 1, domain, strlen(domain) + 1);
	return 0;
}

bool
exempt_next(const char **word, size_t *len, const char **text)
{
	const char *p = *text, *end;

	if (p == NULL)
		return false;
	end = p + strcspn(p, ",");
	*text = *end == ',' ? end + 1 : NULL;
	while (p < end && *p == ' ')
		p++;
	while (end > p && end[-1] == ' ')
		end--;
	*word = p;
	*len = (size_t)(end - p);
	return true;
}

int
exempt_check(const char *setting, struct err *e)
{
	const char *text = setting, *word;
	char entry[EXEMPT_SIZE];
	size_t len;

	if (strcmp(setting, EXEMPT_NONE) == 0)
		return 0;
	while (exempt_next(&word, &len, &text)) {
		if (len > 1 && *word == EXEMPT_FILE)
			continue;
		if (exempt_entry(entry, word, len, e) == -1)
			return -1;
		if (strcmp(entry, EXEMPT_NONE) == 0)
			return err_perm(e, 0, "\"" EXEMPT_NONE "\" is nobody: "
			    "write it alone, or leave it out");
	}
	return 0;
}

/* Whether a word of the setting is this entry. */
static bool
setting_has(const char *setting, const char *entry)
{
	const char *word;
	char one[EXEMPT_SIZE];
	struct err e;
	size_t len;

	while (exempt_next(&word, &len, &setting))
		if (exempt_entry(one, word, len, &e) == 0 &&
		    strcmp(one, entry) == 0)
			return true;
	return false;
}

static int
has(bool *out, const char *setting, struct image *img, const char *entry,
    struct err *e)
{
	const size_t len = strlen(entry);
	unsigned flags = 0;

	if (setting_has(setting, entry)) {
		*out = true;
		return 0;
	}
	if (img->head.exempt.len == 0 || len > TEXTSET_MAX)
		return 0;
	if (textset_find(&flags, img, &img->head.exempt, entry, len, e) == -1)
		return -1;
	*out = flags != 0;
	return 0;
}

int
exempt_has(bool *out, const char *setting, struct image *img,
    const struct mailbox *m, struct err *e)
{
	char text[MAILBOX_SIZE];

	*out = false;
	if (strcmp(setting, EXEMPT_NONE) == 0 || m->local_len == 0 ||
	    strpbrk(m->local, ROUTE) != NULL)
		return 0;
	if (has(out, setting, img, m->local, e) == -1)
		return -1;
	if (*out || m->domain_len == 0)
		return 0;
	memcpy(text, m->local, m->local_len);
	text[m->local_len] = '@';
	memcpy(text + m->local_len + 1, m->domain, m->domain_len + 1);
	if (has(out, setting, img, text, e) == -1)
		return -1;
	return *out ? 0 : has(out, setting, img, text + m->local_len, e);
}
