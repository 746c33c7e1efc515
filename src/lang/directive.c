/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/directive.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/nearest.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "expr/pattern.h"
#include "import/formats.h"
#include "import/import.h"
#include "lang/include.h"
#include "lang/lex.h"
#include "lang/setting_parse.h"
#include "rule/settings.h"

/* Most words behind a directive. */
#define ARGS 6

/* The line that is being parsed. */
struct request {
	struct rulebook *book;
	const struct line *line;
	struct place at; /* of the first word */
	char *arg[ARGS];
	struct place arg_at[ARGS];
	size_t args;
	struct err *e;
};

static enum parse_answer
wrong(struct request *q, const char *message)
{
	diag_error(q->book->diag, &q->at, "%s", message);
	return PARSE_WRONG;
}

static enum parse_answer
no_memory(struct request *q)
{
	(void)err_memory(q->e);
	return PARSE_FAILED;
}

static enum parse_answer
parse_define(struct request *q)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	struct pattern_define *d;
	const char *text;

	if (q->args != 2)
		return wrong(q, "write define NAME FRAGMENT, the fragment in "
		    "quotes if it has blanks");
	if (q->arg[0][strspn(q->arg[0], allowed)] != '\0')
		return wrong(q, "the name of a fragment has letters, digits, "
		    "\"_\" and \"-\" only");
	text = pattern_expand(&q->book->arena, q->arg[1], q->book->defines,
	    q->e);
	if (text == NULL)
		return q->e->class == ERR_TEMP ? PARSE_FAILED :
		    wrong(q, q->e->msg);
	if ((d = arena_alloc(&q->book->arena, sizeof(*d))) == NULL)
		return no_memory(q);
	d->name = q->arg[0];
	d->text = text;
	d->next = q->book->defines;
	q->book->defines = d;
	return PARSE_OK;
}

static enum parse_answer
parse_include(struct request *q)
{
	if (q->args != 1)
		return wrong(q, "write include FILE or include FOLDER");
	return include_path(q->book, q->arg[0], &q->arg_at[0], q->e);
}

/* Take a word behind the file of an import; false if it is none, or stands
 * there twice. */
static bool
import_option(struct import *im, const char *word)
{
	const struct {
		const char *word;
		bool *flag;
	} option[] = {
		{ "skip", &im->options.skip },
		{ "empty", &im->options.empty },
		{ "all", &im->options.all },
	};
	int action = im->action == -1 ? RULE_GREY : -1;
	size_t i;

	for (i = 0; i < sizeof(option) / sizeof(option[0]); i++)
		if (strcmp(option[i].word, word) == 0) {
			if (*option[i].flag)
				return false;
			*option[i].flag = true;
			return true;
		}
	for (; action >= 0; action--)
		if (strcmp(rule_action_word((enum rule_action)action), word) ==
		    0)
			break;
	if (action != -1)
		im->action = action;
	return action != -1;
}

static enum parse_answer
parse_import(struct request *q)
{
	struct import im = { .book = q->book, .action = -1, .at = q->at,
		.e = q->e };
	size_t i;

	if (q->args < 2)
		return wrong(q, "write import FORMAT FILE, and the action for "
		    "refusals if it is not block");
	for (i = 2; i < q->args; i++)
		if (!import_option(&im, q->arg[i])) {
			diag_error(q->book->diag, &q->arg_at[i], "\"%.32s\" "
			    "behind the file of an import: write pass, block, "
			    "defer or grey, then skip, empty and all, each "
			    "once", q->arg[i]);
			return PARSE_WRONG;
		}
	im.path = source_beside(&q->book->arena, q->at.file, q->arg[1]);
	if (im.path == NULL)
		return no_memory(q);
	im.name = im.path;
	return formats_import(&im, q->arg[0]);
}

static enum parse_answer
parse_setting(struct request *q, size_t i)
{
	size_t len = 0, k;
	char *value;

	if (q->args == 0)
		return wrong(q, "the setting has no value: write one");
	for (k = 0; k < q->args; k++)
		len += strlen(q->arg[k]) + 1;
	if ((value = arena_alloc(&q->book->arena, len)) == NULL)
		return no_memory(q);
	for (k = 0; k < q->args; k++) {
		if (k > 0)
			strcat(value, " ");
		strcat(value, q->arg[k]);
	}
	if (q->book->given[i] == RULEBOOK_GIVEN &&
	    settings_get(i)->form != FORM_LIST)
		diag_warn(q->book->diag, &q->at, "%s was set before, at "
		    "%s:%u: this line counts", settings_get(i)->word,
		    q->book->set_at[i].file, q->book->set_at[i].line);
	return setting_take(q->book, i, value, &q->arg_at[0], q->e);
}

static enum parse_answer
unknown(struct request *q, const char *word)
{
	static const char *const other[] = { "pass", "block", "defer", "grey",
		"score", "mark", "define", "include", "import" };
	struct nearest n = { word, NULL, 0 };
	size_t i;

	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		nearest_offer(&n, other[i]);
	for (i = 0; i < settings_count(); i++)
		nearest_offer(&n, settings_get(i)->word);
	if (n.best != NULL)
		diag_error(q->book->diag, &q->at, "\"%.32s\" is neither an "
		    "action nor a setting: did you mean \"%s\"?", word,
		    n.best);
	else
		diag_error(q->book->diag, &q->at, "\"%.32s\" is neither an "
		    "action nor a setting: see dhf.conf(5)", word);
	return PARSE_WRONG;
}

/* Split what follows the first word. */
static enum parse_answer
take_args(struct request *q, char *p)
{
	enum lex_answer answer;
	struct word w;

	while ((answer = lex_word(&w, &p, &q->book->arena)) == LEX_WORD) {
		if (q->args == ARGS)
			return wrong(q, "too many words on the line: put "
			    "quotes around a value with blanks");
		q->arg_at[q->args] = line_place(q->line, w.at);
		q->arg[q->args++] = w.text;
	}
	if (answer == LEX_OPEN_QUOTE)
		return wrong(q, "no closing quote: write another \"");
	return answer == LEX_END ? PARSE_OK : no_memory(q);
}

/* The words that are no settings. */
static const struct {
	const char *word;
	enum parse_answer (*parse)(struct request *q);
} others[] = {
	{ "define", parse_define },
	{ "include", parse_include },
	{ "import", parse_import },
};

#define OTHERS (sizeof(others) / sizeof(others[0]))

enum parse_answer
directive_parse(struct rulebook *b, const struct line *l, const char *word,
    char *p, struct err *e)
{
	struct request q = { .book = b, .line = l, .e = e };
	enum parse_answer answer;
	int setting = settings_find(word);
	size_t i;

	q.at = line_place(l, line_skip(l->text));
	for (i = 0; i < OTHERS && strcmp(others[i].word, word) != 0; i++)
		;
	if (setting == -1 && i == OTHERS)
		return unknown(&q, word);
	if ((answer = take_args(&q, p)) != PARSE_OK)
		return answer;
	return setting != -1 ? parse_setting(&q, (size_t)setting) :
	    others[i].parse(&q);
}
