/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/search.h"

#include <stdbool.h>

#include "base/err.h"
#include "expr/pattern.h"
#include "expr/regex.h"
#include "expr/regexcache.h"
#include "policy/finding.h"
#include "policy/view.h"

static int
search(struct finding *f, const struct view *v, const char *pattern,
    const struct subject *in, struct err *e)
{
	switch (regex_search(v->regex, pattern, in->text, in->len, e)) {
	case REGEX_NO:
		f->answer = ANSWER_NO;
		return 0;
	case REGEX_YES:
		f->answer = ANSWER_YES;
		return 0;
	case REGEX_LIMIT:
		f->limited = true;
		f->answer = ANSWER_UNKNOWN;
		return 0;
	case REGEX_FAILED:
		break;
	}
	return -1;
}

/* Search an expression with octets in it, another one for each client; apart,
 * for its large buffer. */
static int
search_octets(struct finding *f, const struct view *v, const char *pattern,
    const struct subject *in, struct err *e)
{
	const struct evidence *ev = v->client->ev;
	char concrete[PATTERN_SIZE];

	if (!ev->has_ip ||
	    pattern_substitute(concrete, pattern, &ev->ip) == -1) {
		f->answer = ANSWER_NO;
		return 0;
	}
	return search(f, v, concrete, in, e);
}

/* True if the cache knows the answer.  It must not know better than the filter,
 * which has none and gives up when its budget is spent. */
static bool
is_known(struct finding *f, const struct view *v, const char *pattern,
    const struct subject *in)
{
	enum regexcache_answer known;

	if (v->cache == NULL || regex_engine_hits(v->regex) >= REGEX_LIMIT_HITS)
		return false;
	known = regexcache_try(v->cache, pattern, in->text, in->len);
	f->answer = known == REGEXCACHE_YES ? ANSWER_YES : ANSWER_NO;
	return known != REGEXCACHE_ASK;
}

int
search_text(struct finding *f, const struct view *v, const char *pattern,
    const struct subject *in, struct err *e)
{
	if (pattern_has_octets(pattern))
		return search_octets(f, v, pattern, in, e);
	return is_known(f, v, pattern, in) ? 0 : search(f, v, pattern, in, e);
}
