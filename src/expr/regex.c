/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/regex.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "expr/automaton.h"
#include "expr/pcre.h"

/* PCRE2 allocates from one stretch of memory that is taken back whole after
 * each search, so that nothing needs to be freed: most searches compile an
 * expression, use it once and go. */
struct regex_engine {
	unsigned char *mem; /* NULL until the first expression */
	unsigned char *own; /* the same if it is ours to free */
	size_t len, used, kept; /* kept: in use for as long as the engine is */
	unsigned hits;
	struct pcre pcre; /* since the first expression */
	pcre2_general_context *general;
	pcre2_compile_context *compile;
	pcre2_match_context *match;
};

static void *
take(PCRE2_SIZE len, void *arg)
{
	struct regex_engine *r = arg;
	size_t align = alignof(max_align_t);
	void *p = r->mem + r->used;

	if (r->len - r->used < align || len > r->len - r->used - align)
		return NULL;
	r->used += (len + align - 1) / align * align;
	return p;
}

static void
give(void *p, void *arg)
{
	(void)p;
	(void)arg;
}

struct regex_engine *
regex_engine_new(void *mem, size_t len, struct err *e)
{
	const size_t align = alignof(max_align_t);
	size_t skip = (align - (size_t)mem % align) % align;
	struct regex_engine *r;

	if (len < skip + sizeof(*r) + 2 * align)
		goto fail;
	r = (struct regex_engine *)(void *)((unsigned char *)mem + skip);
	memset(r, 0, sizeof(*r));
	r->mem = (unsigned char *)mem + skip;
	r->len = len - skip;
	r->used = (sizeof(*r) + align - 1) / align * align;
	r->kept = r->used;
	return r;
fail:
	(void)err_temp(e, 0, "not enough memory for expressions");
	return NULL;
}

struct regex_engine *
regex_engine_later(void *room)
{
	const size_t align = alignof(max_align_t);
	size_t skip = (align - (size_t)room % align) % align;
	struct regex_engine *r = (void *)((unsigned char *)room + skip);

	_Static_assert(sizeof(*r) + alignof(max_align_t) <= REGEX_ENGINE_ROOM,
	    "the engine needs more room");
	memset(r, 0, sizeof(*r));
	return r;
}

void
regex_engine_reset(struct regex_engine *r)
{
	r->used = r->kept;
	r->hits = 0;
}

unsigned
regex_engine_hits(const struct regex_engine *r)
{
	return r->hits;
}

void
regex_engine_set_hits(struct regex_engine *r, unsigned hits)
{
	r->hits = hits;
}

void
regex_engine_free(struct regex_engine *r)
{
	if (r != NULL)
		free(r->own);
}

/* Make the contexts, for the first expression: most clients need none. */
static int
begin(struct regex_engine *r, struct err *e)
{
	const struct pcre *p = &r->pcre;

	if (r->match != NULL)
		return 0;
	if (pcre_load(&r->pcre, e) == -1)
		return -1;
	if (r->mem == NULL) {
		if ((r->mem = r->own = malloc(REGEX_MEMORY)) == NULL)
			return err_temp(e, 0, "no memory for expressions");
		r->len = REGEX_MEMORY;
	}
	if ((r->general = p->general_context_create(take, give, r)) == NULL ||
	    (r->compile = p->compile_context_create(r->general)) == NULL ||
	    (r->match = p->match_context_create(r->general)) == NULL)
		return err_temp(e, 0, "not enough memory for expressions");
	(void)p->set_match_limit(r->match, REGEX_MATCH_LIMIT);
	(void)p->set_depth_limit(r->match, REGEX_DEPTH_LIMIT);
	(void)p->set_heap_limit(r->match, REGEX_HEAP_KIB);
	r->kept = r->used;
	return 0;
}

static pcre2_code *
compile(struct regex_engine *r, const char *pattern, uint32_t options,
    size_t *offset, struct err *e)
{
	PCRE2_UCHAR text[160];
	pcre2_code *code;
	int why;

	if (begin(r, e) == -1)
		return NULL;
	code = r->pcre.compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    REGEX_OPTIONS | options, &why, offset, r->compile);
	if (code != NULL)
		return code;
	if (r->pcre.get_error_message(why, text, sizeof(text)) < 0)
		text[0] = '\0';
	if (why == PCRE2_ERROR_HEAP_FAILED) /* of the room it is given */
		(void)err_perm(e, 0, "the expression is too large");
	else
		(void)err_perm(e, 0, "%s", (const char *)text);
	return NULL;
}

int
regex_check(struct regex_engine *r, const char *pattern, size_t *offset,
    struct err *e)
{
	pcre2_code *code;

	*offset = 0;
	code = compile(r, pattern, 0, offset, e);
	r->used = r->kept;
	return code != NULL ? 0 : -1;
}

int
regex_groups(struct regex_engine *r, const char *pattern, unsigned *groups,
    struct err *e)
{
	size_t offset;
	uint32_t count = 0;
	pcre2_code *code = compile(r, pattern, 0, &offset, e);

	if (code != NULL)
		(void)r->pcre.pattern_info(code, PCRE2_INFO_CAPTURECOUNT,
		    &count);
	*groups = count;
	r->used = r->kept;
	return code != NULL ? 0 : -1;
}

static enum regex_answer
answer_of(struct regex_engine *r, int rc, struct err *e)
{
	if (rc >= 0)
		return REGEX_YES;
	if (rc == PCRE2_ERROR_NOMATCH)
		return REGEX_NO;
	if (rc == PCRE2_ERROR_NOMEMORY) {
		(void)err_temp(e, 0, "no memory for an expression");
		return REGEX_FAILED;
	}
	r->hits++; /* a limit, or a recursion that goes nowhere */
	return REGEX_LIMIT;
}

static enum regex_answer
search(struct regex_engine *r, const char *pattern, uint32_t options,
    const char *subject, size_t len, struct err *e)
{
	enum regex_answer answer = REGEX_FAILED;
	pcre2_match_data *data;
	pcre2_code *code;
	size_t offset;

	if (r->hits >= REGEX_LIMIT_HITS)
		return REGEX_LIMIT;
	if ((code = compile(r, pattern, options, &offset, e)) == NULL)
		goto out;
	if ((data = r->pcre.match_data_create(1, r->general)) == NULL) {
		(void)err_memory(e);
		goto out;
	}
	answer = answer_of(r, r->pcre.match(code, (PCRE2_SPTR)subject, len, 0,
	    0, data, r->match), e);
out:
	r->used = r->kept;
	return answer;
}

enum regex_answer
regex_search(struct regex_engine *r, const char *pattern, const char *subject,
    size_t len, struct err *e)
{
	struct automaton a;

	if (r->hits < REGEX_LIMIT_HITS && automaton_make(&a, pattern))
		switch (automaton_search(&a, subject, len)) {
		case AUTOMATON_NO:
			return REGEX_NO;
		case AUTOMATON_YES:
			return REGEX_YES;
		case AUTOMATON_UNKNOWN:
			break;
		}
	return search(r, pattern, 0, subject, len, e);
}

enum regex_answer
regex_search_plainly(struct regex_engine *r, const char *pattern,
    const char *subject, size_t len, struct err *e)
{
	return search(r, pattern, PCRE2_NO_START_OPTIMIZE, subject, len, e);
}
