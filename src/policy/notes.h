/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_NOTES_H
#define DHF_POLICY_NOTES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * notes - what is to be told of a decision beside the verdict
 */
enum note_kind {
	NOTE_WATCH,  /* RULE:ACTION that a watched rule would have taken */
	NOTE_LIMIT,  /* a rule whose expression gave up */
	NOTE_MARK,   /* a rule that marked the client */
	NOTE_DNS,    /* "rdns:none", "ZONE:listed" and so on */
	NOTE_DNS_NO  /* "ZONE:no": asked, and not listed */
};

/* Bytes of all notes, and of those of lists that said no; what does not fit is
 * left out, and a walk rarely makes a tenth. */
#define NOTES_SIZE 1024
#define NOTES_NO_SIZE 512

/* No member is read beyond len: only that has to be 0 at first. */
struct notes {
	size_t len;
	char text[NOTES_SIZE]; /* of each note its kind, text and a NUL */
};

void notes_clear(struct notes *n);

/* Add "item", or "item:tail" if tail is not "", unless it is there already or
 * both are empty. */
void notes_add(struct notes *n, enum note_kind kind, const char *item,
    const char *tail);

/* Step through the notes of a kind, *at 0 at first: the next, borrowed until
 * something is added, or NULL. */
const char *notes_next(const struct notes *n, enum note_kind kind, size_t *at);

/* Write the notes of a kind with commas between to out, NUL-terminated; a
 * comma inside a note becomes '?', so that items can be told apart. */
void notes_join(char out[NOTES_SIZE], const struct notes *n,
    enum note_kind kind);

#endif
