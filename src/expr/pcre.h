/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_PCRE_H
#define DHF_EXPR_PCRE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct err;

/*
 * pcre - the library PCRE2, as those call it who may do without
 *
 * A program is linked with it and has it from its start.  If LATE_LIBRARIES is
 * defined it is loaded by pcre_load: the filter's dynamic build does so, for
 * most clients need no expression.
 */
struct pcre {
	__typeof__(pcre2_general_context_create) *general_context_create;
	__typeof__(pcre2_compile_context_create) *compile_context_create;
	__typeof__(pcre2_match_context_create) *match_context_create;
	__typeof__(pcre2_match_context_free) *match_context_free;
	__typeof__(pcre2_set_match_limit) *set_match_limit;
	__typeof__(pcre2_set_depth_limit) *set_depth_limit;
	__typeof__(pcre2_set_heap_limit) *set_heap_limit;
	__typeof__(pcre2_match_data_create) *match_data_create;
	__typeof__(pcre2_match_data_free) *match_data_free;
	__typeof__(pcre2_compile) *compile;
	__typeof__(pcre2_code_free) *code_free;
	__typeof__(pcre2_pattern_info) *pattern_info;
	__typeof__(pcre2_match) *match;
	__typeof__(pcre2_get_error_message) *get_error_message;
};

/* Fill *out.  Returns 0, or -1 with *e as late_load. */
int pcre_load(struct pcre *out, struct err *e);

#endif
