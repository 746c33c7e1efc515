/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/pcre.h"

#include <stddef.h>

#ifdef LATE_LIBRARIES
#include "base/late.h"

#define SONAME "libpcre2-8.so.0"
#define COUNT  (sizeof(struct pcre) / sizeof(void *))

static const struct late_note note
    __attribute__((used, section(".note.dlopen"), aligned(4))) = {
	sizeof(note.owner), sizeof(note.text), LATE_NOTE_TYPE, LATE_NOTE_OWNER,
	"[{\"soname\":[\"" SONAME "\"],\"priority\":\"required\"}]"
};

int
pcre_load(struct pcre *out, struct err *e)
{
	static const struct late_function function[COUNT] = {
		{ "pcre2_general_context_create_8",
		    offsetof(struct pcre, general_context_create) },
		{ "pcre2_compile_context_create_8",
		    offsetof(struct pcre, compile_context_create) },
		{ "pcre2_match_context_create_8",
		    offsetof(struct pcre, match_context_create) },
		{ "pcre2_match_context_free_8",
		    offsetof(struct pcre, match_context_free) },
		{ "pcre2_set_match_limit_8",
		    offsetof(struct pcre, set_match_limit) },
		{ "pcre2_set_depth_limit_8",
		    offsetof(struct pcre, set_depth_limit) },
		{ "pcre2_set_heap_limit_8",
		    offsetof(struct pcre, set_heap_limit) },
		{ "pcre2_match_data_create_8",
		    offsetof(struct pcre, match_data_create) },
		{ "pcre2_match_data_free_8",
		    offsetof(struct pcre, match_data_free) },
		{ "pcre2_compile_8", offsetof(struct pcre, compile) },
		{ "pcre2_code_free_8", offsetof(struct pcre, code_free) },
		{ "pcre2_pattern_info_8", offsetof(struct pcre, pattern_info) },
		{ "pcre2_match_8", offsetof(struct pcre, match) },
		{ "pcre2_get_error_message_8",
		    offsetof(struct pcre, get_error_message) },
	};
	const struct late_library library = { SONAME, "expressions" };

	return late_load(out, &library, function, COUNT, e);
}
#else
int
pcre_load(struct pcre *out, struct err *e)
{
	(void)e;
	*out = (struct pcre){
		.general_context_create = pcre2_general_context_create,
		.compile_context_create = pcre2_compile_context_create,
		.match_context_create = pcre2_match_context_create,
		.match_context_free = pcre2_match_context_free,
		.set_match_limit = pcre2_set_match_limit,
		.set_depth_limit = pcre2_set_depth_limit,
		.set_heap_limit = pcre2_set_heap_limit,
		.match_data_create = pcre2_match_data_create,
		.match_data_free = pcre2_match_data_free,
		.compile = pcre2_compile,
		.code_free = pcre2_code_free,
		.pattern_info = pcre2_pattern_info,
		.match = pcre2_match,
		.get_error_message = pcre2_get_error_message,
	};
	return 0;
}
#endif
