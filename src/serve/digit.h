/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_DIGIT_H
#define DHF_SERVE_DIGIT_H

#include "policy/evidence.h"
#include "wire/dynawall.h"

struct verdict;

/*
 * digit - a verdict as DynaWall's answer
 *
 *	pass; grey that may come in			0
 *	block						1
 *	block, and there certainly is no name		2
 *	block with code 559, whoever it is		3
 *	defer; grey that has to wait; block with a 4xx	4
 *	no verdict (whoever has none says so)		5
 *
 * DynaStop says 2 before it looks for patterns and networks, so 2 is for every
 * refusal of a client without a name, whichever rule decided.  What is unknown
 * leads to 4xx at most, and so never to 1 or 2.
 */

/* The reply code by which a rule says that nobody wants mail from there. */
#define DIGIT_NO_MAIL_CODE 559

/* The digit of a verdict; has_name is that of the evidence after it.  A grey
 * client waits if the verdict has a code, see verdict_wait. */
enum dynawall_digit digit_of(const struct verdict *v, enum answer has_name);

#endif
