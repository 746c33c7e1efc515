/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_postgrey.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "expr/pattern.h"

/* How many parts of one to three digits text has, if it has nothing else but
 * dots between and a prefix length at the end; else 0. */
static unsigned
parts(const char *text, bool *prefix)
{
	unsigned n = 0;
	size_t len;

	for (;;) {
		len = strspn(text, "0123456789");
		if (len == 0 || len > 3)
			return 0;
		n++;
		text += len;
		if (*text != '.')
			break;
		text++;
	}
	*prefix = *text == '/';
	if (*prefix)
		text += 1 + strspn(text + 1, "0123456789");
	return *text == '\0' ? n : 0;
}

static bool
is_ip6(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon != NULL && strchr(colon + 1, ':') != NULL;
}

static enum parse_answer
network(struct criterion *out, struct import *im, const char *text,
    const struct place *at)
{
	enum parse_answer answer = criterion_make_set(out, im->book, text,
	    im->e);

	return answer == PARSE_OK ? criterion_make_network(out, im->book,
	    text, false, at, im->e) : answer;
}

/* Octets without the last ones; postgrey 1.37 takes two for a /24, too. */
static enum parse_answer
octets(struct criterion *out, struct import *im, const char *text,
    unsigned given, const struct place *at)
{
	size_t len = strlen(text);
	char *whole = arena_alloc(&im->book->arena, len + sizeof(".0.0/24"));

	if (whole == NULL) {
		(void)err_memory(im->e);
		return PARSE_FAILED;
	}
	memcpy(whole, text, len);
	(void)strcpy(whole + len, given == 2 ? ".0.0/24" : ".0/24");
	if (given == 2)
		diag_warn(im->book->diag, at, "postgrey takes \"%.64s\" as "
		    "%s: write it so, or %.64s.0.0/16", text, whole, text);
	return network(out, im, whole, at);
}

/* /EXPRESSION/; close is the last slash. */
static enum parse_answer
expression(struct criterion *out, struct import *im, char *text, char *close,
    const struct place *at)
{
	char *plain = arena_alloc(&im->book->arena,
	    PATTERN_PLAIN_SIZE(strlen(text)));

	if (plain == NULL) {
		(void)err_memory(im->e);
		return PARSE_FAILED;
	}
	*close = '\0';
	(void)pattern_plain(plain, text + 1);
	*close = '/';
	return criterion_make_regex(out, im->book, plain, at, im->e);
}

static enum parse_answer
entry(struct criterion *out, struct import *im, char *text,
    const struct place *at)
{
	size_t len = strlen(text);
	bool prefix = false;
	unsigned n = parts(text, &prefix);

	if (text[strcspn(text, " \t\r")] != '\0') {
		diag_error(im->book->diag, at, "a blank in \"%.64s\": "
		    "postgrey knows one name, address or /expression/ a line",
		    text);
		return PARSE_WRONG;
	}
	if (*text == '/' && len > 2 && text[len - 1] == '/')
		return expression(out, im, text, text + len - 1, at);
	if (n == 4 || is_ip6(text))
		return network(out, im, text, at);
	if ((n == 2 || n == 3) && !prefix)
		return octets(out, im, text, n, at);
	return criterion_make_domain(out, im->book, CRITERION_NAME, text, at,
	    im->e);
}

static enum parse_answer
read_line(struct import *im, char *text, const struct place *at)
{
	struct criterion c = { .negated = false };
	enum parse_answer answer;
	struct rule r;

	if (import_begin(&r, im, RULE_PASS, text) == -1)
		return PARSE_FAILED;
	answer = entry(&c, im, text, at);
	return answer == PARSE_OK ? import_add(im, &r, &c, at) : answer;
}

enum parse_answer
import_postgrey(struct import *im)
{
	enum parse_answer answer;
	struct source s;
	struct line l;

	if ((answer = import_open(im, &s)) != PARSE_OK)
		return answer;
	while (source_line(&s, SOURCE_PLAIN, &l)) {
		char *text = line_skip(l.text);
		struct place p = line_place(&l, text);

		text[strcspn(text, "#")] = '\0';
		line_trim(text);
		if (*text != '\0' && read_line(im, text, &p) == PARSE_FAILED)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}
