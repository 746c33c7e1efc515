/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The index never hides a rule that holds: what PCRE2 finds in a name has
 * the literals and the shape that are said to be required, the rule is among
 * the candidates, and the verdict is that of asking every rule in order.
 *
 * INDEX_MODE=literal, candidates or decide asks for one of the three; without
 * it the first byte chooses, nearly always the first.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "book/criterion_make.h"
#include "book/rulebook.h"
#include "build/bind.h"
#include "expr/literal.h"
#include "expr/pattern.h"
#include "expr/regex.h"
#include "expr/regexcache.h"
#include "lib/expression.h"
#include "policy/decide.h"
#include "rule/candidates.h"
#include "rule/nettree.h"

#define NAMES 8
#define DISTINCT 80 /* different rules of a book */
#define FEW 12      /* of them, usually */
#define RULES 320
#define NOW INT64_C(1781481600) /* 2026-06-15 */

enum holds { NO, YES, UNKNOWN };

/* What a rule asks, as the test sees it. */
struct asked {
	pcre2_code *code[2]; /* owned */
	bool negated[2];
	char text[2][EXPRESSION_SIZE];
	char domain[EXPRESSION_NAME]; /* "": none; "a,b": either */
	bool exactly, domain_negated;
	struct ip net;
	unsigned bits; /* of net; 0: none */
	bool net_negated;
	enum rule_action action;
	enum rule_mode mode;
	int32_t score, good;
	struct criterion crit[4];
};

/* What asking every rule gives. */
struct outcome {
	char rule[24];
	int32_t score;
	char mark[RULES * 24];
	bool unknown;
};

static const struct ip client = { { 192, 0, 28, 7 }, 32 };
static pcre2_match_context *limits;
static pcre2_match_data *found;
static unsigned long long ran, compiled, asked_names, matched, required;
static unsigned char memory[REGEX_MEMORY] __attribute__((aligned(16)));
static struct image img;
static struct ruleset rules;
static struct candidates room;
static struct decider decider = { .rules = &rules, .room = &room };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
tell(void)
{
	fprintf(stderr, "%llu runs, %llu expressions or books, %llu names, "
	    "%llu match, %llu of them where something is required\n", ran,
	    compiled, asked_names, matched, required);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct err e;

	(void)argc;
	(void)argv;
	limits = pcre2_match_context_create(NULL);
	found = pcre2_match_data_create(1, NULL);
	decider.regex = regex_engine_new(memory, sizeof(memory), &e);
	must(limits != NULL && found != NULL && decider.regex != NULL);
	must(pcre2_set_match_limit(limits, 20000) == 0);
	must(memcmp(client.octet, expression_client, 4) == 0);
	must(atexit(tell) == 0);
	return 0;
}

/* PCRE2's own opinion: compiled as the rule language promises. */
static pcre2_code *
oracle_compile(const char *text)
{
	char concrete[PATTERN_SIZE];
	PCRE2_SIZE at;
	int why;

	if (pattern_has_octets(text)) {
		must(pattern_substitute(concrete, text, &client) != -1);
		text = concrete;
	}
	return pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
	    PCRE2_CASELESS | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF |
	    PCRE2_NEVER_BACKSLASH_C, &why, &at, NULL);
}

static enum holds
oracle_search(const pcre2_code *code, const char *name, size_t len)
{
	int rc = pcre2_match(code, (PCRE2_SPTR)name, len, 0, 0, found,
	    limits);

	return rc >= 0 ? YES : rc == PCRE2_ERROR_NOMATCH ? NO : UNKNOWN;
}

/* Whether a name has one of the literals; true, too, if there are none. */
static bool
has_literal(const struct literal_set *set, const char *name, size_t len)
{
	const struct literal *l;
	size_t i, at;

	for (i = 0; i < set->len; i++) {
		l = &set->item[i];
		if (l->len > len)
			continue;
		for (at = l->suffix ? len - l->len : 0; at <= len - l->len;
		    at++)
			if (memcmp(name + at, l->text, l->len) == 0)
				return true;
	}
	return set->len == 0;
}

