/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_networks.h"

#include "book/criterion_make.h"
#include "book/rulebook.h"
#include "import/netlist.h"

enum parse_answer
import_networks_rule(struct import *im, const struct criterion *c,
    enum rule_action action)
{
	struct rule r = rulebook_blank();

	r.action = im->action != -1 ? (enum rule_action)im->action : action;
	r.source = im->name;
	r.crit_len = 1;
	im->name = im->at.file; /* the rule stands where the import does */
	return import_add(im, &r, c, &im->at);
}

enum parse_answer
import_networks(struct import *im)
{
	struct criterion c = { .negated = false };
	enum parse_answer answer = criterion_make_set(&c, im->book, im->name,
	    im->e);

	if (answer == PARSE_OK)
		answer = netlist_read(im->book, c.set, im->path, &im->options,
		    &im->at, im->e);
	return answer == PARSE_OK ? import_networks_rule(im, &c, RULE_BLOCK) :
	    answer;
}
