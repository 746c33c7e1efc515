/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_TCPRULES_ADDRESS_H
#define DHF_IMPORT_TCPRULES_ADDRESS_H

#include "import/import.h"

/* In which order tcpserver(1) tries addresses. */
enum tcprules_rank {
	TCPRULES_IP,
	TCPRULES_HOST,
	TCPRULES_PREFIX,
	TCPRULES_SUFFIX,
	TCPRULES_ANY_HOST,
	TCPRULES_ANY
};

struct tcprules_address {
	enum tcprules_rank rank;
	size_t weight; /* within the rank, higher first */
	struct criterion crit[2];
	size_t crit_len;
};

/* Read the part before the colon.  text is changed and borrowed.  PARSE_WRONG
 * without an error, but a warning, for what can't be had here and for what
 * tcprules takes and tcpserver never finds. */
enum parse_answer tcprules_address(struct tcprules_address *out,
    struct import *im, char *text, const struct place *at);

#endif