static void
complain(const char *what, const char *text, const char *name)
{
	fprintf(stderr, "%s:\nexpression %s\nname       %s\n", what, text,
	    name);
	abort();
}

static void
check_literals(struct draw *d)
{
	char name[EXPRESSION_NAME];
	struct literal_set set;
	struct expression x;
	struct shape shape;
	pcre2_code *code;
	size_t i, len;

	expression_make(&x, d);
	if ((code = oracle_compile(x.text)) == NULL)
		return;
	compiled++;
	literal_find(&set, x.text);
	for (i = 0; i < NAMES; i++) {
		len = expression_name(name, &x, d);
		asked_names++;
		if (oracle_search(code, name, len) != YES)
			continue;
		shape = shape_of(name, len);
		matched++;
		required += set.len > 0 || set.shape.digits > 0 ||
		    set.shape.hyphens > 0 || set.shape.dots > 0;
		if (!has_literal(&set, name, len))
			complain("a literal is missing", x.text, name);
		if (!shape_has(&shape, &set.shape))
			complain("the shape differs", x.text, name);
	}
	pcre2_code_free(code);
}

/* A domain as rules have it, from the end of a sample, if that is one. */
static void
draw_domain(char out[EXPRESSION_NAME], const struct expression *x,
    struct draw *d)
{
	static const char *const other[] = { "net", "example.net",
		"example.net,example.com", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.net",
		"pool.example.net", "com,net" };
	size_t from = x->sample_len, i;

	for (i = draw_below(d, 24); i > 0 && from > 0; i--)
		from--;
	memcpy(out, x->sample + from, x->sample_len - from);
	out[x->sample_len - from] = '\0';
	if (out[0] == '\0' || out[0] == '.' || strstr(out, "..") != NULL ||
	    out[strlen(out) - 1] == '.' || out[strspn(out,
	    "abcdefghijklmnopqrstuvwxyz0123456789-.")] != '\0')
		(void)strcpy(out, other[draw_below(d, 6)]);
}

static void
draw_network(struct asked *a, struct draw *d)
{
	unsigned flip = draw_below(d, 64);

	a->bits = 8 + draw_below(d, 25);
	a->net = client;
	if (flip < 32)
		a->net.octet[flip / 8] ^= (unsigned char)(1 << flip % 8);
	for (flip = a->bits; flip < 32; flip++)
		a->net.octet[flip / 8] &= (unsigned char)~(0x80 >> flip % 8);
	a->net_negated = draw_below(d, 4) == 3;
}

/* Make a rule of a few bytes of a sample, so that a name has many keys. */
static bool
draw_chip(struct asked *a, const struct expression *x, struct draw *d)
{
	size_t len = 2 + draw_below(d, 3), from;

	memset(a, 0, sizeof(*a));
	if (x->sample_len < len)
		return false;
	from = draw_below(d, 255) % (x->sample_len - len + 1);
	memcpy(a->text[0], x->sample + from, len);
	a->action = RULE_SCORE;
	a->score = 1;
	return (a->code[0] = oracle_compile(a->text[0])) != NULL;
}

/* Make what a rule asks; its sample is left in *x.  False if an expression
 * does not compile. */
