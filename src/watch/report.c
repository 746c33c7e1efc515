/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/report.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "wire/accuse.h"
#include "wire/offence.h"

/* How long an absent daemon is left alone. */
#define AGAIN_MS 1000

void
report_add(struct report *r, const struct watch_storm *storm)
{
	struct report_one *one = &r->one[r->len];
	char ip[IP_TEXT_SIZE];
	size_t i, len = storm->len;

	if (r->len == REPORT_WAITING) {
		ip_format(&storm->ip, ip);
		tell(r->log, "nobody was told of %s: %d wait for the daemon",
		    ip, REPORT_WAITING);
		return;
	}
	if (len > REPORT_EVIDENCE)
		len = REPORT_EVIDENCE;
	for (i = 0; i < len; i++)
		one->evidence[i] = storm->line[i] >= ' ' &&
		    storm->line[i] <= '~' ? storm->line[i] : '?';
	one->evidence[len] = '\0';
	one->ip = storm->ip;
	one->at_s = storm->last_s;
	r->len++;
}

/* Tell of one. */
static enum accuse_answer
send_one(struct report *r, const struct report_one *one)
{
	char ip[IP_TEXT_SIZE], mark[IP_TEXT_SIZE + 24];
	struct letter l = { .type = LETTER_OFFENCE, .ip = one->ip,
		.flags = r->ban ? LETTER_BAN : 0, .offence = OFFENCE_STORM,
		.seconds = r->duration_s, .at_s = (uint32_t)one->at_s,
		.source = "watch", .mark = mark, .evidence = one->evidence };

	ip_format(&one->ip, ip);
	(void)snprintf(mark, sizeof(mark), "%s %lld", ip,
	    (long long)one->at_s);
	return accuse(&r->post, r->log, &l);
}

/* Say why somebody waits to be told of. */
static void
complain(const struct report *r, enum accuse_answer answer)
{
	struct err e;

	if (answer == ACCUSE_BUSY)
		(void)err_temp(&e, 0, "%s: the daemon is too busy",
		    r->post.path);
	else
		(void)accuse_away(&r->post, &e);
	tell(r->log, "%s: asking again", e.msg);
}

void
report_send(struct report *r)
{
	enum accuse_answer answer = ACCUSE_TOLD;
	size_t done;

	if (r->len == 0 || (r->away && fd_now_ms() < r->again_ms))
		return;
	for (done = 0; done < r->len; done++) {
		answer = send_one(r, &r->one[done]);
		if (answer == ACCUSE_AWAY || answer == ACCUSE_BUSY)
			break;
	}
	if (done < r->len && !r->away)
		complain(r, answer);
	r->away = done < r->len;
	r->again_ms = fd_now_ms() + AGAIN_MS;
	memmove(r->one, r->one + done, (r->len - done) * sizeof(r->one[0]));
	r->len -= done;
}

int
report_end(struct report *r)
{
	r->away = false;
	report_send(r);
	post_end(&r->post);
	return r->len == 0 ? 0 : -1;
}
