/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the automaton of an expression says of a name, where there is one and
 * it says anything, is what PCRE2 says.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "expr/automaton.h"
#include "expr/regex.h"
#include "lib/expression.h"

#define NAMES 8

static pcre2_match_data *found;
static unsigned long long ran, compiled, taken, asked, matched;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
tell(void)
{
	fprintf(stderr, "%llu runs, %llu expressions, %llu automata, %llu "
	    "names, %llu match\n", ran, compiled, taken, asked, matched);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	found = pcre2_match_data_create(1, NULL);
	if (found == NULL || atexit(tell) != 0)
		abort();
	return 0;
}

/* One name, by both. */
static void
compare(const struct automaton *a, const pcre2_code *code, const char *text,
    const char *name, size_t len)
{
	int rc = pcre2_match(code, (PCRE2_SPTR)name, len, 0, 0, found, NULL);
	enum automaton_answer answer = automaton_search(a, name, len);

	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH) /* its limits */
		return;
	asked++;
	matched += rc >= 0;
	if (answer == AUTOMATON_UNKNOWN ||
	    (rc >= 0) == (answer == AUTOMATON_YES))
		return;
	fprintf(stderr, "expression %s\nname       %s\n%s\n", text, name,
	    rc >= 0 ? "is not found" : "is found");
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[EXPRESSION_NAME];
	struct automaton automaton;
	struct expression x;
	pcre2_code *code;
	struct draw d;
	PCRE2_SIZE at;
	size_t i, len;
	int why;

	ran++;
	draw_begin(&d, data, size);
	expression_make(&x, &d);
	code = pcre2_compile((PCRE2_SPTR)x.text, PCRE2_ZERO_TERMINATED,
	    REGEX_OPTIONS, &why, &at, NULL);
	compiled += code != NULL;
	if (code != NULL && automaton_make(&automaton, x.text)) {
		taken++;
		for (i = 0; i < NAMES; i++) {
			len = expression_name(name, &x, &d);
			compare(&automaton, code, x.text, name, len);
		}
	}
	pcre2_code_free(code);
	return 0;
}