static bool
draw_asked(struct asked *a, struct expression *x, struct draw *d)
{
	static const enum rule_action action[] = { RULE_PASS, RULE_BLOCK,
		RULE_DEFER, RULE_GREY, RULE_SCORE, RULE_SCORE, RULE_MARK,
		RULE_MARK, RULE_NEXT };
	size_t n = draw_below(d, 8) < 6 ? 1 : draw_below(d, 3), i;

	memset(a, 0, sizeof(*a));
	expression_make(x, d);
	for (i = 0; i < n; i++) {
		if (i == 1)
			expression_make(x, d);
		memcpy(a->text[i], x->text, sizeof(x->text));
		a->negated[i] = draw_below(d, 8) == 7;
		if ((a->code[i] = oracle_compile(x->text)) == NULL)
			return false;
	}
	if (draw_below(d, 5) == 4 || n == 0)
		draw_domain(a->domain, x, d);
	a->exactly = draw_below(d, 3) == 2;
	a->domain_negated = draw_below(d, 6) == 5;
	if (draw_below(d, 5) == 4)
		draw_network(a, d);
	a->action = action[draw_below(d, 9)];
	a->mode = draw_below(d, 10) < 8 ? RULE_ON : draw_below(d, 2) == 0 ?
	    RULE_WATCH : RULE_OFF;
	a->score = a->action == RULE_SCORE ? (int)draw_below(d, 20) - 5 : 0;
	a->good = a->action == RULE_SCORE && draw_below(d, 6) == 5 ? -3 : 0;
	return true;
}

static void
asked_free(struct asked *a)
{
	pcre2_code_free(a->code[0]);
	pcre2_code_free(a->code[1]);
}

/* Append the rule to the book; its id is r and the index. */
static void
add_rule(struct rulebook *b, struct asked *a, uint32_t target)
{
	static const struct place place = { "rules", 1, 1 };
	struct rule r = rulebook_blank();
	struct err e;
	char id[24];
	size_t i;

	(void)snprintf(id, sizeof(id), "r%zu", b->len);
	must((r.id = arena_copy(&b->arena, id, strlen(id))) != NULL);
	r.action = a->action;
	r.mode = a->mode;
	r.score_milli = a->score;
	r.good_milli = a->good;
	r.line = 1;
	r.target = a->action == RULE_NEXT ? target : 0;
	for (i = 0; i < 2 && a->code[i] != NULL; i++)
		a->crit[r.crit_len++] = (struct criterion){ CRITERION_REGEX,
			a->negated[i], 0, a->text[i], strlen(a->text[i]) + 1 };
	if (a->domain[0] != '\0') {
		a->crit[r.crit_len].negated = a->domain_negated;
		must(criterion_make_value(&a->crit[r.crit_len++], b,
		    a->exactly ? CRITERION_HOST : CRITERION_NAME, a->domain,
		    &place, &e) == PARSE_OK);
	}
	if (a->bits > 0) {
		b->sets += b->sets < RULES;
		a->crit[r.crit_len++] = (struct criterion){ CRITERION_IP,
			a->net_negated, b->sets, "", 1 };
		must(netset_add(&b->nets, &a->net, a->bits, b->sets, &e) == 0);
	}
	must((r.crit = arena_alloc(&b->arena, sizeof(a->crit))) != NULL);
	memcpy((void *)(uintptr_t)r.crit, a->crit, sizeof(a->crit));
	must(rulebook_add(b, &r, &place, &e) == 0);
}

static bool
in_network(const struct asked *a)
{
	unsigned i;

	for (i = 0; i < a->bits; i++)
		if (((a->net.octet[i / 8] ^ client.octet[i / 8]) &
		    0x80 >> i % 8) != 0)
			return false;
	return true;
}

static bool
in_domain(const struct asked *a, const char *name, size_t len)
{
	const char *p = a->domain;
	size_t n;

	for (;; p += n + 1) {
		n = strcspn(p, ",");
		if (n <= len && memcmp(name + len - n, p, n) == 0 &&
		    (n == len || (!a->exactly && name[len - n - 1] == '.')))
			return true;
		if (p[n] == '\0')
			return false;
	}
}

static enum holds
asked_holds(const struct asked *a, const char *name, size_t len)
{
	enum holds one, all = YES;
	size_t i;

	if (a->bits > 0 && in_network(a) == a->net_negated)
		return NO;
	if (a->domain[0] != '\0' &&
	    in_domain(a, name, len) == a->domain_negated)
		return NO;
	for (i = 0; i < 2 && a->code[i] != NULL; i++) {
		one = oracle_search(a->code[i], name, len);
		if (one == UNKNOWN)
			all = UNKNOWN;
		else if ((one == YES) == a->negated[i])
			return NO;
	}
	return all;
}

