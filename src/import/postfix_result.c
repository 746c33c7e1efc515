/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/postfix_result.h"

#include <string.h>
#include <strings.h>

#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"

/* Length of an enhanced status code (RFC 3463) at p, or 0. */
static size_t
dsn_len(const char *p)
{
	size_t subject, detail;

	if ((*p != '4' && *p != '5') || p[1] != '.')
		return 0;
	subject = strspn(p + 2, "0123456789");
	if (subject == 0 || subject > 3 || p[2 + subject] != '.')
		return 0;
	detail = strspn(p + 3 + subject, "0123456789");
	if (detail == 0 || detail > 3 || !line_blank(p[3 + subject + detail]))
		return 0;
	return 3 + subject + detail;
}

/* The optional dsn and text behind a refusal. */
static enum parse_answer
take_text(struct rule *r, struct import *im, char *p)
{
	size_t len = dsn_len(p);

	if (len > 0 && (r->action == RULE_BLOCK) == (*p == '5')) {
		p[len] = '\0';
		r->dsn = p;
		p = line_skip(p + len + 1);
	}
	r->text = import_text(im, p);
	return r->text != NULL ? PARSE_OK : PARSE_FAILED;
}

static void
refuse(struct rule *r, struct import *im, enum rule_action action)
{
	r->action = im->action != -1 ? (enum rule_action)im->action : action;
	if (r->action == RULE_PASS)
		r->code = 0;
}

/* What the words mean; action RULE_NEXT and not known: nothing we can do. */
static const struct meaning {
	const char *word;
	enum rule_action action;
	bool refuses;
} table[] = {
	{ "OK", RULE_PASS, false },
	{ "PERMIT", RULE_PASS, false },
	{ "RELAY", RULE_PASS, false },
	{ "DUNNO", RULE_NEXT, false },
	{ "REJECT", RULE_BLOCK, true },
	{ "DEFER", RULE_DEFER, true },
	{ "DEFER_IF_PERMIT", RULE_DEFER, true },
	{ "DEFER_IF_REJECT", RULE_DEFER, true },
	{ "PREPEND", RULE_MARK, false },
	{ "WARN", RULE_MARK, false },
	{ "INFO", RULE_MARK, false },
};

#define MEANINGS (sizeof(table) / sizeof(table[0]))

/* Results of digits alone let in: programs that note who fetched mail just now
 * write a time there.  A code alone does, too, and seldom was meant to. */
static bool
is_number(const char *word, size_t len, const char *rest)
{
	return len > 0 && strspn(word, "0123456789") == len && *rest == '\0';
}

/* The code of "550" and the like, or 0. */
static unsigned
code_of(const char *word, size_t len)
{
	if (len != 3 || strspn(word, "0123456789") < 3 ||
	    (*word != '4' && *word != '5'))
		return 0;
	return (unsigned)(word[0] - '0') * 100 +
	    (unsigned)(word[1] - '0') * 10 + (unsigned)(word[2] - '0');
}

enum parse_answer
postfix_result(struct rule *r, struct import *im, char *text,
    const struct place *at)
{
	size_t len = strcspn(text, " \t\r\n"), i;
	char *rest = line_skip(text + len);

	if (is_number(text, len, rest)) {
		if (code_of(text, len) != 0)
			diag_warn(im->book->diag, at, "a result of digits "
			    "alone lets in, as in Postfix: write a text "
			    "behind %.3s if it is to refuse", text);
		r->action = RULE_PASS;
		return PARSE_OK;
	}
	if ((r->code = code_of(text, len)) != 0) {
		refuse(r, im, r->code < 500 ? RULE_DEFER : RULE_BLOCK);
		if (r->action != RULE_BLOCK && r->code >= 500)
			r->code = 0;
		return take_text(r, im, rest);
	}
	for (i = 0; i < MEANINGS; i++)
		if (strlen(table[i].word) == len &&
		    strncasecmp(table[i].word, text, len) == 0)
			break;
	if (i < MEANINGS && table[i].refuses) {
		refuse(r, im, table[i].action);
		return take_text(r, im, rest);
	}
	if (i == MEANINGS) {
		diag_warn(im->book->diag, at, "the result \"%.*s\" can't be "
		    "had at the connection: it is taken as DUNNO",
		    len < 32 ? (int)len : 32, text);
		r->action = RULE_NEXT;
	} else {
		r->action = table[i].action;
	}
	if (!rule_is_final(r))
		r->target = RULEBOOK_BEHIND;
	return PARSE_OK;
}
