/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_PAGE_RULES_H
#define DHF_REPORT_PAGE_RULES_H

#include <stddef.h>

struct buf;
struct digest;

/*
 * page_rules - the rules, those most often hit first, at most so many; and the
 * lists that they ask, with what they say beside each other
 */
void page_rules(struct buf *b, const struct digest *d, size_t most);
void page_rules_lists(struct buf *b, const struct digest *d);

#endif
