/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * first-match EXPRESSIONS NAMES: for each name, a line of NAMES, print the
 * number of the first line of EXPRESSIONS that PCRE2 finds in it, or 0.
 *
 * An opinion of its own on what the rules of a file say: shares no code with
 * src/, asks every expression, and leaves no name out.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct lines {
	char **line;
	size_t len, cap;
};

static void
die(const char *what, const char *which)
{
	fprintf(stderr, "first-match: %s: %s\n", what, which);
	exit(111);
}

static struct lines
read_lines(const char *path)
{
	struct lines l = { NULL, 0, 0 };
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;
	ssize_t n;

	if (in == NULL)
		die("open", path);
	while ((n = getline(&text, &room, in)) != -1) {
		if (n > 0 && text[n - 1] == '\n')
			text[n - 1] = '\0';
		if (l.len == l.cap) {
			l.cap = 2 * l.cap + 1024;
			l.line = realloc(l.line, l.cap * sizeof(*l.line));
			if (l.line == NULL)
				die("memory", path);
		}
		if ((l.line[l.len++] = strdup(text)) == NULL)
			die("memory", path);
	}
	free(text);
	if (fclose(in) != 0)
		die("read", path);
	return l;
}

static pcre2_code *
compile(const char *text)
{
	pcre2_code *code;
	PCRE2_SIZE at;
	int why;

	code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
	    PCRE2_CASELESS | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF, &why,
	    &at, NULL);
	if (code == NULL)
		die("bad expression", text);
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

static bool
matches(const pcre2_code *code, const char *name, size_t len,
    pcre2_match_data *found)
{
	int rc = pcre2_match(code, (PCRE2_SPTR)name, len, 0, 0, found, NULL);

	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
		die("gave up on", name);
	return rc >= 0;
}

/* Bring a name to the form in which it is searched; its length. */
static size_t
normalise(char *name)
{
	size_t len = strlen(name), i;

	if (len > 0 && name[len - 1] == '.')
		name[--len] = '\0';
	for (i = 0; i < len; i++)
		name[i] = (char)tolower((unsigned char)name[i]);
	return len;
}

int
main(int argc, char **argv)
{
	struct lines expressions, names;
	pcre2_match_data *found = pcre2_match_data_create(1, NULL);
	size_t *first, *len, i, k;

	if (argc != 3 || found == NULL)
		die("usage", "first-match EXPRESSIONS NAMES");
	expressions = read_lines(argv[1]);
	names = read_lines(argv[2]);
	first = calloc(names.len + 1, sizeof(*first));
	len = calloc(names.len + 1, sizeof(*len));
	if (first == NULL || len == NULL)
		die("memory", argv[2]);
	for (k = 0; k < names.len; k++)
		len[k] = normalise(names.line[k]);
	/* All names for one expression, while it is in the cache. */
	for (i = 0; i < expressions.len; i++) {
		pcre2_code *code = compile(expressions.line[i]);

		for (k = 0; k < names.len; k++)
			if (first[k] == 0 && matches(code, names.line[k],
			    len[k], found))
				first[k] = i + 1;
		pcre2_code_free(code);
	}
	for (k = 0; k < names.len; k++)
		printf("%zu\n", first[k]);
	return fflush(stdout) == 0 ? 0 : 111;
}
