/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_LMDB_H
#define DHF_STORE_LMDB_H

#include "store/engine.h"

/*
 * lmdb - an engine in one file, DIR/store, by the library LMDB
 *
 * Without MDB_NOSYNC, MDB_NOMETASYNC and MDB_WRITEMAP: what is committed is on
 * the disk, a full disk is an error of write(2) and no signal, and a wild
 * pointer of ours can't change the file.
 *
 * With MDB_NOLOCK: the folder's lock keeps other processes out, so LMDB needs
 * no table of readers.  Its table would be a file in memory, which a full disk
 * makes a SIGBUS, and in which a stopped reader of somebody else's (mdb_copy)
 * would keep the file growing.  LMDB then asks that no reader be at an old
 * snapshot while somebody writes.  Ours is at the newest: taken at hold, given
 * back at release, with one write between.  While transaction N + 1 is written
 * LMDB uses pages that were free in N - 1 already, none of N's.
 */
extern const struct store_engine lmdb_engine;

#endif
