/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_PURPOSE_H
#define DHF_NAME_PURPOSE_H

struct scales;

/*
 * purpose - what the registrable domain is kept for
 */
/* Add what the registrable domain says, after the host part was weighed: that
 * it is for businesses, for machines for rent or for mail, unless the host
 * part says that it is for end-users; or what tips the scales. */
void purpose_weigh(struct scales *q);

#endif
