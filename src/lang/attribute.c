/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/attribute.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "rule/rule.h"
#include "rule/words.h"

/* Longest id and reply text, bytes: both fit the log line and the reply. */
#define ID_MAX 64
#define TEXT_MAX 400

/* Times that the ban helper takes, seconds, and what is held against whoever is
 * banned unless the rule says. */
#define BAN_MIN 60
#define BAN_MAX (30 * 86400)
#define BAN_KIND "broadband"

/* What is being parsed. */
struct request {
	struct rule *rule;
	struct rulebook *book;
	char *value;
	const struct place *at;
	struct err *e;
};

typedef int parse_value(struct request *q);

/* True if value has from 1 to max bytes, all printable, no blank unless
 * blanks says so. */
static bool
is_text(const char *value, size_t max, bool blanks)
{
	size_t len = strlen(value), i;

	for (i = 0; i < len; i++)
		if (value[i] < (blanks ? ' ' : '!') || value[i] > '~')
			return false;
	return len > 0 && len <= max;
}

static int
value_id(struct request *q)
{
	if (!is_text(q->value, ID_MAX, false) ||
	    strchr(q->value, ',') != NULL)
		return err_perm(q->e, 0, "an id has 1 to %d printable "
		    "characters, no blank and no comma", ID_MAX);
	q->rule->id = q->value;
	return 0;
}

static int
value_text(struct request *q)
{
	if (!is_text(q->value, TEXT_MAX, true))
		return err_perm(q->e, 0, "a text has 1 to %d printable ASCII "
		    "characters", TEXT_MAX);
	q->rule->text = q->value;
	return 0;
}

static int
value_owner(struct request *q)
{
	q->rule->owner = q->value;
	return 0;
}

static int
value_ref(struct request *q)
{
	q->rule->ref = q->value;
	return 0;
}

static int
value_remedy(struct request *q)
{
	if (!is_text(q->value, RULE_REMEDY_MAX, true))
		return err_perm(q->e, 0, "a remedy has 1 to %d printable "
		    "ASCII characters", RULE_REMEDY_MAX);
	q->rule->remedy = q->value;
	return 0;
}

static int
value_code(struct request *q)
{
	unsigned n;

	if (num_unsigned(&n, q->value, 599, q->e) == -1 || n < 400)
		return err_perm(q->e, 0, "\"%.16s\" is not a refusing SMTP "
		    "code: write a number from 400 to 599", q->value);
	q->rule->code = n;
	return 0;
}

/* class "." subject "." detail, the last two of at most three digits. */
static int
value_dsn(struct request *q)
{
	const char *p = q->value;
	size_t subject = *p != '\0' && p[1] == '.' ?
	    strspn(p + 2, "0123456789") : 0;
	const char *tail = subject > 0 ? p + 2 + subject : "";
	size_t detail = *tail == '.' ? strspn(tail + 1, "0123456789") : 0;

	if ((*p != '4' && *p != '5') || subject == 0 || subject > 3 ||
	    detail == 0 || detail > 3 || tail[1 + detail] != '\0')
		return err_perm(q->e, 0, "\"%.16s\" is not an enhanced status "
		    "code (RFC 3463): write 4.x.y or 5.x.y, as in 5.7.1",
		    q->value);
	q->rule->dsn = q->value;
	return 0;
}

static int
value_mode(struct request *q)
{
	int i;

	for (i = RULE_ON; i < RULE_MODES; i++)
		if (strcmp(q->value, rule_mode_word((enum rule_mode)i)) ==
		    0) {
			q->rule->mode = (enum rule_mode)i;
			return 0;
		}
	return err_perm(q->e, 0, "\"%.16s\" is not a mode: write on, watch "
	    "or off", q->value);
}

static int
value_good(struct request *q)
{
	return num_score(&q->rule->good_milli, q->value, q->e);
}

static int
value_expires(struct request *q)
{
	return num_day_end(&q->rule->expires_s, q->value, q->e);
}

/* The number of the one kind of offence that word is. */
static int
ban_kind(unsigned *out, const char *word, struct err *e)
{
	unsigned bits, n;

	if (*word == '\0' || strchr(word, ',') != NULL)
		return err_perm(e, 0, "\"%.32s\" is not one kind of offence",
		    word);
	if (words_bits(&bits, WORDS_OFFENCES, word, e) == -1)
		return -1;
	for (n = 0; (bits & 1u << n) == 0; n++)
		;
	*out = n;
	return 0;
}

/* "", or a time, a kind, or both with a comma between. */
static int
value_ban(struct request *q)
{
	struct rule_ban ban = { .wanted = true };
	char *word = q->value, *comma = strchr(word, ',');
	const char *kind = comma != NULL ? comma + 1 : BAN_KIND;
	bool time = *word >= '0' && *word <= '9';

	if (comma != NULL)
		*comma = '\0';
	if (!time && comma == NULL && *word != '\0')
		kind = word;
	else if (!time && *word != '\0')
		return err_perm(q->e, 0, "\"%.16s\" is no time: write ban, or "
		    "ban= and a time, a kind of offence, or both as in "
		    "ban=4h,trap", word);
	if (time && num_duration(&ban.seconds, word, NUM_SECONDS, BAN_MAX,
	    q->e) == -1)
		return -1;
	if (time && ban.seconds < BAN_MIN)
		return err_perm(q->e, 0, "ban=%.16s: the kernel bans for %d s "
		    "at least", word, BAN_MIN);
	if (ban_kind(&ban.kind, kind, q->e) == -1)
		return -1;
	q->rule->ban = ban;
	return 0;
}

