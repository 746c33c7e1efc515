/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_courier.h"

#include "replay/word.h"

/* "started,ip=[IP],port=[N]", or
 * "error,relay=IP,port=N,from=<...>,to=<...>: 550 User unknown." */
static enum told
read_smtpd(struct telling *out, struct text t)
{
	struct text ip;

	out->state = NAMED_UNTOLD;
	if (text_take(&t, "started,ip=")) {
		out->what = TELL_CLIENT | TELL_CONNECTION;
		return word_brackets(&out->ip, &t) ? TOLD : TOLD_ODD;
	}
	if (!text_take(&t, "error,relay="))
		return TOLD_NOTHING;
	if (!text_until(&ip, &t, ',') || !word_ip(&out->ip, ip))
		return TOLD_ODD;
	out->what = TELL_CLIENT | TELL_REFUSED;
	if (text_drop(&t, ": 550 User unknown.") ||
	    text_drop(&t, ": 550 User unknown"))
		out->what |= TELL_UNKNOWN_USER;
	else if (text_drop(&t, ": 513 Relaying denied.") ||
	    text_drop(&t, ": 513 Relaying denied"))
		out->what |= TELL_RELAY;
	return TOLD;
}

/* "newmsg,id=ID: dns; HELO (NAME [IP])": what HELO said stands before. */
static enum told
read_message(struct telling *out, struct text t)
{
	struct text helo, name = { "", 0 };

	if (!text_until(&out->key, &t, ':') || !text_take(&t, " dns; "))
		return TOLD_NOTHING;
	if (!text_drop(&t, ")") || !text_until_last(&helo, &t, '('))
		return TOLD_ODD;
	if (word_host(&name, &t) && !text_take(&t, " "))
		return TOLD_ODD;
	if (!word_brackets(&out->ip, &t) || t.len > 0)
		return TOLD_ODD;
	out->what = TELL_CLIENT | TELL_OPENS;
	out->state = NAMED_UNTOLD;
	if (name.len > 0 && !text_is(name, "softdnserr")) {
		out->name = name;
		out->state = NAMED_GIVEN;
	}
	return TOLD;
}

static enum told
read_queue(struct telling *out, struct text t)
{
	if (text_take(&t, "newmsg,id="))
		return read_message(out, t);
	if (!text_take(&t, "completed,id="))
		return TOLD_NOTHING;
	out->what = TELL_CLOSES;
	out->key = t;
	return TOLD;
}

static enum told
read_local(struct telling *out, struct text t)
{
	if (!text_take(&t, "id=") || !text_until(&out->key, &t, ',') ||
	    !text_has(t, ",success: "))
		return TOLD_NOTHING;
	out->what = TELL_DELIVERED;
	return TOLD;
}

/* "id=ID,from=<...>,addr=<...>,size=N,success: delivered: HOST [IP]" */
static enum told
read_remote(struct telling *out, struct text t)
{
	struct text host;

	if (!text_take(&t, "id=") || !text_until(&out->key, &t, ',') ||
	    !text_has(t, ",success: delivered: "))
		return TOLD_NOTHING;
	if (!text_once(&t, t, ",success: delivered: ") ||
	    !word_host(&host, &t) || !text_take(&t, " ") ||
	    !word_brackets(&out->ip, &t))
		return TOLD_ODD;
	out->what = TELL_MAILED;
	return TOLD;
}

enum told
read_courier(struct telling *out, const struct frame *f)
{
	if (text_is(f->program, "courieresmtpd"))
		return read_smtpd(out, f->rest);
	if (text_is(f->program, "courierd"))
		return read_queue(out, f->rest);
	return text_is(f->program, "courierlocal") ?
	    read_local(out, f->rest) : read_remote(out, f->rest);
}
