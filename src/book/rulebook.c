/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "book/rulebook.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "expr/regex.h"

int
rulebook_init(struct rulebook *b, struct diag *d, struct err *e)
{
	*b = (struct rulebook){ 0 };
	settings_init(&b->settings);
	b->diag = d;
	if ((b->regex_mem = malloc(REGEX_CHECK_MEMORY)) == NULL)
		return err_memory(e);
	b->regex = regex_engine_new(b->regex_mem, REGEX_CHECK_MEMORY, e);
	return b->regex != NULL ? 0 : -1;
}

void
rulebook_free(struct rulebook *b)
{
	regex_engine_free(b->regex);
	free(b->regex_mem);
	free(b->rule);
	free(b->place);
	free(b->file);
	free(b->expect);
	free(b->list);
	origins_free(&b->origins);
	netset_free(&b->nets);
	table_free(&b->suffixes);
	table_free(&b->exempt);
	arena_free(&b->arena);
	*b = (struct rulebook){ 0 };
}

int
rulebook_add(struct rulebook *b, const struct rule *r, const struct place *at,
    struct err *e)
{
	struct rule *rule = grow_array(b->rule, b->len, &b->cap,
	    sizeof(*rule));
	struct place *place;

	if (b->len == RULEBOOK_RULES)
		return err_perm(e, 0, "%s:%u: more than %d rules: put "
		    "networks into an @ipfile, names that share an end under "
		    "one @name", at->file, at->line, RULEBOOK_RULES);
	b->bytes += rule_size(r);
	if (b->bytes > RULEBOOK_BYTES)
		return err_perm(e, 0, "%s:%u: the rules take more than %zu "
		    "MiB: shorten their expressions and texts", at->file,
		    at->line, RULEBOOK_BYTES >> 20);
	if (rule_size(r) > RULE_RECORD_MAX)
		diag_error(b->diag, at, "the rule is longer than %d bytes: "
		    "split it", RULE_RECORD_MAX);
	if (rule == NULL)
		return err_memory(e);
	b->rule = rule;
	place = grow_array(b->place, b->len, &b->place_cap, sizeof(*place));
	if (place == NULL)
		return err_memory(e);
	b->place = place;
	b->rule[b->len] = *r;
	b->place[b->len++] = *at;
	return 0;
}

int
rulebook_expect(struct rulebook *b, const char *entry, bool hit,
    const struct place *at, struct err *e)
{
	struct expectation *x = grow_array(b->expect, b->expects,
	    &b->expects_cap, sizeof(*x));

	if (x == NULL)
		return err_memory(e);
	b->expect = x;
	x += b->expects++;
	x->rule = b->len;
	x->entry = entry;
	x->hit = hit;
	x->place = *at;
	return 0;
}

int
rulebook_list(struct rulebook *b, uint32_t set, const char *path,
    const struct place *at, struct err *e)
{
	struct rulebook_list *l = grow_array(b->list, b->lists, &b->lists_cap,
	    sizeof(*l));

	if (l == NULL)
		return err_memory(e);
	b->list = l;
	l += b->lists++;
	l->set = set;
	l->path = path;
	l->place = *at;
	return 0;
}

int64_t
rulebook_file(struct rulebook *b, const char *name, struct err *e)
{
	const char **file;
	size_t i = b->files;

	while (i-- > 0) /* the last one, nearly always */
		if (strcmp(b->file[i], name) == 0)
			return (int64_t)i;
	file = grow_array(b->file, b->files, &b->files_cap, sizeof(*file));
	if (file == NULL)
		return err_memory(e);
	b->file = file;
	file[b->files] = arena_copy(&b->arena, name, strlen(name));
	if (file[b->files] == NULL)
		return err_memory(e);
	return (int64_t)b->files++;
}

struct rule
rulebook_blank(void)
{
	struct rule r = { 0 };

	r.id = r.dsn = r.text = r.owner = r.ref = r.remedy = r.source = "";
	return r;
}
