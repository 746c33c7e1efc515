/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_RELAY_COMMAND_H
#define DHF_SMTP_RELAY_COMMAND_H

#include <stddef.h>

struct relay;

/*
 * relay_command - what becomes of a client's command
 */

/* The command is r->line, len bytes without control bytes and then a NUL:
 * order something of the server, or answer. */
void relay_command(struct relay *r, size_t len);

#endif
