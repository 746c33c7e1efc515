/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/dynastop_rule.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/netline.h"

/* A rule being made. */
struct making {
	struct dynastop_rule *rule;
	struct import *im;
	const struct dynastop_macro *macros;
	const struct dynastop_line *line;
	struct criterion crit[RULE_CRITERIA_MAX];
	size_t len;
};

char *
dynastop_word(char **p)
{
	char *word = line_skip(*p);
	size_t len;

	if (*word == '\0' || *word == '#')
		return NULL;
	for (len = 0; word[len] != '\0' && !line_blank(word[len]); len++)
		;
	*p = word + len + (word[len] != '\0');
	word[len] = '\0';
	return word;
}

/* Where a word of the value stands. */
static struct place
place_of(const struct making *m, const char *word)
{
	struct place at = m->line->at;

	at.column += (unsigned)(word - m->line->value);
	return at;
}

static enum parse_answer
wrong(struct making *m, const char *message)
{
	diag_error(m->im->book->diag, &m->line->at, "%s", message);
	return PARSE_WRONG;
}

/* "a.example, b.example" as one criterion. */
static enum parse_answer
recipients(struct making *m)
{
	char *start = m->line->value, *p = start, *to = start, *word;
	size_t len;

	while ((word = dynastop_word(&p)) != NULL) {
		len = strlen(word);
		len -= word[len - 1] == ',';
		if (to > start)
			*to++ = ',';
		memmove(to, word, len);
		to += len;
	}
	if (to == start)
		return wrong(m, "no recipient: write NoFilter DOMAIN or "
		    "NoFilter USER@DOMAIN");
	*to = '\0';
	m->len = 1;
	return criterion_make_value(&m->crit[0], m->im->book, CRITERION_RCPT,
	    start, &m->line->at, m->im->e);
}

static enum parse_answer
element(struct making *m, const char *word)
{
	const struct place at = place_of(m, word);
	const char *expression;
	enum parse_answer answer;

	/* one is left for the name */
	if (m->len == RULE_CRITERIA_MAX - 1)
		return wrong(m, "more than 31 elements: join some of them");
	answer = dynastop_element(&expression, m->im, m->macros, word, &at);
	if (answer == PARSE_OK)
		answer = criterion_make_regex(&m->crit[m->len++], m->im->book,
		    expression, &at, m->im->e);
	return answer;
}

static enum parse_answer
elements(struct making *m)
{
	enum parse_answer answer = PARSE_OK;
	char *p = m->line->value, *word;
	bool tells = false;

	while (answer == PARSE_OK && (word = dynastop_word(&p)) != NULL) {
		tells = tells || dynastop_element_tells(word);
		answer = element(m, word);
	}
	if (answer != PARSE_OK)
		return answer;
	if (m->len == 0)
		return wrong(m, "no element: write parts of the name, as in "
		    "Pattern ppp-$1-$2 dyn.example.net");
	if (!tells)
		diag_warn(m->im->book->diag, &m->line->at, "single octets are "
		    "in many names, as parts of other numbers, too: join "
		    "them, as in $1-$2, or add a part of the domain");
	return criterion_make_root(&m->crit[m->len++], m->im->book, m->im->e);
}

/* Read the one network or range of the value. */
static enum parse_answer
network_line(struct netline *n, struct making *m)
{
	switch (netline_read(n, m->line->value, m->im->e)) {
	case NETLINE_NETWORK:
		if (!n->json)
			return PARSE_OK;
		break;
	case NETLINE_WRONG:
		return wrong(m, m->im->e->msg);
	default:
		break;
	}
	return wrong(m, "no network: write 192.0.2.0/24, or a range as "
	    "192.0.2.7-192.0.2.99");
}

static enum parse_answer
network(struct making *m)
{
	struct rulebook *b = m->im->book;
	struct criterion *c = &m->crit[0];
	char *text = m->line->value, net[IP_TEXT_SIZE];
	enum parse_answer answer;
	struct netline n;

	text[strcspn(text, "#")] = '\0';
	line_trim(text);
	answer = criterion_make_set(c, b, text, m->im->e);
	if (answer == PARSE_OK)
		answer = network_line(&n, m);
	if (answer != PARSE_OK)
		return answer;
	if (n.masked) {
		ip_format(&n.first, net);
		diag_warn(b->diag, &m->line->at, "host bits are set: it is "
		    "taken as %s/%u, write it so", net, n.bits);
	}
	if ((n.range ? netset_add_range(&b->nets, &n.first, &n.last, c->set,
	    m->im->e) : netset_add(&b->nets, &n.first, n.bits, c->set,
	    m->im->e)) == -1)
		return PARSE_FAILED;
	m->len = 1;
	if (m->line->verb.kind != DYNASTOP_DYNAMIC)
		return PARSE_OK;
	return criterion_make_root(&m->crit[m->len++], b, m->im->e);
}

/* What becomes of whom the rule holds for. */
static void
set_action(struct rule *r, const struct import *im, enum dynastop_kind kind)
{
	r->action = RULE_PASS;
	if (kind == DYNASTOP_NO_MAIL) {
		r->action = RULE_BLOCK;
		r->code = DYNASTOP_NO_MAIL_CODE;
	} else if (kind == DYNASTOP_DYNAMIC) {
		r->action = im->action != -1 ? (enum rule_action)im->action :
		    RULE_BLOCK;
	}
}

enum parse_answer
dynastop_rule(struct dynastop_rule *out, struct import *im,
    const struct dynastop_macro *macros, const struct dynastop_line *l)
{
	static enum parse_answer (*const make[])(struct making *m) = {
		[DYNASTOP_RECIPIENTS] = recipients,
		[DYNASTOP_ELEMENTS] = elements,
		[DYNASTOP_NETWORK] = network,
	};
	struct making m = { .rule = out, .im = im, .macros = macros,
		.line = l };
	enum parse_answer answer = make[l->verb.value](&m);

	if (answer != PARSE_OK)
		return answer;
	out->kind = l->verb.kind;
	out->bare = false;
	out->place = l->at;
	out->rule = rulebook_blank();
	out->rule.source = l->source;
	out->rule.crit_len = m.len;
	set_action(&out->rule, im, out->kind);
	out->crit = arena_alloc(&im->book->arena, m.len * sizeof(m.crit[0]));
	if (out->crit == NULL) {
		(void)err_memory(im->e);
		return PARSE_FAILED;
	}
	memcpy(out->crit, m.crit, m.len * sizeof(m.crit[0]));
	return PARSE_OK;
}
