/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/criteria.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "rule/diag.h"
#include "rule/rule.h"
#include "rule/rulebook.h"

/* What is being parsed. */
struct request {
	struct rulebook *book;
	struct criterion *out;
	const struct place *at;
};

/* ADDRESS or ADDRESS-ADDRESS. */
static enum parse_answer
list_answer(struct request *q, char *value)
{
	char *dash = strchr(value, '-');
	struct ip first = { .bits = 0 }, last;
	struct err e;
	int rc;

	if (dash != NULL)
		*dash = '\0';
	rc = ip_parse(&first, value, &e);
	last = first;
	if (rc == 0 && dash != NULL)
		rc = ip_parse(&last, dash + 1, &e);
	if (dash != NULL)
		*dash = '-';
	if (rc == 0 && first.bits == 32 && last.bits == 32 &&
	    ip_compare(&first, &last) <= 0)
		return PARSE_OK;
	diag_error(q->book->diag, q->at, "\"%.48s\" is not an answer of a "
	    "list: write 127.0.0.2 or 127.0.0.2-127.0.0.11", value);
	return PARSE_WRONG;
}

/* Cut "/4" or "/6" off a zone: the clients that it is asked about. */
static enum parse_answer
list_family(struct request *q, char *zone, char **family)
{
	*family = strchr(zone, '/');
	if (*family == NULL)
		return PARSE_OK;
	if (strcmp(*family, "/4") != 0 && strcmp(*family, "/6") != 0) {
		diag_error(q->book->diag, q->at, "\"%.32s\" behind a list is "
		    "neither /4 nor /6: the clients it is asked about",
		    *family);
		return PARSE_WRONG;
	}
	**family = '\0';
	return PARSE_OK;
}

bool
criterion_is_answer(const char *value)
{
	size_t len = strcspn(value, ",");

	return strspn(value, "0123456789.-") == len;
}

enum parse_answer
criterion_list(struct criterion *out, struct rulebook *b, char *value,
    const struct place *at)
{
	struct request request = { b, out, at }, *q = &request;
	char *equals = strchr(value, '='), *family, digit, *to;
	enum parse_answer answer;

	if (criterion_is_answer(value))
		return list_answer(q, value);
	if (equals != NULL)
		*equals = '\0';
	if (list_family(q, value, &family) != PARSE_OK)
		return PARSE_WRONG;
	if (family != NULL && q->out->kind == CRITERION_RHSBL) {
		diag_error(q->book->diag, q->at, "@rhsbl asks about names: "
		    "leave \"/%c\" away", family[1]);
		return PARSE_WRONG;
	}
	digit = family != NULL ? family[1] : '\0';
	answer = criterion_domain(q->out, q->book, value, q->at);
	if (answer == PARSE_OK && equals != NULL)
		answer = list_answer(q, equals + 1);
	to = value + strlen(value); /* a dot at its end is gone */
	if (digit != '\0') {
		*to++ = '/';
		*to++ = digit;
		*to = '\0';
	}
	if (equals != NULL) {
		*to++ = '=';
		memmove(to, equals + 1, strlen(equals + 1) + 1);
	}
	return answer;
}
