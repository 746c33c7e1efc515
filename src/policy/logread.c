/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/logread.h"

#include <string.h>

/* A word, and its length, since a line is held against all of them. */
#define WORD(word) { word, sizeof(word) - 1 }
static const struct logread_value keys[LOGREAD_KEYS] = {
	[LOGREAD_IP] = WORD("ip"), [LOGREAD_HOST] = WORD("host"),
	[LOGREAD_ACTION] = WORD("action"), [LOGREAD_CODE] = WORD("code"),
	[LOGREAD_RULE] = WORD("rule"), [LOGREAD_WATCH] = WORD("watch"),
	[LOGREAD_NOTE] = WORD("note"), [LOGREAD_ERROR] = WORD("error"),
	[LOGREAD_DB] = WORD("db"), [LOGREAD_BY] = WORD("by"),
	[LOGREAD_PID] = WORD("pid"), [LOGREAD_SCORE] = WORD("score"),
	[LOGREAD_NAME] = WORD("name"), [LOGREAD_AT] = WORD("at"),
	[LOGREAD_HELO] = WORD("helo"), [LOGREAD_FROM] = WORD("from"),
	[LOGREAD_TO] = WORD("to"), [LOGREAD_N] = WORD("n"),
	[LOGREAD_TLS] = WORD("tls"), [LOGREAD_AUTH] = WORD("auth"),
	[LOGREAD_CHILD] = WORD("child"), [LOGREAD_END] = WORD("end"),
	[LOGREAD_WHY] = WORD("why")
};

/* Where the word begins that stands in a line, or NULL. */
static const char *
find(const char *line, size_t len, const char *word)
{
	const size_t n = strlen(word);
	const char *at = line;

	while ((size_t)(line + len - at) >= n &&
	    (at = memchr(at, word[0], (size_t)(line + len - at) - n + 1)) !=
	    NULL) {
		if (memcmp(at, word, n) == 0)
			return at;
		at++;
	}
	return NULL;
}

static struct logread_value
value_of(const char *at, const char *end)
{
	const struct logread_value none = { "", 0 };

	if (end == at || (end == at + 1 && *at == '-'))
		return none;
	return (struct logread_value){ at, (size_t)(end - at) };
}

/* Keep the value of "key=value" if it is one that is asked for.  *next is where
 * to look first, and becomes the key behind it: a line has them in an order. */
static void
pair_take(struct logread *out, const char *at, const char *end, size_t *next)
{
	const char *equals = memchr(at, '=', (size_t)(end - at));
	size_t i, n, left;

	if (equals == NULL)
		return;
	n = (size_t)(equals - at);
	for (i = *next, left = LOGREAD_KEYS; left > 0; left--, i++) {
		if (i == LOGREAD_KEYS)
			i = 0;
		if (keys[i].len == n && memcmp(keys[i].at, at, n) == 0) {
			out->key[i] = value_of(equals + 1, end);
			*next = i + 1;
			return;
		}
	}
}

/* The word that ends before *end, which becomes where it begins. */
static struct logread_value
word_before(const char *line, const char *end)
{
	const char *at = end;

	while (at > line && at[-1] != ' ' && at[-1] != '\t')
		at--;
	return (struct logread_value){ at, (size_t)(end - at) };
}

/* Whether whoever keeps a log writes such a text before a line: a time, a
 * host, a program.  What clients say stands behind '<', '=' or '(' in the logs
 * of mail servers, and may look like a line of ours. */
static bool
is_before(const struct logread_value *v)
{
	size_t i;
	char c;

	if (v->len > LOGREAD_BEFORE)
		return false;
	for (i = 0; i < v->len; i++) {
		c = v->at[i];
		if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '=' ||
		    c == '(' || c == '"')
			return false;
	}
	return true;
}

/* Whether one of our programs wrote a line: dhf..., or the filter. */
static bool
is_ours(const struct logread *l)
{
	static const char filter[] = "-host-filter";
	const size_t n = sizeof(filter) - 1;
	struct logread_value rest;

	return is_before(&l->before) &&
	    (logread_begins(&rest, &l->program, "dhf") ||
	    (l->program.len > n && memcmp(l->program.at + l->program.len - n,
	    filter, n) == 0));
}

bool
logread(struct logread *out, const char *line, size_t len)
{
	const char *colon = find(line, len, ": pid="), *end = line + len, *at;
	const char *stop;
	size_t i, next = 0;

	if (colon == NULL)
		return false;
	for (i = 0; i < LOGREAD_KEYS; i++)
		out->key[i] = (struct logread_value){ "", 0 };
	while (end[-1] == '\n' || end[-1] == '\r') /* ends at ": pid=" */
		end--;
	out->program = word_before(line, colon);
	out->before = (struct logread_value){ line,
		(size_t)(out->program.at - line) };
	if (!is_ours(out))
		return false;
	for (at = colon + 2; at < end; at = stop + 1) {
		stop = memchr(at, ' ', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		pair_take(out, at, stop, &next);
	}
	return out->key[LOGREAD_ACTION].len > 0 &&
	    out->key[LOGREAD_RULE].len > 0;
}

bool
logread_item(struct logread_value *item, const struct logread_value *list,
    size_t *at)
{
	const char *from = list->at + *at, *comma;
	size_t rest = list->len - *at;

	if (rest == 0)
		return false;
	comma = memchr(from, ',', rest);
	item->at = from;
	item->len = comma != NULL ? (size_t)(comma - from) : rest;
	*at += item->len + (comma != NULL);
	return true;
}

bool
logread_is(const struct logread_value *v, const char *word)
{
	return v->len == strlen(word) && memcmp(v->at, word, v->len) == 0;
}

bool
logread_begins(struct logread_value *rest, const struct logread_value *v,
    const char *word)
{
	const size_t n = strlen(word);

	if (v->len < n || memcmp(v->at, word, n) != 0)
		return false;
	*rest = (struct logread_value){ v->at + n, v->len - n };
	return true;
}

void
logread_label(char *out, size_t cap, const char *label, bool list)
{
	size_t i;

	for (i = 0; label[i] != '\0' && i + 1 < cap; i++) {
		out[i] = label[i] == ' ' ? '_' : label[i];
		if (out[i] <= ' ' || out[i] > '~' || (list && out[i] == ','))
			out[i] = '?';
	}
	out[i] = '\0';
}
