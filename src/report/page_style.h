/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_PAGE_STYLE_H
#define DHF_REPORT_PAGE_STYLE_H

/*
 * page_style - how the page looks: CSS, without anything to be fetched
 *
 * The four colours of verdicts differ in lightness first, so that they do
 * without colour; the harshest stands out most, by day and by night.
 */
extern const char page_style[];

#endif
