/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READ_QMAIL_H
#define DHF_REPLAY_READ_QMAIL_H

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * read_qmail - what stands before qmail says: tcpserver and spamdyke
 */

/* "ok PID HOST:IP:PORT NAME:IP:INFO:PORT", of ucspi-tcp, ucspi-tcp6 and
 * ucspi-ssl, or "deny".  Ports for submission are passed over. */
enum told read_tcpserver(struct telling *out, const struct frame *f);

/* "ALLOWED from: ... to: ... origin_ip: IP origin_rdns: NAME auth: USER ...",
 * or "DENIED_..." for "ALLOWED". */
enum told read_spamdyke(struct telling *out, const struct frame *f);

#endif
