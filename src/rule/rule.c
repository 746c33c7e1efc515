/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/rule.h"

#include <string.h>

#include "base/alternatives.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "rule/domains.h"
#include "rule/value.h"
#include "wire/offence.h"

/* Record: fixed part, six strings, then the criteria, and the ban and the
 * remedy, if there is one of them; each string ends in NUL.  dhf.db(5) holds
 * the same table. */
enum {
	AT_SIZE = 0,
	AT_ACTION = 4,
	AT_MODE = 5,
	AT_CRITERIA = 6,
	AT_CODE = 8,
	AT_SCORE = 12,
	AT_GOOD = 16,
	AT_FILE = 20,
	AT_EXPIRES = 24,
	AT_LINE = 32,
	AT_TARGET = 36,
	AT_SHAPE = 40,
	RECORD_FIXED = 44,
	CRITERION_FIXED = 8,
	BAN_FIXED = 5, /* behind the criteria, or missing: kind, seconds */
	NO_BAN = 255   /* the kind where there is but a remedy behind it */
};

const char *
rule_action_word(enum rule_action action)
{
	static const char *const word[RULE_ACTIONS] = { "pass", "block",
		"defer", "grey", "score", "mark", "next" };

	return word[action];
}

const char *
rule_mode_word(enum rule_mode mode)
{
	static const char *const word[RULE_MODES] = { "on", "watch", "off" };

	return word[mode];
}

bool
rule_is_final(const struct rule *r)
{
	return r->action <= RULE_GREY;
}

bool
rule_absorbs(const struct rule *r)
{
	return rule_is_final(r) && r->mode == RULE_ON && r->expires_s == 0 &&
	    r->crit_len == 1 && !r->crit[0].negated;
}

bool
rule_lets_by(const struct rule *r)
{
	return r->action == RULE_PASS || r->target != 0;
}

static void
add_string(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s) + 1);
}

/* The ban and the remedy. */
static void
add_tail(struct buf *b, const struct rule *r)
{
	if (!r->ban.wanted && *r->remedy == '\0')
		return;
	buf_add_u8(b, r->ban.wanted ? r->ban.kind : NO_BAN);
	buf_add_u32(b, r->ban.seconds);
	if (*r->remedy != '\0')
		add_string(b, r->remedy);
}

int
rule_encode(struct buf *b, const struct rule *r, struct err *e)
{
	size_t from = b->len, i;
	unsigned char shape[SHAPE_SIZE];
	uint32_t size;

	if (r->crit_len > RULE_CRITERIA_MAX)
		return err_perm(e, 0, "more than %d criteria",
		    RULE_CRITERIA_MAX);
	buf_add_u32(b, 0);
	buf_add_u8(b, r->action);
	buf_add_u8(b, r->mode);
	buf_add_u16(b, (uint32_t)r->crit_len);
	buf_add_u32(b, r->code);
	buf_add_u32(b, (uint32_t)r->score_milli);
	buf_add_u32(b, (uint32_t)r->good_milli);
	buf_add_u32(b, r->file);
	buf_add_u64(b, (uint64_t)r->expires_s);
	buf_add_u32(b, r->line);
	buf_add_u32(b, r->target);
	shape_put(shape, &r->shape);
	buf_add(b, shape, sizeof(shape));
	add_string(b, r->id);
	add_string(b, r->dsn);
	add_string(b, r->text);
	add_string(b, r->owner);
	add_string(b, r->ref);
	add_string(b, r->source);
	for (i = 0; i < r->crit_len; i++) {
		buf_add_u8(b, r->crit[i].kind);
		buf_add_u8(b, r->crit[i].negated);
		buf_add_u16(b, (uint32_t)r->crit[i].len);
		buf_add_u32(b, r->crit[i].set);
		buf_add(b, r->crit[i].value, r->crit[i].len);
	}
	add_tail(b, r);
	if (b->failed)
		return err_memory(e);
	size = (uint32_t)(b->len - from);
	if (size > RULE_RECORD_MAX)
		return err_perm(e, 0, "the rule is longer than %d bytes",
		    RULE_RECORD_MAX);
	le_put32(b->data + from, size);
	return 0;
}

size_t
rule_size(const struct rule *r)
{
	size_t size = RECORD_FIXED + strlen(r->id) + strlen(r->dsn) +
	    strlen(r->text) + strlen(r->owner) + strlen(r->ref) +
	    strlen(r->source) + 6, i;

	if (r->ban.wanted || *r->remedy != '\0')
		size += BAN_FIXED;
	if (*r->remedy != '\0')
		size += strlen(r->remedy) + 1;
	for (i = 0; i < r->crit_len; i++)
		size += CRITERION_FIXED + r->crit[i].len;
	return size;
}

