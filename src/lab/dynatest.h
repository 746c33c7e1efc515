/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_DYNATEST_H
#define DHF_LAB_DYNATEST_H

struct err;
struct report;

/*
 * dynatest - clients as DynaTest of DynaStop prints them
 *
 *	1<TAB>192.0.2.77<TAB>ppp-192-0-2-77.example.net<TAB>Dynamic address
 *	<TAB>M: ppp-192-0-2-77<TAB>C: Pattern ppp-$1-$2-$3-$4
 *
 * Its page names the columns; how they are written is ours, see dhf-test(1).
 */

/* Judge a client and print its line; host as report_client has it.  Who would
 * be greylisted has to wait.  Returns 0, or -1 with *e as decide. */
int dynatest_client(struct report *r, const char *ip, const char *host,
    struct err *e);

#endif
