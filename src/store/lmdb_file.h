/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_LMDB_FILE_H
#define DHF_STORE_LMDB_FILE_H

#include <stdbool.h>

struct err;
struct lmdb;
struct store_place;

/*
 * lmdb_file - a file that can be opened without harm
 *
 * LMDB believes what stands in its file: a page number of a damaged one leads
 * it anywhere.  So the file is read before it is opened, in a child that may
 * die of it.
 */

/* Make sure that l->path is a good file.  One that is not is renamed and told,
 * and a new one takes its place, whole at once; *fresh says that it did, or
 * that there was none.  Returns 0, or -1 with *e. */
int lmdb_file_ready(struct lmdb *l, const struct store_place *p, bool *fresh,
    struct err *e);

#endif