/* A book being fuzzed: rule i asks what asked[i % distinct] does. */
struct fuzzed {
	struct asked asked[DISTINCT];
	struct expression x[DISTINCT];
	size_t distinct, len;
	uint32_t target[RULES];
	struct rulebook book;
	struct buf image;
};

static void
fuzzed_begin(struct fuzzed *f, struct draw *d)
{
	static struct diag diag;
	static const unsigned times[] = { 1, 1, 1, 1, 2, 2, 9, 30 };
	size_t want = draw_below(d, FEW) + 1, i;
	bool chips = draw_below(d, 8) == 7;
	struct err e;

	diag.out = stderr;
	f->image = (struct buf){ 0 };
	f->distinct = 0;
	want = chips ? DISTINCT : want;
	must(rulebook_init(&f->book, &diag, &e) == 0);
	must(rulebook_file(&f->book, "rules", &e) == 0);
	for (i = 0; i < 3 * want && f->distinct < want; i++) {
		struct asked *a = &f->asked[f->distinct];

		if (chips && f->distinct > 0 ?
		    draw_chip(a, &f->x[f->distinct - 1], d) :
		    draw_asked(a, &f->x[f->distinct], d)) {
			if (chips && f->distinct > 0)
				f->x[f->distinct] = f->x[f->distinct - 1];
			f->distinct++;
		} else {
			asked_free(a);
		}
	}
	f->len = f->distinct * times[draw_below(d, 8)];
	f->len = f->len < RULES ? f->len : RULES;
	for (i = 0; i < f->len; i++) {
		f->target[i] = (uint32_t)(i + 1 + draw_below(d,
		    (unsigned)(f->len - i)));
		add_rule(&f->book, &f->asked[i % f->distinct], f->target[i]);
	}
	must(bind_image(&f->image, &f->book, &e) == 0);
	must(image_borrow(&img, f->image.data, f->image.len, &e) == 0);
	must(ruleset_begin(&rules, &img, &e) == 0);
	compiled++;
}

static void
fuzzed_end(struct fuzzed *f)
{
	size_t i;

	image_close(&img);
	buf_free(&f->image);
	rulebook_free(&f->book);
	for (i = 0; i < f->distinct; i++)
		asked_free(&f->asked[i]);
}

/* Every rule that holds is among the candidates. */
static void
check_candidates(struct fuzzed *f, const char *name, size_t len)
{
	uint32_t chain;
	struct err e;
	size_t i;

	must(nettree_find(&chain, &img, &client, &e) == 0);
	must(candidates_find(&room, &img, name, len, chain, &e) == 0);
	ruleset_seek(&rules, 0);
	for (i = 0; ruleset_next(&rules, &e) == RULESET_RULE; i++) {
		struct asked *a = &f->asked[i % f->distinct];
		struct shape shape = shape_of(name, len);

		if (a->mode == RULE_OFF || asked_holds(a, name, len) != YES)
			continue;
		matched++;
		required += !room.all;
		if (!candidates_have(&room, rules.at))
			complain("not a candidate", a->text[0], name);
		if (!shape_has(&shape, &rules.rule.shape))
			complain("the shape differs", a->text[0], name);
	}
	must(i == f->len);
}

/* Ask one rule after the other. */
static void
ask_in_order(struct outcome *o, const struct fuzzed *f, const char *name,
    size_t len)
{
	const struct asked *a;
	enum holds holds;
	char id[24];
	size_t i = 0;

	*o = (struct outcome){ .rule = "default_action" };
	while (i < f->len) {
		a = &f->asked[i % f->distinct];
		(void)snprintf(id, sizeof(id), "r%zu", i++);
		if (a->mode == RULE_OFF)
			continue;
		if ((holds = asked_holds(a, name, len)) == UNKNOWN)
			o->unknown = true;
		if (a->mode == RULE_WATCH)
			continue;
		if (holds != YES) {
			o->score += a->good;
		} else if (a->action == RULE_SCORE) {
			o->score += a->score;
		} else if (a->action == RULE_MARK) {
			(void)strcat(o->mark, o->mark[0] != '\0' ? "," : "");
			(void)strcat(o->mark, id);
		} else if (a->action != RULE_NEXT) {
			(void)strcpy(o->rule, id);
			return;
		} else {
			i = f->target[i - 1];
		}
	}
}

