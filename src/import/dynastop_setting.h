/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_DYNASTOP_SETTING_H
#define DHF_IMPORT_DYNASTOP_SETTING_H

#include "import/import.h"

/*
 * dynastop_setting - what DynaStop's files set
 *
 *	MaxTTL HOURS		dns_cache
 *	GreyTTL MINUTES		greylist_delay
 *	AutoGreen FILE		greylist_autogreen
 *
 * A line of the rule file counts before these, wherever it stands.
 */

/* Take the setting; value is borrowed from the arena.  PARSE_WRONG, told, if it
 * does not read. */
enum parse_answer dynastop_setting(struct import *im, const char *verb,
    const char *value, const struct place *at);

#endif
