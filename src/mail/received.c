/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/received.h"

#include <string.h>
#include <strings.h>

#include "mail/literal.h"
#include "mail/maildate.h"

/* What a comment or a word in brackets between "from" and "by" is. */
enum group {
	GROUP_NONE,    /* there was none yet */
	GROUP_HELO,    /* (HELO x), as qmail writes it before the address */
	GROUP_EXIM,    /* (helo=x), behind an address that is no comment */
	GROUP_ADDRESS,
	GROUP_OTHER,   /* a comment of any kind */
	GROUP_UNSURE   /* a second word, as of two in a HELO, or an address in
	                  the wrong place */
};

/* Servers that write the address where others write a name. */
enum maker { MAKER_OTHER, MAKER_EXIM, MAKER_COMMUNIGATE };

/* What is found on the way. */
struct reading {
	struct tokens rest;
	struct token name;  /* the first word behind "from" */
	enum group first;   /* what stands behind that */
	struct token group; /* the comment or word that has the address */
	struct ip ip;       /* the address in a group; bits 0: none */
	enum maker maker;
	bool hides; /* a word or comment has a "by" that may be the server's */
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

/* What stands behind the last "@" of a word: who asked ident (RFC 1413) wrote
 * IDENT@ADDRESS. */
static struct token
behind_at(struct token word)
{
	size_t i;

	for (i = word.len; i > 0; i--)
		if (word.at[i - 1] == '@')
			break;
	word.at += i;
	word.len -= i;
	return word;
}

/* The address in a comment: alone, or in brackets behind one word at most. */
static enum group
comment_address(struct ip *out, const struct token *comment)
{
	struct tokens t = { comment->at, comment->at + comment->len,
		TOKEN_END };
	struct token word, own;
	struct ip ip, first = { 0 };
	size_t words = 0, found = 0, at = 0;

	while (token_next(&word, &t) != TOKEN_END) {
		if (word.kind == TOKEN_OPEN)
			return GROUP_UNSURE;
		own = behind_at(word);
		if (literal_bracket(&ip, own.at, own.len)) {
			*out = ip;
			at = words;
			found++;
		}
		if (words++ == 0 && own.kind == TOKEN_WORD) {
			if (own.len > 0 && *own.at == '/') { /* Beehive */
				own.at++;
				own.len--;
			}
			(void)literal_port(&first, own.at, own.len);
		}
	}
	if (found == 1 && at <= 1)
		return GROUP_ADDRESS;
	if (found > 0)
		return GROUP_UNSURE;
	if (words != 1 || first.bits == 0)
		return GROUP_OTHER;
	*out = first;
	return GROUP_ADDRESS;
}

static enum group
group_of(struct ip *out, const struct token *t)
{
	if (t->kind == TOKEN_WORD)
		return literal_bracket(out, t->at, t->len) ? GROUP_ADDRESS :
		    GROUP_UNSURE;
	if (token_begins(t, "HELO ") || token_begins(t, "EHLO "))
		return GROUP_HELO;
	if (token_begins(t, "helo=") || token_begins(t, "ident=") ||
	    token_begins(t, "port="))
		return GROUP_EXIM;
	return comment_address(out, t);
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
	return token_begins(comment, "CommuniGate ") ? MAKER_COMMUNIGATE : old;
}

/* Take what is left as the date.  Whether it begins with one. */
static bool
date_set(struct received *out, const struct tokens *rest)
{
	struct maildate date;

	out->date.at = rest->at;
	out->date.len = (size_t)(rest->end - rest->at);
	return maildate_parse(&date, out->date.at, out->date.len);
}

/* Read from behind "by" to the end.  False if it is unclear: who has a "by" in
 * what he says of himself has one more.  The server's line ends with the first
 * date; a message that begins with a blank goes on with it. */
static bool
by_read(struct received *out, struct reading *r)
{
	struct token token, before = { 0 };
	bool dated = false;

	if (next(&out->by, r) != TOKEN_WORD)
		return false;
	while (next(&token, r) != TOKEN_END) {
		if (token.kind == TOKEN_OPEN || token_is(&token, "by"))
			return false;
		if (dated)
			continue;
		if (token.kind == TOKEN_SEMICOLON) {
			dated = date_set(out, &r->rest);
		} else if (token.kind == TOKEN_COMMENT) {
			r->maker = maker_of(&token, r->maker);
		} else if (token_is(&before, "with") && out->with.len == 0) {
			out->with = token;
		} else if (token_is(&before, "id") && out->id.len == 0 &&
		    out->date.at == NULL) {
			out->id = token;
		}
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

/* A line without "from", which is of this machine, unless it tells a protocol
 * of the network: there are servers that keep silent about who called. */
static void
fromless_read(struct received *out, struct token *token, struct reading *r)
{
	static const char *const network[] = { "SMTP", "ESMTP", "UTF8SMTP",
		"HTTP", NULL };

	while ((token->kind == TOKEN_WORD || token->kind == TOKEN_COMMENT) &&
	    !token_is(token, "by"))
		(void)next(token, r);
	if (token_is(token, "by") && (!by_read(out, r) || r->hides)) {
		memset(out, 0, sizeof(*out));
		out->answer = RECEIVED_UNCLEAR;
	} else if (!begins_one(&out->with, network)) {
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
		if (named || r->first != GROUP_HELO)
			out->client = r->ip;
	} else if (r->first == GROUP_EXIM ||
	    (r->first == GROUP_NONE && r->maker == MAKER_EXIM) ||
	    (r->first == GROUP_HELO && r->maker == MAKER_COMMUNIGATE)) {
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
		name = behind_at(name);
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
	return r->first == GROUP_NONE && begins_one(&out->with, own);
}

void
received_parse(struct received *out, const char *text, size_t len)
{
	struct reading r = { .rest = { text, text + len, TOKEN_END } };
	struct token token;

	memset(out, 0, sizeof(*out));
	out->answer = RECEIVED_UNCLEAR;
	while (next(&token, &r) == TOKEN_COMMENT)
		;
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
