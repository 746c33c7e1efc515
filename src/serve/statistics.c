/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/statistics.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#define MAGIC "dhfd-statistics 1\n"
#define WORD_SIZE 32

static const char *const word[STATISTICS] = {
	[STAT_SESSIONS] = "filter.sessions",
	[STAT_STRANGERS] = "filter.strangers",
	[STAT_SESSIONS_FULL] = "filter.full",
	[STAT_OTHERS] = "filter.version",
	[STAT_BAD] = "filter.bad",
	[STAT_GREY_GREEN] = "grey.green",
	[STAT_GREY_NEW] = "grey.new",
	[STAT_GREY_WAIT] = "grey.wait",
	[STAT_GREY_FAILED] = "grey.failed",
	[STAT_ENVELOPES] = "grey.envelopes",
	[STAT_TAKEN] = "hand.taken",
	[STAT_TAKEN_LATE] = "hand.late",
	[STAT_TAKEN_FULL] = "hand.full",
	[STAT_TAKEN_ADDRESS] = "hand.address",
	[STAT_HELD_QUIT] = "held.quit",
	[STAT_HELD_GONE] = "held.gone",
	[STAT_HELD_TIME] = "held.time",
	[STAT_HELD_LIMIT] = "held.limit",
	[STAT_HELD_PREGREET] = "held.pregreet",
	[STAT_HELD_TARPIT] = "held.tarpit",
	[STAT_WALL_0] = "wall.0",
	[STAT_WALL_1] = "wall.1",
	[STAT_WALL_2] = "wall.2",
	[STAT_WALL_3] = "wall.3",
	[STAT_WALL_4] = "wall.4",
	[STAT_WALL_5] = "wall.5",
	[STAT_WALL_STRANGERS] = "wall.strangers",
	[STAT_WALL_WRONG] = "wall.wrong",
	[STAT_WALL_LATE] = "wall.late",
	[STAT_POSTFIX_PASSED] = "postfix.passed",
	[STAT_POSTFIX_REFUSED] = "postfix.refused",
	[STAT_POSTFIX_DEFERRED] = "postfix.deferred",
	[STAT_POSTFIX_STRANGERS] = "postfix.strangers",
	[STAT_POSTFIX_WRONG] = "postfix.wrong",
	[STAT_POSTFIX_LATE] = "postfix.late",
	[STAT_OFFENDER_ASKED] = "offender.asked",
	[STAT_OFFENDER_FOUND] = "offender.found",
	[STAT_OFFENCES] = "offence.told",
	[STAT_OFFENCES_NEVER] = "offence.never",
	[STAT_BANS] = "ban.told",
	[STAT_BANS_FREED] = "ban.freed",
	[STAT_BANS_NEVER] = "ban.never",
	[STAT_BANS_FAILED] = "ban.failed",
	[STAT_RULES_READ] = "rules.read",
	[STAT_RULES_BAD] = "rules.bad",
	[STAT_COMMITS] = "store.commits",
	[STAT_COMMITS_FAILED] = "store.failed",
	[STAT_EXPIRED] = "store.expired",
	[STAT_CROWD] = "crowd.spared",
	[STAT_GREY_EARLY] = "grey.early",
	[STAT_RELAY_TAKEN] = "relay.taken",
	[STAT_RELAY_FAILED] = "relay.failed",
	[STAT_NOW_HELD] = "now.held",
	[STAT_NOW_TARPIT] = "now.tarpit",
	[STAT_NOW_SESSIONS] = "now.sessions",
	[STAT_NOW_WALL] = "now.wall",
	[STAT_NOW_NAMES] = "now.names",
	[STAT_NOW_BANS] = "now.bans",
	[STAT_NOW_POSTFIX] = "now.postfix",
};

static void
add_line(struct buf *out, const char *name, uint64_t n)
{
	char line[2 * WORD_SIZE];

	(void)snprintf(line, sizeof(line), "%s %" PRIu64 "\n", name, n);
	buf_add_text(out, line);
}

void
statistics_write(struct buf *out, const struct statistics *s, int64_t now_s)
{
	size_t i;

	buf_add_text(out, MAGIC);
	add_line(out, "since", (uint64_t)s->since_s);
	add_line(out, "at", (uint64_t)now_s);
	for (i = 0; i < STATISTICS; i++)
		add_line(out, word[i], s->n[i]);
}

/* Whether a number is one of now, which means nothing later. */
static bool
is_of_now(size_t i)
{
	return i >= STAT_NOW_HELD;
}

static void
take(struct statistics *s, const char *name, uint64_t n)
{
	size_t i;

	if (strcmp(name, "since") == 0)
		s->since_s = (int64_t)n;
	for (i = 0; i < STATISTICS; i++)
		if (!is_of_now(i) && strcmp(word[i], name) == 0)
			s->n[i] = n;
}

unsigned
statistics_read(struct statistics *s, const char *text)
{
	char name[WORD_SIZE], end;
	unsigned damaged = 0;
	uint64_t n;

	if (strncmp(text, MAGIC, sizeof(MAGIC) - 1) != 0)
		return 1;
	for (text = strchr(text, '\n') + 1; *text != '\0';
	    text = strchr(text, '\n') + 1) {
		if (sscanf(text, "%31s %" SCNu64 "%c", name, &n, &end) == 3 &&
		    end == '\n')
			take(s, name, n);
		else
			damaged++;
		if (strchr(text, '\n') == NULL)
			break;
	}
	return damaged;
}

void
statistics_go_on(struct statistics *s, const struct statistics *before)
{
	size_t i;

	if (before->since_s != 0)
		s->since_s = before->since_s;
	for (i = 0; i < STATISTICS; i++)
		if (!is_of_now(i))
			s->n[i] += before->n[i];
}
