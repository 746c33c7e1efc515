/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_PAGE_TIME_H
#define DHF_REPORT_PAGE_TIME_H

struct buf;
struct digest;

/*
 * page_time - what happened over time, drawn, and as a table
 */
void page_time_actions(struct buf *b, const struct digest *d, int table);
void page_time_dns(struct buf *b, const struct digest *d);

#endif
