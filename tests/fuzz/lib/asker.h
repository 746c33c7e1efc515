/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_FUZZ_LIB_ASKER_H
#define DHF_TESTS_FUZZ_LIB_ASKER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * asker - compile rule text, and ask rule images whatever they can be asked
 *
 * Aborts where a claim does not hold.  The parser reads files: they are in a
 * folder of its own in /dev/shm, which stays if the fuzzer is killed.
 */
void asker_must(int claim);

/* Put len bytes into the file name of the folder. */
void asker_write(const char *name, const void *data, size_t len);

/* Compile the file "rules" of the folder.  Returns 0 and the image, the
 * caller's to free, and how many rules it has; or -1. */
int asker_compile(struct buf *image, size_t *rules);

/* Everything that holds of rules as the compiler made them: they can be
 * listed and asked, the index and the walk agree, and compiling the same
 * again gives the same bytes.  name is a client's. */
void asker_check(const char *name);

/* Ask an image that may be anything for everything: an answer or an error.
 * data is borrowed and page-wise sound. */
void asker_survive(const unsigned char *data, size_t len, const char *name);

#endif
