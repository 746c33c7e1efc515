/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/dynastop_element.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "expr/pattern.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define NAME_BYTES LETTERS "0123456789_"
#define HOST_BYTES NAME_BYTES ".-"

/* The text being made. */
struct out {
	char text[PATTERN_SIZE];
	size_t len;
	bool full;
};

static void
put(struct out *o, const char *text, size_t len)
{
	if (o->full || len >= PATTERN_SIZE - o->len) {
		o->full = true;
		return;
	}
	memcpy(o->text + o->len, text, len);
	o->len += len;
	o->text[o->len] = '\0';
}

static bool
is_octet(const char *p)
{
	return p[0] == '$' && p[1] >= '1' && p[1] <= '8';
}

/* True if text could be a part of a host name. */
static bool
is_part(const char *text)
{
	while (*text != '\0') {
		size_t len = strspn(text, HOST_BYTES);

		text += len;
		if (is_octet(text))
			text += 2;
		else if (len == 0)
			return false;
	}
	return true;
}

/* The name behind the "$" at p, in braces or not; bytes of all to *len. */
static const char *
macro_name(const char *p, size_t *name_len, size_t *len)
{
	bool braces = p[1] == '{';
	const char *name = p + 1 + braces;

	*name_len = strspn(name, NAME_BYTES);
	*len = 1 + *name_len + 2 * (size_t)braces;
	if (*name_len == 0 || strchr(LETTERS, *name) == NULL ||
	    (braces && name[*name_len] != '}'))
		return NULL;
	return name;
}

/* Put the text of the macro at p, and return the bytes it takes there; 0 if
 * there is none of the name. */
static size_t
put_macro(struct out *o, const char *p, const struct dynastop_macro *m)
{
	size_t name_len, len;
	const char *name = macro_name(p, &name_len, &len);
	bool group;

	if (name == NULL)
		return 0;
	while (m != NULL && (strlen(m->name) != name_len ||
	    memcmp(m->name, name, name_len) != 0))
		m = m->next;
	if (m == NULL)
		return 0;
	group = !is_part(m->text);
	put(o, "(?:", group ? 3 : 0);
	put(o, m->text, strlen(m->text));
	put(o, ")", group);
	return len;
}

/* True if p begins a variable or a macro, and no "$" that is an anchor. */
static bool
begins_variable(const char *p)
{
	return p[0] == '$' && p[1] != '\0' &&
	    strchr(NAME_BYTES "{", p[1]) != NULL && !is_octet(p);
}

/* Replace the macros.  NULL, or the place of what can't be replaced. */
static const char *
expand(struct out *o, const char *text, const struct dynastop_macro *macros)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		if ((n = pattern_unit_len(text)) == 0 &&
		    begins_variable(text)) {
			if ((n = put_macro(o, text, macros)) == 0)
				return text;
			continue;
		}
		n = n > 0 ? n : is_octet(text) ? 2 : 1;
		put(o, text, n);
	}
	return NULL;
}

/* Write a part of a name as an expression. */
static void
escape_part(struct out *o, const char *text)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		n = strcspn(text, ".");
		put(o, text, n);
		if (text[n] == '\0')
			break;
		put(o, "\\.", 2);
		n++;
	}
}

/* Copy an expression that knows nothing of our fragments. */
static void
escape_expression(struct out *o, const char *text)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		n = pattern_unit_len(text);
		if (n == 0 && text[0] == '%' && text[1] == '{')
			put(o, "\\", 1);
		n = n > 0 ? n : 1;
		put(o, text, n);
	}
}

static enum parse_answer
wrong_variable(struct import *im, const char *text, const struct place *at)
{
	if (text[1] == '0' || text[1] == '9')
		diag_error(im->book->diag, at, "there is no \"%.2s\": $1 to "
		    "$8 are the octets of the address", text);
	else
		diag_error(im->book->diag, at, "no expression stands above "
		    "for \"%.64s\": write Expression NAME TEXT first, and "
		    "$NAME or ${NAME} here", text);
	return PARSE_WRONG;
}

enum parse_answer
dynastop_element(const char **out, struct import *im,
    const struct dynastop_macro *macros, const char *text,
    const struct place *at)
{
	struct out whole = { .len = 0 }, made = { .len = 0 };
	const char *bad = expand(&whole, text, macros);

	if (bad != NULL)
		return wrong_variable(im, bad, at);
	if (is_part(whole.text)) {
		escape_part(&made, whole.text);
	} else {
		diag_warn(im->book->diag, at, "\"%.64s\" is taken for an "
		    "expression, since no host name holds it: write parts of "
		    "names, and $1 to $8", text);
		escape_expression(&made, whole.text);
	}
	if (whole.full || made.full) {
		diag_error(im->book->diag, at, "the element is longer than "
		    "%d bytes: shorten it", PATTERN_SIZE - 1);
		return PARSE_WRONG;
	}
	*out = arena_copy(&im->book->arena, made.text, made.len);
	if (*out != NULL)
		return PARSE_OK;
	(void)err_memory(im->e);
	return PARSE_FAILED;
}

bool
dynastop_element_tells(const char *text)
{
	const char *p;

	for (p = text; (p = strchr(p, '$')) != NULL; p++)
		if (is_octet(p) && strchr(p + 1, '$') != NULL)
			return true;
	return strpbrk(text, LETTERS) != NULL;
}
