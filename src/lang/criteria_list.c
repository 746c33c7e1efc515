/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/criteria.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "lang/diag.h"
#include "lang/rulebook.h"
#include "rule/rule.h"

/* What is being parsed. */
struct request {
	struct rulebook *book;
	struct criterion *out;
	const struct place *at;
	bool *answers; /* the list before, or this one, has answers */
};

/* ADDRESS or ADDRESS-ADDRESS, behind a list that has answers; of those that
 * lists give (RFC 5782 section 2.1), since others would never count. */
static enum parse_answer
list_answer(const struct request *q, char *value)
{
	char *dash = strchr(value, '-');
	struct ip first, last;
	struct err e;
	bool reads;

	if (dash != NULL)
		*dash = '\0';
	reads = ip_parse(&first, value, &e) == 0 &&
	    ip_parse(&last, dash != NULL ? dash + 1 : value, &e) == 0;
	if (dash != NULL)
		*dash = '-';
	if (reads && *q->answers && first.bits == 32 && last.bits == 32 &&
	    first.octet[0] == 127 && last.octet[0] == 127 &&
	    ip_compare(&first, &last) <= 0)
		return PARSE_OK;
	diag_error(q->book->diag, q->at, "\"%.48s\" is not an answer of a "
	    "list: write ZONE=127.0.0.2 or ZONE=127.0.0.2-127.0.0.11", value);
	return PARSE_WRONG;
}

/* Cut "/4" or "/6" off a zone: the clients that it is asked about. */
static enum parse_answer
list_family(const struct request *q, char *zone, char *family)
{
	char *slash = strchr(zone, '/');

	*family = slash != NULL ? slash[1] : '\0';
	if (slash == NULL)
		return PARSE_OK;
	if (strcmp(slash, "/4") != 0 && strcmp(slash, "/6") != 0)
		diag_error(q->book->diag, q->at, "\"%.32s\" behind a list is "
		    "neither /4 nor /6: the clients it is asked about", slash);
	else if (q->out->kind == CRITERION_RHSBL)
		diag_error(q->book->diag, q->at, "@rhsbl asks about names: "
		    "leave \"%s\" away", slash);
	else {
		*slash = '\0';
		return PARSE_OK;
	}
	return PARSE_WRONG;
}

/* A list, its answer behind equals, or NULL. */
static enum parse_answer
list(const struct request *q, char *value, char *equals)
{
	enum parse_answer answer;
	char family, *to;

	if (list_family(q, value, &family) != PARSE_OK)
		return PARSE_WRONG;
	answer = criterion_domain(q->out, q->book, value, q->at);
	if (answer == PARSE_OK && equals != NULL)
		answer = list_answer(q, equals + 1);
	to = value + strlen(value); /* a dot at its end is gone */
	if (family != '\0') {
		*to++ = '/';
		*to++ = family;
		*to = '\0';
	}
	if (equals != NULL) {
		*to++ = '=';
		memmove(to, equals + 1, strlen(equals + 1) + 1);
	}
	return answer;
}

enum parse_answer
criterion_list(struct criterion *out, struct rulebook *b, char *value,
    bool *answers, const struct place *at)
{
	struct request q = { b, out, at, answers };
	char *equals = strchr(value, '=');

	if (*value != '\0' && strspn(value, "0123456789.-") == strlen(value))
		return list_answer(&q, value);
	*answers = equals != NULL;
	if (equals != NULL)
		*equals = '\0';
	return list(&q, value, equals);
}