static int
expect_each(struct request *q, bool hit)
{
	char *entry = q->value, *comma;

	do {
		if ((comma = strchr(entry, ',')) != NULL)
			*comma = '\0';
		if (*entry == '\0')
			return err_perm(q->e, 0, "an empty entry: write HOST, "
			    "IP or HOST/IP between the commas");
		if (rulebook_expect(q->book, entry, hit, q->at, q->e) == -1)
			return -1;
		entry = comma != NULL ? comma + 1 : entry;
	} while (comma != NULL);
	return 0;
}

static int
value_must(struct request *q)
{
	return expect_each(q, true);
}

static int
value_mustnot(struct request *q)
{
	return expect_each(q, false);
}

static const struct attribute {
	const char *word;
	parse_value *parse;
} table[] = {
	{ "id", value_id },
	{ "code", value_code },
	{ "dsn", value_dsn },
	{ "text", value_text },
	{ "mode", value_mode },
	{ "good", value_good },
	{ "expires", value_expires },
	{ "owner", value_owner },
	{ "ref", value_ref },
	{ "must", value_must },
	{ "mustnot", value_mustnot },
	{ "ban", value_ban },
	{ "remedy", value_remedy },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Which attribute it is, or COUNT(table): that of "ban" alone has a value, "",
 * too. */
static size_t
find(char **value, char *word)
{
	size_t i;

	*value = strchr(word, '=');
	if (*value != NULL)
		*(*value)++ = '\0';
	for (i = 0; i < COUNT(table); i++)
		if (strcmp(table[i].word, word) == 0)
			break;
	if (i < COUNT(table) && *value == NULL)
		*value = table[i].parse == value_ban ?
		    word + strlen(word) : NULL;
	return *value != NULL ? i : COUNT(table);
}

bool
attribute_begins(const char *word)
{
	size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz_");

	return len > 0 && word[len] == '=';
}

/* Warn if the attribute was given before, but one of which there may be
 * several. */
static void
note_given(struct attributes *to, size_t i, struct rulebook *b,
    const struct place *at)
{
	if ((to->given >> i & 1) != 0 && table[i].parse != value_must &&
	    table[i].parse != value_mustnot)
		diag_warn(b->diag, at, "%s was given before in this rule: "
		    "this one counts, take the other out", table[i].word);
	to->given |= 1u << i;
}

enum parse_answer
attribute_parse(struct attributes *to, struct rulebook *b, char *word,
    const struct place *at, struct err *e)
{
	struct request q = { .rule = to->rule, .book = b, .at = at, .e = e };
	size_t i = find(&q.value, word);

	if (i == COUNT(table)) {
		diag_error(b->diag, at, "\"%.32s\" is neither a criterion nor "
		    "an attribute: write @WORD=..., ban, or id, code, dsn, "
		    "text, mode, good, expires, owner, ref, must, mustnot, "
		    "ban or remedy with \"=\" and a value", word);
		return PARSE_WRONG;
	}
	note_given(to, i, b, at);
	if (table[i].parse(&q) == 0)
		return PARSE_OK;
	if (e->class == ERR_TEMP)
		return PARSE_FAILED;
	diag_error(b->diag, at, "%s", e->msg);
	return PARSE_WRONG;
}

static bool
refuses(const struct rule *r)
{
	return r->action == RULE_BLOCK || r->action == RULE_DEFER ||
	    r->action == RULE_GREY;
}

/* What is wrong with the code, or NULL. */
static const char *
code_trouble(const struct rule *r)
{
	if (!refuses(r) && *r->remedy != '\0')
		return "remedy= tells what who is refused can do: it goes "
		    "with block, defer and grey only";
	if (!refuses(r) && (r->code != 0 || *r->dsn != '\0'))
		return "code= and dsn= are for block, defer and grey: "
		    "leave them away";
	if (r->action != RULE_BLOCK && (r->code >= 500 || *r->dsn == '5'))
		return "defer and grey ask the client to come back: write a "
		    "code from 400 to 499 and a dsn of class 4";
	if (*r->dsn != '\0' && r->code != 0 &&
	    r->code / 100 != (unsigned)(*r->dsn - '0'))
		return "code= and dsn= begin with different digits: make "
		    "them agree";
	return NULL;
}

enum parse_answer
attribute_check(struct rule *r, struct rulebook *b, const struct place *at)
{
	const char *trouble = code_trouble(r);

	if (trouble == NULL && r->good_milli != 0 && r->action != RULE_SCORE)
		trouble = "good= is the score of a miss: it goes with score "
		    "only";
	if (trouble != NULL) {
		diag_error(b->diag, at, "%s", trouble);
		return PARSE_WRONG;
	}
	if (!refuses(r) && *r->text != '\0')
		diag_warn(b->diag, at, "text= is what is told to whom the rule "
		    "refuses: %s tells nobody, so take it out",
		    rule_action_word(r->action));
	return PARSE_OK;
}
