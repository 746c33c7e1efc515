/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_DYNASTOP_VERB_H
#define DHF_IMPORT_DYNASTOP_VERB_H

/*
 * dynastop_verb - the first words of the lines of DynaStop's files
 *
 * Those that its page names, in any letter case.  Of three it does not name
 * what to write: common patterns, DNS lists and subjects.  The first are
 * "Expression" here, and whatever begins with "RBL", "DNSBL" or "Subject" is
 * one of the others.
 */

/* What a verb does.  Rules stand in this order, whatever the order of the
 * files. */
enum dynastop_kind {
	DYNASTOP_NO_FILTER, /* recipients that want no filter */
	DYNASTOP_EXCLUDE,   /* excluded at all costs */
	DYNASTOP_NO_MAIL,   /* nobody wants mail from there */
	DYNASTOP_DYNAMIC,   /* an end user's machine */
	DYNASTOP_INCLUDE,   /* these make no rules */
	DYNASTOP_SETTING,
	DYNASTOP_EXPRESSION,
	DYNASTOP_LISTS,     /* DNS lists */
	DYNASTOP_SUBJECT,
	DYNASTOP_UNKNOWN
};

/* What stands behind the verb of a rule. */
enum dynastop_value {
	DYNASTOP_NOTHING, /* it is no rule */
	DYNASTOP_RECIPIENTS,
	DYNASTOP_ELEMENTS,
	DYNASTOP_NETWORK
};

struct dynastop_verb {
	const char *word; /* as the page writes it */
	enum dynastop_kind kind;
	enum dynastop_value value;
};

/* The verb that word is; one of the kind DYNASTOP_UNKNOWN if it is none, its
 * word being what may have been meant, or NULL. */
struct dynastop_verb dynastop_verb_find(const char *word);

#endif
