/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/digit.h"

#include "policy/verdict.h"

enum dynawall_digit
digit_of(const struct verdict *v, enum answer has_name)
{
	if (!verdict_refuses(v))
		return DYNAWALL_PASS;
	if (v->code < 500)
		return DYNAWALL_GREY;
	if (v->code == DIGIT_NO_MAIL_CODE)
		return DYNAWALL_NO_MAIL;
	return has_name == ANSWER_NO ? DYNAWALL_NO_NAME : DYNAWALL_DYNAMIC;
}
