/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_ENGINE_RULES_H
#define DHF_MTA_ENGINE_RULES_H

struct engine;

/*
 * engine_rules - the rules of an engine, which change
 */

/* Read the file of them, which is set, and from now on whenever it changes;
 * that they are missing or wrong is told, and they are tried again. */
void engine_rules_begin(struct engine *e);

#endif
