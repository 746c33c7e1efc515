/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/intake.h"

#include <string.h>

#include "base/err.h"
#include "dns/random.h"
#include "replay/reader.h"

int
intake_begin(struct intake *in, const char *own, int64_t now_s,
    struct err *e)
{
	unsigned char key[2 * SIPHASH_KEY_SIZE];

	memset(in, 0, sizeof(*in));
	in->clock.now_s = now_s;
	in->messages.visitors = &in->visitors;
	if (random_read(key, sizeof(key), e) == -1)
		return -1;
	memcpy(in->visitors.key, key, SIPHASH_KEY_SIZE);
	memcpy(in->messages.key, key + SIPHASH_KEY_SIZE, SIPHASH_KEY_SIZE);
	return own_begin(&in->own, own, e);
}

static bool
is_within(const struct intake *in, int64_t at_s)
{
	return !in->bounded || (at_s != FRAME_NO_TIME &&
	    at_s >= in->since_s && at_s < in->until_s);
}

static void
note_time(struct intake *in, const struct telling *t, int64_t at_s)
{
	if (at_s > 0 && (in->first_s == 0 || at_s < in->first_s))
		in->first_s = at_s;
	if (at_s > in->last_s)
		in->last_s = at_s;
	if (t->db != 0 && (in->db == 0 || at_s > in->db_s ||
	    (at_s == in->db_s && t->db > in->db))) {
		in->db = t->db;
		in->db_s = at_s;
	}
}

/* Take what a line tells of a client: its address, or VISITORS_NOBODY if it is
 * none from outside. */
static int
take_client(uint32_t *address, struct intake *in, const struct telling *t,
    int64_t at_s, struct err *e)
{
	*address = VISITORS_NOBODY;
	if (own_has_ip(&in->own, &t->ip) || own_has_name(&in->own, t->name))
		return 0;
	if (visitors_take(address, &in->visitors, t, at_s, e) == -1)
		return -1;
	if ((t->what & TELL_TAKEN) != 0)
		visitors_mail(&in->visitors, *address, false, at_s);
	if ((t->what & TELL_SPAM) != 0)
		visitors_mail(&in->visitors, *address, true, at_s);
	note_time(in, t, at_s);
	return 0;
}

/* We brought a mail somewhere: to a machine of our own, as to a mailbox. */
static int
take_mailed(struct intake *in, struct telling *t, struct err *e)
{
	uint32_t address;

	if (own_has_ip(&in->own, &t->ip)) {
		t->what |= TELL_DELIVERED;
		return 0;
	}
	if (visitors_address(&address, &in->visitors, &t->ip, e) == -1)
		return -1;
	in->visitors.address[address].known |= KNOWN_MAILED;
	return 0;
}

int
intake_line(struct intake *in, const char *line, size_t len, struct err *e)
{
	uint32_t address = VISITORS_NOBODY;
	struct telling t;
	struct frame f;
	enum told told;
	int64_t at_s;

	in->lines++;
	told = reader_line(&t, &f, &in->clock, line, len);
	in->odd += told == TOLD_ODD;
	if (told != TOLD || !is_within(in, f.at_s))
		return 0;
	in->told++;
	at_s = f.at_s == FRAME_NO_TIME ? 0 : f.at_s;
	if ((t.what & TELL_CLIENT) != 0 &&
	    take_client(&address, in, &t, at_s, e) == -1)
		return -1;
	if ((t.what & TELL_MAILED) != 0 && take_mailed(in, &t, e) == -1)
		return -1;
	return messages_take(&in->messages, &t, f.host, address, at_s, e);
}

void
intake_end(struct intake *in)
{
	messages_end(&in->messages);
	visitors_settle(&in->visitors);
}

void
intake_free(struct intake *in)
{
	messages_end(&in->messages);
	visitors_free(&in->visitors);
	own_free(&in->own);
}
