/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/exceptions.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/grow.h"
#include "base/num.h"
#include "base/replace.h"
#include "policy/naming.h"
#include "replay/trial.h"
#include "replay/visitors.h"
#include "replay/word.h"
#include "rule/suffixes.h"

/* A domain is excepted for so many of its clients. */
#define MANY 3

#define RULE_SIZE 512

/* How a file of them begins. */
#define FIRST "# Exceptions for good clients, by dhf-test --replay: "

/* A file of a few rules is written in no time. */
#define WRITE_MS 60000

/* How they are called: numbered on from those that are in use. */
#define ID "except-"
#define ID_MAX 1000000000u

/* What is known of a cluster. */
struct domain {
	uint32_t refused; /* good ones, anew, under a name that counts */
	bool mixed;       /* somebody in it is not good */
};

struct search {
	struct exceptions *x;
	const struct account *a;
	const struct account_request *q;
	struct domain *domain; /* owned, by cluster */
	unsigned id;           /* the last number that was used */
};

/* Whether a name may be believed, and stand in a rule as it is. */
static bool
is_sound(const struct visitors_client *k)
{
	struct text name = { k->name, strlen(k->name) }, host;

	return (k->state == NAMED_GIVEN || k->state == NAMED_PROVEN) &&
	    word_host(&host, &name) && name.len == 0;
}

static bool
wants_one(const struct search *s, uint32_t client)
{
	const struct account_client *k = &s->a->client[client];

	return label_is_good(k->label);
}

static void
look_at_domains(struct search *s)
{
	const struct visitors *c = s->q->visitors;
	const struct account_client *k;
	size_t i;

	for (i = 0; i < c->clients; i++) {
		k = &s->a->client[i];
		if (c->client[i].state != VISITORS_JOINED &&
		    !label_is_good(k->label))
			s->domain[k->cluster].mixed = true;
	}
	for (i = 0; i < s->a->newlies; i++) {
		k = &s->a->client[s->a->newly[i]];
		if (wants_one(s, s->a->newly[i]) &&
		    is_sound(&c->client[s->a->newly[i]]))
			s->domain[k->cluster].refused++;
	}
}

/* Find the highest number that rules of the set have in such ids. */
static int
look_at_ids(struct search *s, struct err *e)
{
	char label[RULESET_LABEL];
	struct err none;
	unsigned n;
	size_t i;

	for (i = 0; i < s->q->next->rules; i++) {
		if (catalogue_label(s->q->next, (uint32_t)i, label, NULL,
		    e) == -1)
			return -1;
		if (strncmp(label, ID, sizeof(ID) - 1) == 0 &&
		    num_unsigned(&n, label + sizeof(ID) - 1, ID_MAX, &none) ==
		    0 && n > s->id)
			s->id = n;
	}
	return 0;
}

static int
add(struct search *s, const char *criterion, const char *value,
    struct err *e)
{
	struct exceptions *x = s->x;
	struct exception *grown;
	char rule[RULE_SIZE];
	char *copy;

	(void)snprintf(rule, sizeof(rule), "%s%s", criterion, value);
	if (x->len == EXCEPTIONS_MAX ||
	    table_get(&x->seen, rule, strlen(rule)) != NULL)
		return 0;
	copy = arena_copy(&x->arena, rule, strlen(rule));
	if (copy == NULL || table_put(&x->seen, copy, strlen(copy)) == NULL)
		return err_memory(e);
	(void)snprintf(rule, sizeof(rule), "pass %s id=" ID "%u ref=replay",
	    copy, ++s->id);
	grown = grow_array(x->one, x->len, &x->cap, sizeof(*grown));
	if (grown == NULL ||
	    (copy = arena_copy(&x->arena, rule, strlen(rule))) == NULL)
		return err_memory(e);
	x->one = grown;
	x->one[x->len++] = (struct exception){ copy, 0, 0, 0 };
	return 0;
}

/* By address, if the name, which is only claimed, is one that was chosen. */
static int
add_address(struct search *s, const struct visitors_client *k, struct err *e)
{
	struct evidence ev;
	struct class class;
	char text[IP_TEXT_SIZE];
	struct ip ip = visitors_ip(s->q->visitors, k->address);
	bool found;

	if (k->state != NAMED_CLAIMED && k->state != NAMED_DOUBTFUL)
		return 0;
	evidence_init(&ev);
	evidence_name(&ev, k->name);
	ev.has_ip = true;
	ev.ip = ip;
	if (naming_find(&class, &found, &ev, &s->q->next->lib->image, e) ==
	    -1)
		return -1;
	ip_format(&ip, text);
	if (!found || (class.kind != CLASS_MAIL && class.kind != CLASS_PLAIN &&
	    class.kind != CLASS_STATIC_GENERIC))
		return 0;
	return add(s, "@ip=", text, e);
}

static int
suggest(struct search *s, uint32_t client, struct err *e)
{
	const struct visitors_client *k = &s->q->visitors->client[client];
	const struct domain *d = &s->domain[s->a->client[client].cluster];
	const size_t len = strlen(k->name);
	size_t at = 0;

	if (!wants_one(s, client))
		return 0;
	if (!is_sound(k))
		return add_address(s, k, e);
	if (suffixes_domain(&at, &s->q->next->lib->image, k->name, len, e) ==
	    -1)
		return -1;
	if (at > 0 && d->refused >= MANY && !d->mixed)
		return add(s, "@name=", k->name + at, e);
	return add(s, "@host=", k->name, e);
}

