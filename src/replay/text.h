/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_TEXT_H
#define DHF_REPLAY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * text - what is left of a line, and taking it from the front
 *
 * A line of a log is read like a sentence: what the server itself writes is
 * taken word by word, and what a client said only where the server puts it.
 * Nothing is searched for behind what a client said, but where the search can
 * do no more than harm that client.  All of these leave *t as it was if they
 * say no.
 */
struct text {
	const char *at; /* borrowed */
	size_t len;
};

bool text_is(struct text t, const char *word);

/* Take a word that stands next. */
bool text_take(struct text *t, const char *word);

/* Take a word off the end. */
bool text_drop(struct text *t, const char *word);

/* Take what stands before the first of a byte, and the byte. */
bool text_until(struct text *out, struct text *t, char byte);

/* The same before the last of it; *t is what stands behind. */
bool text_until_last(struct text *out, struct text *t, char byte);

/* Whether a word stands in it, and how often. */
bool text_has(struct text t, const char *word);
size_t text_count(struct text t, const char *word);

/* What stands behind the first of a word.  False: it is not there. */
bool text_behind(struct text *out, struct text t, const char *word);

/* The same of a word that stands there once. */
bool text_once(struct text *out, struct text t, const char *word);

/* Leave n bytes behind, of as many or more. */
void text_step(struct text *t, size_t n);

#endif
