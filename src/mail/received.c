/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/received.h"

#include <string.h>
#include <strings.h>

#include "mail/group.h"
#include "mail/literal.h"
#include "mail/maildate.h"

/* Servers that write the address where others write a name, and one that wrote
 * what the client said of itself where others write the address. */
enum maker { MAKER_OTHER, MAKER_EXIM, MAKER_COMMUNIGATE, MAKER_CHASQUID };

/* What is found on the way. */
struct reading {
	struct tokens rest;
	struct token name;  /* the first word behind "from" */
	enum group first;   /* what stands behind that */
	struct token group; /* the comment or word that has the address */
	struct ip ip;       /* the address in a group; bits 0: none */
	enum maker maker;
	bool hides;     /* a word or comment has a "by" that may be the
	                   server's */
	bool called;    /* behind "by" is a word "from" */
	bool delivered; /* and one "for" */
	bool silent;    /* a Postfix, which tells its own users by more than
	                   its name */
	struct token via;
};

/*
 * The next token.  A "by" within a comment or quotes may be the server's: a
 * client opens them in what it says of itself, and closes them on top of its
 * message behind a blank, which makes it a fold of the server's line.
 */
static enum token_kind
next(struct token *out, struct reading *r)
{
	(void)token_next(out, &r->rest);
	r->hides = r->hides || token_hides(out, "by");
	return out->kind;
}

/* Whether a semicolon is that of "; authenticated by", which an Exim of a large
 * provider writes for users of its own; r stands behind "by" then. */
static bool
is_authenticated(struct reading *r)
{
	struct token word;

	(void)next(&word, r);
	return token_is(&word, "authenticated") &&
	    next(&word, r) == TOKEN_WORD && token_is(&word, "by");
}

/* Read from behind "from" to behind "by".  False if it is unclear.  The address
 * is the first group, or the second behind HELO; one that stands elsewhere may
 * be the client's own work. */
static bool
from_read(struct reading *r)
{
	enum group group;
	struct token token;
	struct ip ip;
	size_t n;

	if (next(&r->name, r) != TOKEN_WORD)
		return false;
	for (n = 0; next(&token, r) == TOKEN_WORD ||
	    token.kind == TOKEN_COMMENT; n++) {
		if (token_is(&token, "by"))
			return true;
		if (token.glued)
			return false;
		group = group_of(&ip, &token);
		if (n == 0)
			r->first = group;
		else if (group == GROUP_HELO || group == GROUP_EXIM)
			return false;
		if (group == GROUP_UNSURE)
			return false;
		if (group != GROUP_ADDRESS)
			continue;
		if (n != (r->first == GROUP_HELO))
			return false;
		r->ip = ip;
		r->group = token;
	}
	return token.kind == TOKEN_SEMICOLON && is_authenticated(r);
}

static enum maker
maker_of(const struct token *comment, enum maker old)
{
	if (token_begins(comment, "Exim "))
		return MAKER_EXIM;
	if (token_begins(comment, "chasquid"))
		return MAKER_CHASQUID;
	return token_begins(comment, "CommuniGate ") ? MAKER_COMMUNIGATE : old;
}

/* Whether a date begins at p. */
static bool
is_date(const char *p, const char *end)
{
	struct maildate date;

	while (p < end && token_is_blank(*p))
		p++;
	return p < end && *p != '(' &&
	    maildate_parse(&date, p, (size_t)(end - p));
}

/* Whether a comment has a semicolon and a date: they may be the server's, if a
 * client opened it in whom the message is for. */
static bool
hides_date(const struct token *t)
{
	const char *p = t->at, *end = t->at + t->len;

	while ((p = memchr(p, ';', (size_t)(end - p))) != NULL)
		if (is_date(++p, end))
			return true;
	return false;
}

/* Take what is left as the date, if the semicolon before it is not a part of a
 * word. */
static void
date_set(struct received *out, const struct tokens *rest)
{
	if (rest->at < rest->end && !token_is_blank(*rest->at) &&
	    !is_date(rest->at, rest->end))
		return;
	out->date.at = rest->at;
	out->date.len = (size_t)(rest->end - rest->at);
}