static int
by_rule(const void *one, const void *other)
{
	const struct exception *a = one, *b = other;

	return strcmp(a->rule, b->rule);
}

/* The rules as text, which believe names as the set does. */
static int
write_text(int fd, const struct search *s, struct err *e)
{
	const struct settings *set = &s->q->next->lib->rules.settings;
	struct buf b = { .data = NULL };
	size_t i;
	int rc = 0;

	if (set->number[SET_NAMES] == NAMES_UNVERIFIED)
		buf_add_text(&b, "names unverified\n");
	for (i = 0; i < s->x->len; i++) {
		buf_add_text(&b, s->x->one[i].rule);
		buf_add_text(&b, "\n");
	}
	if (b.failed)
		rc = err_memory(e);
	else if (fd_write_within(fd, b.data, b.len, WRITE_MS) == -1)
		rc = err_temp(e, errno, "write the exceptions");
	buf_free(&b);
	return rc;
}

/* Compile them, from a file that is there no longer than that. */
static int
load(struct catalogue *c, const struct search *s, int64_t now_s,
    struct err *e)
{
	const char *folder = getenv("TMPDIR");
	FILE *said = fopen("/dev/null", "w");
	char path[4096];
	int fd, rc = -1;

	(void)snprintf(path, sizeof(path), "%s/dhf-replay.XXXXXX",
	    folder != NULL && *folder != '\0' ? folder : "/tmp");
	if (said == NULL || (fd = mkstemp(path)) == -1) {
		rc = err_temp(e, errno, "make %s", path);
	} else {
		if (write_text(fd, s, e) == 0)
			rc = catalogue_open(c, path, said, now_s, e);
		(void)close(fd);
		(void)unlink(path);
	}
	if (said != NULL)
		(void)fclose(said);
	return rc;
}

/* Whom they let in of those that the set refuses. */
static int
count(struct search *s, struct trial *t, struct err *e)
{
	const struct visitors *c = s->q->visitors;
	const struct trial_result *r;
	const struct account_client *k;
	struct exception *x;
	size_t i;

	for (i = 0; i < c->clients; i++) {
		const struct visitors_client *one = &c->client[i];
		const struct trial_client who = {
			.ip = visitors_ip(c, one->address), .name = one->name,
			.state = (enum naming_state)one->state,
			.lists = "", .at_s = one->last_s };

		k = &s->a->client[i];
		if (one->state == VISITORS_JOINED || !account_refuses(k->next))
			continue;
		if (trial_ask(&r, t, &who, e) == -1)
			return -1;
		if (r->decider == CATALOGUE_NONE) {
			s->x->without += wants_one(s, (uint32_t)i) &&
			    !account_refuses(k->now);
			continue;
		}
		x = &s->x->one[r->decider];
		if (label_is_good(k->label))
			x->good++;
		else if (k->label == LABEL_BAD)
			x->bad++;
		else
			x->others++;
	}
	return 0;
}

/* Try them; what lets in nobody good is none. */
static int
try(struct search *s, int64_t now_s, struct err *e)
{
	struct catalogue c = { .lib = NULL };
	struct trial *t = NULL;
	size_t i, kept = 0;
	int rc = load(&c, s, now_s, e);

	if (rc == 0 && (t = trial_new(&c, 0, false, e)) == NULL)
		rc = -1;
	if (rc == 0)
		rc = count(s, t, e);
	trial_free(t);
	catalogue_free(&c);
	for (i = 0; i < s->x->len; i++)
		if (s->x->one[i].good > 0)
			s->x->one[kept++] = s->x->one[i];
	s->x->len = kept;
	return rc;
}

int
exceptions_find(struct exceptions *x, const struct account *a,
    const struct account_request *q, int64_t now_s, struct err *e)
{
	struct search s = { .x = x, .a = a, .q = q };
	int rc = 0;
	size_t i;

	s.domain = calloc(a->clusters + 1, sizeof(*s.domain));
	if (s.domain == NULL)
		return err_memory(e);
	look_at_domains(&s);
	if (a->newlies > 0)
		rc = look_at_ids(&s, e);
	for (i = 0; i < a->newlies && rc == 0; i++)
		rc = suggest(&s, a->newly[i], e);
	if (rc == 0 && a->newlies > 0)
		rc = try(&s, now_s, e);
	if (x->len > 1)
		qsort(x->one, x->len, sizeof(*x->one), by_rule);
	free(s.domain);
	return rc;
}

int
exceptions_write(const struct exceptions *x, const char *path, struct err *e)
{
	struct buf b = { .data = NULL };
	char line[RULE_SIZE + 128];
	size_t i;
	int rc;

	buf_add_text(&b, FIRST
	    "include this file\n# above the rules that refuse.\n");
	for (i = 0; i < x->len; i++) {
		(void)snprintf(line, sizeof(line), "%s # frees %u good, %u "
		    "bad\n", x->one[i].rule, (unsigned)x->one[i].good,
		    (unsigned)x->one[i].bad);
		buf_add_text(&b, line);
	}
	rc = b.failed ? err_memory(e) : replace_file(path, b.data, b.len, e);
	buf_free(&b);
	return rc;
}

bool
exceptions_claims(const unsigned char *head, size_t len)
{
	return len >= sizeof(FIRST) - 1 &&
	    memcmp(head, FIRST, sizeof(FIRST) - 1) == 0;
}

void
exceptions_free(struct exceptions *x)
{
	free(x->one);
	arena_free(&x->arena);
	table_free(&x->seen);
	*x = (struct exceptions){ .len = 0 };
}
