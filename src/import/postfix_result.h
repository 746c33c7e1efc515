/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_POSTFIX_RESULT_H
#define DHF_IMPORT_POSTFIX_RESULT_H

#include "import/import.h"

/* Give *r the action, code, dsn, text and target that a result of Postfix's
 * access(5) means, as check_table_result of its smtpd_check.c reads it.  What
 * we can't do is warned of, and leaves the import.  text is changed and
 * borrowed. */
enum parse_answer postfix_result(struct rule *r, struct import *im, char *text,
    const struct place *at);

#endif