/* Take what stands between "by" and the date. */
static void
by_take(struct received *out, struct reading *r, const struct token *token,
    const struct token *before)
{
	if (token->kind == TOKEN_SEMICOLON) {
		date_set(out, &r->rest);
	} else if (token->kind == TOKEN_COMMENT) {
		r->maker = maker_of(token, r->maker);
		r->silent = r->silent || (token->len == strlen("Postfix") &&
		    token_begins(token, "Postfix"));
	} else if (token_is(before, "with") && out->with.len == 0) {
		out->with = *token;
	} else if (token_is(before, "via") && r->via.len == 0) {
		r->via = *token;
	} else if (token_is(before, "id") && out->id.len == 0) {
		out->id = *token;
	}
	r->called = r->called || token_is(token, "from");
	r->delivered = r->delivered || token_is(token, "for");
}

/* Read from behind "by" to the end.  False if it is unclear: who has a "by" in
 * what he says of himself has one more, and the words of who has a quote in an
 * address may pass for the server's.  The server's line ends with the date; a
 * message that begins with a blank goes on with it. */
static bool
by_read(struct received *out, struct reading *r)
{
	struct token token, before = { 0 };

	if (next(&out->by, r) != TOKEN_WORD || token_is(&out->by, "by"))
		return false;
	while (next(&token, r) != TOKEN_END) {
		if (token.kind == TOKEN_OPEN || token_is(&token, "by"))
			return false;
		if (out->date.at != NULL)
			continue;
		if (token_is_open(&token) ||
		    (token.kind == TOKEN_COMMENT && hides_date(&token)))
			return false;
		by_take(out, r, &token, &before);
		before = token;
	}
	return true;
}

/* Whether the word begins with one of these, NULL behind the last. */
static bool
begins_one(const struct token *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (token_begins(word, *list))
			return true;
	return false;
}

/* Whether somebody called the server of a line without "from": it tells a
 * protocol of the network, or names him elsewhere, or is of a Postfix that
 * hides who its users are. */
static bool
is_called(const struct received *out, const struct reading *r)
{
	static const char *const network[] = { "SMTP", "ESMTP", "UTF8SMTP",
		"HTTP", NULL };

	return begins_one(&out->with, network) ||
	    begins_one(&r->via, network) || r->called ||
	    (r->silent && r->delivered && out->with.len == 0);
}

/* A line without "from", which is of this machine, unless somebody called. */
static void
fromless_read(struct received *out, struct token *token, struct reading *r)
{
	while ((token->kind == TOKEN_WORD || token->kind == TOKEN_COMMENT) &&
	    !token_is(token, "by"))
		(void)next(token, r);
	if (token_is(token, "by") && (!by_read(out, r) || r->hides)) {
		memset(out, 0, sizeof(*out));
		out->answer = RECEIVED_UNCLEAR;
	} else if (!is_called(out, r)) {
		out->answer = RECEIVED_LOCAL;
	}
}

/* The address of a line that is clear: that of the group or, where there is
 * none and the server is one that does so, that in the name's place. */
static void
client_set(struct received *out, const struct reading *r)
{
	struct ip ip = { 0 };
	bool named = !literal_bracket(&ip, r->name.at, r->name.len);

	if (r->ip.bits != 0) {
		if (named || (r->first != GROUP_HELO &&
		    (r->maker != MAKER_CHASQUID ||
			ip_compare(&ip, &r->ip) == 0)))
			out->client = r->ip;
	} else if (r->first == GROUP_EXIM ||
	    (r->first == GROUP_NONE && r->maker == MAKER_EXIM) ||
	    (r->first == GROUP_HELO && r->maker == MAKER_COMMUNIGATE) ||
	    (r->first == GROUP_OTHER && r->maker == MAKER_CHASQUID)) {
		out->client = ip;
	}
}

