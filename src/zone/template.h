/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_TEMPLATE_H
#define DHF_ZONE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct offender;

/*
 * template - what the TXT record of an entry says
 *
 * A template with these in it:
 *
 *	%Y %m %d %H %M %S  when the last harm was done, by the clock of who
 *	                   noticed it: 2008 10 21 20 17 43
 *	%z  that clock's zone: +0200
 *	%i  the address; of IPv6 2001:db8::/64
 *	%k  the kind of harm: trap
 *	%o  who told
 *	%n  how often
 *	%e  the evidence
 *	%%  a percent sign
 */
#define TEMPLATE_DEFAULT "Spam from this IP received: %Y-%m-%d %H.%Mh"

/* Longest text, NUL included: one string of a TXT record has 255 bytes. */
#define TEMPLATE_SIZE 256

/* Is this a template?  -1 with *e ERR_PERM: a conversion that is none, or
 * bytes that are not printable ASCII. */
int template_check(const char *template, struct err *e);

/* Make the text of *o from a template that was checked.  Blanks at its ends
 * go, since the servers differ about them, and what is too long is cut. */
void template_expand(char out[TEMPLATE_SIZE], const char *template,
    const struct offender *o);

/* For what has one text for all: the template without its conversions, which
 * may be %% and, at the end, %i; that one is cut off and *address set.  -1
 * with *e ERR_PERM if there are others. */
int template_common(char out[TEMPLATE_SIZE], bool *address,
    const char *template, struct err *e);

#endif
