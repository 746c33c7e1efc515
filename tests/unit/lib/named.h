/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_NAMED_H
#define DHF_TESTS_UNIT_LIB_NAMED_H

#include "name/class.h"
#include "name/embedded.h"

/*
 * named - what a name says about an address, both as text
 */

/* What of the address is in the name. */
struct embedded named_embedded(const char *address, const char *name);

/* The test fails over what was found there. */
void named_fail(const struct embedded *got, const char *address,
    const char *name);

/* The class of a name whose registrable domain has two labels; address may be
 * NULL.  *out has garbage before. */
void named_class(struct class *out, const char *address, const char *name);

/* A name and the class it has to have. */
struct named_row {
	const char *name;
	enum class_kind kind;
};

/* The test fails if one of n names has another class. */
void named_check(const char *address, const struct named_row *row, size_t n);

#endif
