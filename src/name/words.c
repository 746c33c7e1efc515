/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/words.h"

#include <stdbool.h>
#include <string.h>

#include "name/vocabulary.h"

/* A row of letters. */
struct row {
	const char *text;
	size_t at, len; /* in text */
	size_t read;    /* to the end of the last word found */
};

/* So many letters may stand behind a word that is joined: "cables". */
#define ENDING 2

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The first two letters as a number that is in the order of the alphabet. */
static unsigned
pair_of(const char *text, size_t left)
{
	return (unsigned)text[0] << 8 | (left > 1 ? (unsigned)text[1] : 0);
}

/* The first word of the vocabulary that may begin as text does.  What is left
 * to look at is as much on either side of the middle, so that the processor has
 * no branch to guess, which it would get wrong every other time. */
static size_t
first_like(const char *text, size_t left)
{
	unsigned pair = pair_of(text, left);
	const struct vocabulary_entry *low = vocabulary;
	size_t n = vocabulary_len, half;

	while (n > 0) {
		half = (n + 1) / 2;
		low += pair_of(low[half - 1].text, 2) < pair ? half : 0;
		n -= half;
	}
	return (size_t)(low - vocabulary);
}

/* How many letters of text the word begins with. */
static size_t
shared(const char *word, const char *text, size_t left)
{
	size_t n = 0;

	while (n < left && word[n] == text[n])
		n++;
	return n;
}

/* True if len bytes, one or more, are a word of the vocabulary. */
static bool
is_word(const char *text, size_t len)
{
	size_t i, n;

	for (i = first_like(text, len); i < vocabulary_len; i++) {
		n = shared(vocabulary[i].text, text, len);
		if (n == len && vocabulary[i].text[n] == '\0')
			return true;
		if (n == 0)
			break;
	}
	return false;
}

/* True if a word of len bytes, skip bytes into the row, is one among others:
 * "bb" and "dsl" in "bbdsl", but not "dyn" in "dynasty", where "as" is one,
 * too, and "ty" is left. */
static bool
is_joined(const struct row *r, size_t skip, size_t len)
{
	const char *row = r->text + r->at;
	size_t end = skip + len, after = r->len - end;

	return (skip == r->read || is_word(row + r->read, skip - r->read)) &&
	    (after <= ENDING || is_word(row + end, after));
}

/* True if a word of len bytes, skip bytes into the row, stands where it may
 * stand. */
static bool
is_in_place(const struct row *r, size_t skip, size_t len, unsigned place)
{
	bool begins = skip == 0, ends = skip + len == r->len;

	switch (place) {
	case PLACE_WHOLE:
		return begins && ends;
	case PLACE_BEGINS:
		return begins;
	case PLACE_ENDS:
		return ends;
	case PLACE_JOINED:
		return is_joined(r, skip, len);
	default:
		return true;
	}
}

/* The longest word of the vocabulary skip bytes into the row; its length, or
 * 0. */
static size_t
longest(struct word *out, const struct row *r, size_t skip)
{
	const char *text = r->text + r->at + skip;
	size_t left = r->len - skip, most = 0, i, n;

	for (i = first_like(text, left); i < vocabulary_len; i++) {
		const struct vocabulary_entry *v = &vocabulary[i];

		n = shared(v->text, text, left);
		if (n == 0 || (n == 1 && v->text[1] != '\0'))
			break; /* begins otherwise, as all after it do */
		if (v->text[n] != '\0' || n <= most ||
		    !is_in_place(r, skip, n, v->place))
			continue;
		most = n;
		out->kind = (enum word_kind)v->kind;
		out->at = (unsigned char)(r->at + skip);
		out->len = (unsigned char)n;
	}
	return most;
}

size_t
words_find(struct word *out, size_t max, const char *text, size_t len)
{
	struct row r = { .text = text };
	size_t found = 0, skip, n;

	for (; r.at < len && found < max; r.at += r.len > 0 ? r.len : 1) {
		for (r.len = 0; r.at + r.len < len &&
		    is_letter(text[r.at + r.len]); r.len++)
			;
		r.read = 0;
		for (skip = 0; skip < r.len && found < max;
		    skip += n > 0 ? n : 1) {
			n = longest(&out[found], &r, skip);
			found += n > 0;
			r.read = n > 0 ? skip + n : r.read;
		}
	}
	return found;
}

const char *
word_kind_word(enum word_kind kind)
{
	static const char word[][9] = { "dynamic", "access", "line",
		"generic", "static", "hosting", "server", "device",
		"mail" };

	return word[kind];
}