void
rule_retarget(unsigned char *record, uint32_t target)
{
	le_put32(record + AT_TARGET, target);
}

uint32_t
rule_record_size(const unsigned char record[4])
{
	uint32_t size = le_get32(record + AT_SIZE);

	return size >= RECORD_FIXED && size <= RULE_RECORD_MAX ? size : 0;
}

/* The string at *at, and *at behind its NUL; NULL if there is no NUL. */
static const char *
take_string(const unsigned char *record, size_t len, size_t *at)
{
	const char *s = (const char *)record + *at;
	const char *nul = memchr(s, '\0', len - *at);

	if (nul == NULL)
		return NULL;
	*at += (size_t)(nul - s) + 1;
	return s;
}

/* The fixed part of the criterion at *at, and *at behind it. */
static int
take_kind(struct criterion *c, const unsigned char *record, size_t len,
    size_t *at)
{
	const unsigned char *p = record + *at;

	if (len - *at < CRITERION_FIXED || p[0] >= CRITERION_KINDS || p[1] > 1)
		return -1;
	c->kind = (enum criterion_kind)p[0];
	c->negated = p[1] == 1;
	c->len = le_get16(p + 2);
	c->set = le_get32(p + 4);
	*at += CRITERION_FIXED;
	return 0;
}

static int
take_criterion(struct criterion *c, const unsigned char *record, size_t len,
    size_t *at)
{
	if (take_kind(c, record, len, at) == -1 || c->len > len - *at)
		return -1;
	c->value = record + *at;
	*at += c->len;
	return value_is_sound(c) ? 0 : -1;
}

/* The ban and the remedy, if there is one of them. */
static int
take_tail(struct rule *r, const unsigned char *record, size_t len, size_t at)
{
	struct rule_ban *ban = &r->ban;

	*ban = (struct rule_ban){ .wanted = false };
	r->remedy = "";
	if (len == at)
		return 0;
	if (len - at < BAN_FIXED)
		return -1;
	ban->wanted = record[at] != NO_BAN;
	if (ban->wanted && record[at] >= OFFENCES)
		return -1;
	ban->kind = ban->wanted ? record[at] : 0;
	ban->seconds = le_get32(record + at + 1);
	at += BAN_FIXED;
	if (at == len)
		return ban->wanted ? 0 : -1;
	r->remedy = take_string(record, len, &at);
	return r->remedy != NULL && *r->remedy != '\0' && at == len ? 0 : -1;
}

static int
damaged(struct err *e)
{
	return err_perm(e, 0, "a rule record is damaged: run dhf-compile");
}

/* All but the criteria; *at is where these begin. */
static int
decode(struct rule *r, const unsigned char *record, size_t len, size_t *at)
{
	const char **string[] = { &r->id, &r->dsn, &r->text, &r->owner,
		&r->ref, &r->source };
	size_t i;

	if (len < RECORD_FIXED || le_get32(record + AT_SIZE) != len ||
	    record[AT_ACTION] >= RULE_ACTIONS ||
	    record[AT_MODE] >= RULE_MODES ||
	    le_get16(record + AT_CRITERIA) > RULE_CRITERIA_MAX)
		return -1;
	r->size = (uint32_t)len;
	r->action = (enum rule_action)record[AT_ACTION];
	r->mode = (enum rule_mode)record[AT_MODE];
	r->crit_len = le_get16(record + AT_CRITERIA);
	r->code = le_get32(record + AT_CODE);
	r->score_milli = (int32_t)le_get32(record + AT_SCORE);
	r->good_milli = (int32_t)le_get32(record + AT_GOOD);
	r->file = le_get32(record + AT_FILE);
	r->expires_s = (int64_t)le_get64(record + AT_EXPIRES);
	r->line = le_get32(record + AT_LINE);
	r->target = le_get32(record + AT_TARGET);
	r->shape = shape_get(record + AT_SHAPE);
	*at = RECORD_FIXED;
	for (i = 0; i < sizeof(string) / sizeof(string[0]); i++)
		if ((*string[i] = take_string(record, len, at)) == NULL)
			return -1;
	return 0;
}

int
rule_decode(struct rule *r, struct criterion crit[RULE_CRITERIA_MAX],
    const unsigned char *record, size_t len, struct err *e)
{
	size_t at, i;

	if (decode(r, record, len, &at) == -1)
		return damaged(e);
	for (i = 0; i < r->crit_len; i++)
		if (take_criterion(&crit[i], record, len, &at) == -1)
			return damaged(e);
	if (take_tail(r, record, len, at) == -1)
		return damaged(e);
	r->crit = crit;
	return 0;
}