/* The verdict is that of asking one rule after the other. */
static void
check_verdict(struct fuzzed *f, struct regexcache *cache, const char *name,
    size_t len)
{
	static struct client asked;
	char marks[NOTES_SIZE];
	struct outcome want;
	struct evidence ev;
	struct verdict v;
	struct err e;
	size_t at = 0;

	evidence_init(&ev);
	must(evidence_ip(&ev, "192.0.28.7", &e) == 0);
	evidence_name(&ev, name);
	if (ev.has_name != ANSWER_YES)
		return;
	ask_in_order(&want, f, ev.name, ev.name_len);
	decider.cache = len % 2 == 0 ? cache : NULL;
	client_begin(&asked, &ev, NULL, NOW);
	must(decide(&v, &decider, &asked, &e) == 0);
	if (want.unknown || notes_next(&asked.notes, NOTE_LIMIT, &at))
		return;
	matched += want.rule[0] == 'r';
	required += want.rule[0] == 'r' && !room.all;
	if (strcmp(v.rule, want.rule) != 0 || v.score_milli != want.score) {
		fprintf(stderr, "got %s %d, want %s %d\n", v.rule,
		    v.score_milli, want.rule, want.score);
		complain("another verdict", "", name);
	}
	notes_join(marks, &asked.notes, NOTE_MARK);
	/* what finds no room is left out, and watched rules take of it, too */
	if (asked.notes.len < NOTES_SIZE / 2 && strcmp(marks, want.mark) != 0)
		complain("other marks", marks, want.mark);
}

/* What the book asks, for whoever looks into a failure. */
static void
show_book(const struct fuzzed *f)
{
	const struct asked *a;
	size_t i;

	for (i = 0; i < f->distinct; i++) {
		a = &f->asked[i];
		fprintf(stderr, "rule %zu of %zu: action %d mode %d score %d "
		    "good %d target %u\n  %s%s\n  %s%s\n  @%s=%s%s "
		    "net/%u%s %d\n", i, f->len, a->action, a->mode, a->score,
		    a->good, f->target[i], a->negated[0] ? "!" : "",
		    a->text[0], a->negated[1] ? "!" : "", a->text[1],
		    a->exactly ? "host" : "name", a->domain_negated ? "!" : "",
		    a->domain, a->bits, a->net_negated ? "!" : "",
		    in_network(a));
	}
}

static void
check_book(struct draw *d, bool whole)
{
	static struct fuzzed f;
	char name[EXPRESSION_NAME];
	struct regexcache *cache = whole ? regexcache_new() : NULL;
	size_t i, len;

	must(!whole || cache != NULL);
	fuzzed_begin(&f, d);
	if (getenv("INDEX_SHOW") != NULL)
		show_book(&f);
	for (i = 0; i < NAMES && f.distinct > 0; i++) {
		len = expression_name(name, &f.x[draw_below(d,
		    (unsigned)f.distinct)], d);
		asked_names++;
		if (whole)
			check_verdict(&f, cache, name, len);
		else
			check_candidates(&f, name, len);
	}
	fuzzed_end(&f);
	regexcache_free(cache);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *mode = getenv("INDEX_MODE");
	struct draw d;
	unsigned first;

	draw_begin(&d, data, size);
	first = draw_below(&d, 256);
	ran++;
	if (mode != NULL)
		first = mode[0] == 'c' ? 254 : mode[0] == 'd' ? 255 : 0;
	if (first < 254)
		check_literals(&d);
	else
		check_book(&d, first == 255);
	return 0;
}
