/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_FUZZ_LIB_DNSBOOK_H
#define DHF_TESTS_FUZZ_LIB_DNSBOOK_H

#include "expression.h"

/*
 * dnsbook - rule books about what DNS says, from bytes
 *
 * The lists of addresses are a.one.test, b.one.test, two.test and three.test,
 * the list of names is names.test.  Some import "list" from beside them, in
 * the format tcprules.
 */
struct dnsbook {
	char text[4096];
	size_t len;
};

/* Make a book that compiles. */
void dnsbook_make(struct dnsbook *out, struct draw *d);

#endif
