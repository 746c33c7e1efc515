/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dnsbook.h"

#include <string.h>

#include "asker.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define RULES 5

static void
add(struct dnsbook *t, const char *word)
{
	size_t n = strlen(word);

	asker_must(t->len + n < sizeof(t->text));
	memcpy(t->text + t->len, word, n + 1);
	t->len += n;
}

/* Add one of some words. */
static void
add_one(struct dnsbook *t, struct draw *d, const char *const *word,
    size_t count)
{
	add(t, word[draw_below(d, (unsigned)count)]);
}

#define ADD_ONE(t, d, table) add_one(t, d, table, COUNT(table))

static void
settings(struct dnsbook *t, struct draw *d)
{
	static const char *const block[] = { "", "score_block 3\n",
		"score_block 6\n", "score_block none\n" };
	static const char *const defer[] = { "", "", "score_defer 2\n",
		"score_defer 5\n" };
	static const char *const grey[] = { "", "", "score_grey 1\n",
		"score_grey 9\n" };
	static const char *const agree[] = { "", "dnsbl_agree 1\n",
		"dnsbl_agree 3\n" };
	static const char *const code[] = { "", "", "", "reply_code 450\n" };
	static const char *const named[] = { "", "", "default_action block\n",
		"default_action grey\n", "default_action defer\n" };
	static const char *const nameless[] = { "",
		"default_unresolved_action pass\n",
		"default_unresolved_action defer\n",
		"default_unresolved_action grey\n" };

	ADD_ONE(t, d, block);
	ADD_ONE(t, d, defer);
	ADD_ONE(t, d, grey);
	ADD_ONE(t, d, agree);
	ADD_ONE(t, d, code);
	ADD_ONE(t, d, named);
	ADD_ONE(t, d, nameless);
}

static void
lists(struct dnsbook *t, struct draw *d)
{
	static const char *const zone[] = { "a.one.test", "b.one.test",
		"two.test", "three.test" };
	static const char *const tail[] = { "", "", "", "=127.0.0.2", "/4",
		"/6", "=127.0.0.3-127.0.0.9", "/4=127.0.0.9,127.0.0.2" };
	unsigned n = draw_below(d, 4) == 3 ? 2 : 1;

	while (n-- > 0) {
		ADD_ONE(t, d, zone);
		ADD_ONE(t, d, tail);
		if (n > 0)
			add(t, ",");
	}
}

static void
criterion(struct dnsbook *t, struct draw *d)
{
	static const char *const rdns[] = { "none", "confirmed", "unknown",
		"none,unknown", "unconfirmed", "none,unconfirmed",
		"none,unconfirmed,unknown" };
	static const char *const local[] = { "@any", "@name=example.net",
		"@host=other.example", "@regex=^h[0-9]", "@ip=192.0.2.0/24",
		"@class=plain" };
	static const char *const signs[] = { "@declared", "@neighbours=same",
		"@neighbours=other", "@neighbours=none",
		"@neighbours=same,none" };

	add(t, draw_below(d, 4) == 3 ? " !" : " ");
	switch (draw_below(d, 10)) {
	case 0:
		ADD_ONE(t, d, local);
		break;
	case 1:
	case 2:
		add(t, "@rdns=");
		ADD_ONE(t, d, rdns);
		break;
	case 3:
		add(t, "@rhsbl=names.test");
		break;
	case 4:
	case 5:
		ADD_ONE(t, d, signs);
		break;
	case 6:
		add(t, "@dnswl=");
		lists(t, d);
		break;
	default:
		add(t, "@dnsbl=");
		lists(t, d);
		break;
	}
}

static void
rule(struct dnsbook *t, struct draw *d)
{
	static const char *const action[] = { "score 3", "score 5", "score 9",
		"score -4", "score 0.5", "pass", "block", "defer", "grey",
		"mark", "import tcprules list\n" };
	static const char *const good[] = { "", "", " good=-3", " good=-9",
		" good=2", " good=6" };
	static const char *const code[] = { "", "", " code=450",
		" code=550" };
	static const char *const mode[] = { "", "", "", "", "", "",
		" mode=watch" };
	unsigned n = draw_below(d, COUNT(action)), more;

	add(t, action[n]);
	if (n == COUNT(action) - 1)
		return;
	for (more = 1 + draw_below(d, 4) / 2; more > 0; more--)
		criterion(t, d);
	if (n < 5)
		ADD_ONE(t, d, good);
	if (n == 6)
		ADD_ONE(t, d, code);
	ADD_ONE(t, d, mode);
	add(t, "\n");
}

void
dnsbook_make(struct dnsbook *t, struct draw *d)
{
	unsigned n;

	t->len = 0;
	settings(t, d);
	for (n = 1 + draw_below(d, RULES); n > 0; n--)
		rule(t, d);
}
