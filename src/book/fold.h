/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BOOK_FOLD_H
#define DHF_BOOK_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * fold - of many warnings of one kind in one file, the first and how many
 *
 * Whoever imports a list of thousands of lines can't read a warning about each
 * of them, and misses the one of another kind.  All bytes zero folds nothing.
 */
struct fold_kind {
	const char *file, *kind; /* borrowed */
	unsigned line, column;   /* of the first */
	char *text;              /* owned; what the first says */
	size_t count;
};

struct fold {
	const char **file; /* owned array, names borrowed: what is folded */
	size_t files, files_cap;
	struct fold_kind *kind; /* owned, in the order of their firsts */
	size_t kinds, kinds_cap;
};

/* From here on fold what is said of a file.  Without memory it is not. */
void fold_file(struct fold *f, const char *file);

/* True if what is said of the file is folded. */
bool fold_has(const struct fold *f, const char *file);

/* Take what is said at a line and column of a file that is folded.  kind
 * stands for all that say the same of different lines.  False if it could not
 * be taken and is to be said now. */
bool fold_take(struct fold *f, const struct fold_kind *what);

/* Release what *f owns and leave the empty one.  May be repeated. */
void fold_free(struct fold *f);

#endif
