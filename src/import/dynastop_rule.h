/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_DYNASTOP_RULE_H
#define DHF_IMPORT_DYNASTOP_RULE_H

#include "import/dynastop_element.h"
#include "import/dynastop_verb.h"
#include "import/import.h"
#include "rule/criterion.h"

/*
 * dynastop_rule - a line of DynaStop's files as a rule
 *
 *	NoFilter example.com		pass @rcpt=example.com
 *	Exclude, ExRange, ExCidr	pass
 *	NoMail, NoMailRange, ...	block code=559
 *	Pattern softbank$1 bbtec.net	block @regex=softbank$1
 *					    @regex=bbtec\.net, and a name
 *	PatRange, PatCidr		block @ip, and a name
 *
 * DynaStop says "no reverse address" before it looks for dynamic ones, so the
 * last two hold for clients with a name only; and elements are asked of names,
 * not of addresses.
 */

/* The reply code by which others know a NoMail line. */
#define DYNASTOP_NO_MAIL_CODE 559

struct dynastop_line {
	struct dynastop_verb verb;
	char *value;        /* what follows the verb; is changed */
	const char *source; /* the whole line; borrowed from the arena */
	struct place at;    /* of the value */
};

struct dynastop_rule {
	enum dynastop_kind kind; /* rules stand in this order, then as read */
	struct rule rule;
	struct criterion *crit; /* borrowed from the arena */
	size_t number;          /* by the caller, like the next */
	bool bare;              /* it had no verb */
	struct place place;
};

/* Make the rule.  PARSE_WRONG, told, if the value does not read. */
enum parse_answer dynastop_rule(struct dynastop_rule *out, struct import *im,
    const struct dynastop_macro *macros, const struct dynastop_line *l);

/* Cut the next word at *p, and move *p behind it; NULL at the end and where a
 * comment begins. */
char *dynastop_word(char **p);

#endif