/* Whether the comment tells, behind the address, what the client said of
 * itself: Exim and ZMailer have the name where others have that.  Exim has none
 * in brackets. */
static bool
tells_helo(const struct reading *r)
{
	struct tokens t = { r->group.at, r->group.at + r->group.len,
		TOKEN_END };
	struct token word;

	if (r->group.kind != TOKEN_COMMENT || r->group.len == 0 ||
	    *r->group.at != '[')
		return false;
	(void)token_next(&word, &t);
	while (token_next(&word, &t) == TOKEN_WORD) {
		if (token_begins(&word, "helo="))
			return *r->name.at != '[';
		if (token_begins(&word, "\"HELO") ||
		    token_begins(&word, "\"EHLO"))
			return true;
	}
	return false;
}

/* The name of a client that has an address in a group. */
static void
name_set(struct received *out, const struct reading *r)
{
	struct tokens t = { r->group.at, r->group.at + r->group.len,
		TOKEN_END };
	struct token name = r->name;
	struct ip ip;

	if (r->first != GROUP_HELO && !tells_helo(r)) {
		if (r->group.kind != TOKEN_COMMENT ||
		    token_next(&name, &t) != TOKEN_WORD)
			return;
		name = group_behind_at(name);
		if (t.at == t.end || literal_bracket(&ip, name.at, name.len))
			return; /* it is the address */
	}
	if (name.len > 0 && name.at[name.len - 1] == '.')
		name.len--;
	if (name.len > 0 && !token_is(&name, "unknown") &&
	    !token_is(&name, "unverified") && !token_is(&name, "localhost"))
		out->name = name;
}

/* Whether nobody called: a socket of this machine, or fetchmail, which called
 * others. */
static bool
is_local(const struct received *out, const struct reading *r)
{
	static const char *const fetched[] = { "POP", "IMAP", "ETRN", "ODMR",
		NULL };
	static const char *const own[] = { "local", "LMTP", NULL };

	if (begins_one(&out->with, fetched))
		return true;
	if (out->client.bits != 0)
		return literal_is_loopback(&out->client);
	return (r->first == GROUP_NONE || r->first == GROUP_SOCKET) &&
	    begins_one(&out->with, own);
}

void
received_parse(struct received *out, const char *text, size_t len)
{
	struct reading r = { .rest = { text, text + len, TOKEN_END } };
	struct token token;

	memset(out, 0, sizeof(*out));
	out->answer = RECEIVED_UNCLEAR;
	while (next(&token, &r) == TOKEN_COMMENT)
		if (token_begins(&token, "ofmipd ")) /* and a client */
			return;
	if (!token_is(&token, "from")) {
		fromless_read(out, &token, &r);
		return;
	}
	if (!from_read(&r) || !by_read(out, &r) || r.hides) {
		memset(out, 0, sizeof(*out));
		out->answer = RECEIVED_UNCLEAR;
		return;
	}
	client_set(out, &r);
	if (out->client.bits != 0 && r.ip.bits != 0)
		name_set(out, &r);
	if (is_local(out, &r))
		out->answer = RECEIVED_LOCAL;
	else if (out->client.bits != 0)
		out->answer = RECEIVED_CLIENT;
}

/* Whether the bytes of host stand somewhere in the text, in whatever case. */
static bool
holds(const char *text, size_t len, const char *host)
{
	size_t n = strlen(host), i;

	for (i = 0; i + n <= len; i++)
		if (strncasecmp(text + i, host, n) == 0)
			return true;
	return false;
}

bool
received_is_by(const struct received *r, const char *text, size_t len,
    const char *host)
{
	struct token by = r->by;
	struct ip ip, own;
	bool address = literal_read(&ip, host, strlen(host));

	if (by.len == 0)
		return (address && ip.bits == 128) || holds(text, len, host);
	if (address && (literal_read(&own, by.at, by.len) ||
	    literal_bracket(&own, by.at, by.len)))
		return ip_compare(&own, &ip) == 0;
	if (by.at[by.len - 1] == '.')
		by.len--;
	return token_is(&by, host);
}
