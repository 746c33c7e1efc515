/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_NETWORKS_H
#define DHF_IMPORT_IMPORT_NETWORKS_H

#include "import/import.h"

/* A list of networks (import/netlist.h) as one rule, which blocks. */
enum parse_answer import_networks(struct import *im);

/* For formats that are one rule, too: make it, with the set *c, whatever the
 * action of the import is, or the one given. */
enum parse_answer import_networks_rule(struct import *im,
    const struct criterion *c, enum rule_action action);

#endif
