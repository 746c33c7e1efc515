/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_LMDB_WRITE_H
#define DHF_STORE_LMDB_WRITE_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct store_write;

/*
 * lmdb_write - some changes in one transaction, as many as there is room for
 */

/* As the engine's write. */
int lmdb_write(void *engine, struct store_write **w, size_t n, bool *full,
    struct err *e);

#endif
