/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/aspage.h"

#include <string.h>

#include "base/buf.h"
#include "report/digest.h"
#include "report/page_rules.h"
#include "report/page_time.h"
#include "report/page_top.h"
#include "report/page_who.h"

/* How much of everything. */
struct extent {
	size_t rules, refusals, rows;
	int table, shortened;
};

static void
write_sections(struct buf *b, const struct digest *d, const struct extent *x)
{
	page_time_actions(b, d, x->table);
	page_top_harm(b, d);
	page_rules(b, d, x->rules);
	page_rules_lists(b, d);
	page_who_classes(b, d);
	page_who_tops(b, d, x->rows);
	page_time_dns(b, d);
	page_who_last(b, d, x->refusals);
}

static void
write_page(struct buf *b, const struct digest *d, const struct extent *x)
{
	b->len = 0;
	page_top_begin(b, d);
	if (d->census->decisions > 0)
		write_sections(b, d, x);
	page_top_end(b, d, x->shortened);
}

void
aspage_write(struct buf *b, const struct digest *d)
{
	struct extent x = { ASPAGE_RULES, ASPAGE_REFUSALS, d->rows, 1, 0 };

	write_page(b, d, &x);
	while (!b->failed && b->len > ASPAGE_MOST && x.rules > 5) {
		x.shortened = 1;
		x.table = x.rules >= ASPAGE_RULES / 4;
		x.rules = x.rules * 3 / 4;
		x.refusals = x.refusals * 3 / 4;
		x.rows = x.rows > 10 ? x.rows * 3 / 4 : x.rows;
		write_page(b, d, &x);
	}
}

bool
aspage_claims(const unsigned char *head, size_t len)
{
	return len >= sizeof(PAGE_TOP_FIRST) - 1 &&
	    memcmp(head, PAGE_TOP_FIRST, sizeof(PAGE_TOP_FIRST) - 1) == 0;
}
