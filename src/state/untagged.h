/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_UNTAGGED_H
#define DHF_STATE_UNTAGGED_H

/*
 * untagged - an address of mail without what may differ at the next attempt
 *
 * So that a mail that comes again is known again, case is folded, and gone is
 * what some senders make anew each time, or each day:
 *
 *	prvs=4068eb2540=a@b.example		BATV (draft-levine-smtp-batv)
 *	prvs=a=4068eb2540@b.example		the same, as it was first
 *	prvs=a/4068eb2540@b.example		the same, of Exim before 4.68
 *	msprvs1=1202020UU5ulBw=a@b.example	of Momentum and SparkPost
 *	btv1==068a4973b3a==a@b.example		of Barracuda
 *	a+anything@b.example			what the host of a leaves away
 *
 * all become a@b.example.  Of SRS the hash and the day go, the address behind
 * them stays: SRS0=HHHH=TT=b.example=a@c.example is srs0=b.example=a@c.example.
 * Exim rewrites at each attempt, so that both would be others at midnight; and
 * who forwards the mail of many is not to have them all taken for one.  Of SRS1
 * the first hash goes: what stands behind it is another forwarder's, and stays
 * as it came.
 */

/* Room for any that RFC 5321 allows, NUL included; a longer one is cut. */
#define UNTAGGED_SIZE 384

/* Write address, as it stands between the brackets of MAIL or RCPT, without its
 * tags; nothing that has none is changed but for its case. */
void untagged_address(char out[UNTAGGED_SIZE], const char *address);

#endif
