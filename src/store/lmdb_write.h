/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_LMDB_WRITE_H
#define DHF_STORE_LMDB_WRITE_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct store_write;

/*
 * lmdb_write - one transaction, and room kept so that there is always one
 *
 * LMDB copies a page before it changes it, so that even a deletion needs free
 * pages: a store filled to the brim could never be emptied.  So records under
 * new keys are refused while the last few dozen pages, which are on the disk
 * already, still are free.
 */

/* As the engine's write. */
int lmdb_write(void *engine, struct store_write **w, size_t n, bool *full,
    struct err *e);

#endif
