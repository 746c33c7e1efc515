/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SPF_SPEC_H
#define DHF_SPF_SPEC_H

#include <stdbool.h>
#include <stddef.h>

/*
 * spec - domains in SPF records, with macros in them (RFC 7208 section 7.1)
 *
 * Macros are seen, not read: where one decides, nobody knows the result.
 */

/* Whether len bytes are a macro-string; *macro: with a macro in it. */
bool spf_is_macro_string(const char *text, size_t len, bool *macro);

/* Whether they are a domain-spec: a macro-string that ends in a macro, or in a
 * dot and a label that is no number. */
bool spf_is_domain_spec(const char *text, size_t len, bool *macro);

#endif
