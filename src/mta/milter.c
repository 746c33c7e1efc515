/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/milter.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/num.h"
#include "mta/visit.h"

#define HEADER "X-DHF"

/* What libmilter keeps for each session. */
struct guest {
	struct milter *milter; /* borrowed */
	struct visit visit;
	int forged;            /* header fields of our name that came in */
};

/* libmilter takes all its strings as if it might write to them. */
static char *
symbol(SMFICTX *ctx, const char *name)
{
	char room[32];

	(void)snprintf(room, sizeof(room), "%s", name);
	return smfi_getsymval(ctx, room);
}

static bool
is_set(const char *text)
{
	return text != NULL && *text != '\0';
}

/* A text as smfi_setreply takes it: "%" is "%%". */
static void
double_percent(char *out, size_t cap, const char *text)
{
	size_t len = 0;

	for (; *text != '\0' && len + 2 < cap; text++) {
		if (*text == '%')
			out[len++] = '%';
		out[len++] = *text;
	}
	out[len] = '\0';
}

/* Refuse with a reply of ours. */
static sfsistat
refuse(SMFICTX *ctx, const struct response *r)
{
	char code[12], dsn[sizeof(r->dsn)], text[2 * REPLY_LINE_MAX];

	(void)snprintf(code, sizeof(code), "%u", r->code);
	memcpy(dsn, r->dsn, sizeof(dsn));
	double_percent(text, sizeof(text), r->text);
	/* where that fails the server has words of its own */
	(void)smfi_setreply(ctx, code, dsn[0] != '\0' ? dsn : NULL, text);
	return r->code >= 500 ? SMFIS_REJECT : SMFIS_TEMPFAIL;
}

/* Ask, if a refusal may be told here. */
static sfsistat
ask(SMFICTX *ctx, struct guest *g, enum phase at)
{
	struct engine_question q;
	struct response r;

	if (at < g->milter->site.earliest)
		return SMFIS_CONTINUE;
	visit_ask(&q, &g->visit, at);
	gate_ask(&r, g->milter->gate, &q);
	visit_take(&g->visit, &r, at);
	return r.refuse ? refuse(ctx, &r) : SMFIS_CONTINUE;
}

/* The address of a client.  False: it has none. */
static bool
address(struct ip *out, const _SOCK_ADDR *from)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (from == NULL)
		return false;
	switch (from->sa_family) {
	case AF_INET:
		memcpy(&in, from, sizeof(in));
		*out = ip_of(&in.sin_addr, 32);
		return true;
	case AF_INET6:
		memcpy(&in6, from, sizeof(in6));
		*out = ip_of(&in6.sin6_addr, 128);
		return true;
	default:
		return false;
	}
}

/* Sendmail says by {client_resolve} whether the name leads back, Postfix calls
 * one that does not "unknown"; both tell such a one in {client_ptr}. */
static void
take_name(struct visit *v, SMFICTX *ctx, const char *name)
{
	const char *resolved = symbol(ctx, "{client_resolve}");
	const char *ptr = symbol(ctx, "{client_ptr}");

	if (is_set(name) && *name != '[' && strcmp(name, "unknown") != 0 &&
	    (!is_set(resolved) || strcmp(resolved, "OK") == 0))
		visit_name(v, name, true);
	else if (is_set(ptr) && *ptr != '[')
		visit_name(v, ptr, false);
}

sfsistat
milter_connect(struct milter *m, SMFICTX *ctx, const char *name,
    const _SOCK_ADDR *from)
{
	struct guest *g = calloc(1, sizeof(*g));
	const char *port = symbol(ctx, "{daemon_port}");
	struct err e;
	struct ip ip;

	if (g == NULL || smfi_setpriv(ctx, g) != MI_SUCCESS) {
		free(g);
		return m->site.open ? SMFIS_ACCEPT : SMFIS_TEMPFAIL;
	}
	(void)atomic_fetch_add(&m->sessions, 1);
	g->milter = m;
	visit_begin(&g->visit, address(&ip, from) ? &ip : NULL, &m->site.own);
	if (g->visit.exempt)
		return SMFIS_ACCEPT;
	take_name(&g->visit, ctx, name);
	if (port != NULL)
		(void)num_unsigned(&g->visit.port, port, 65535, &e);
	return ask(ctx, g, PHASE_CONNECT);
}

static sfsistat
on_helo(SMFICTX *ctx, char *name)
{
	struct guest *g = smfi_getpriv(ctx);

	if (g == NULL)
		return SMFIS_TEMPFAIL;
	visit_helo(&g->visit, name != NULL ? name : "");
	return ask(ctx, g, PHASE_HELO);
}

static sfsistat
on_mail(SMFICTX *ctx, char **words)
{
	struct guest *g = smfi_getpriv(ctx);

	if (g == NULL)
		return SMFIS_TEMPFAIL;
	g->forged = 0;
	visit_mail(&g->visit, words[0] != NULL ? words[0] : "");
	if (is_set(symbol(ctx, "{auth_type}")) ||
	    is_set(symbol(ctx, "{auth_authen}")))
		return SMFIS_ACCEPT; /* this mail, and no more */
	return ask(ctx, g, PHASE_MAIL);
}

static sfsistat
on_rcpt(SMFICTX *ctx, char **words)
{
	struct guest *g = smfi_getpriv(ctx);

	if (g == NULL)
		return SMFIS_TEMPFAIL;
	visit_rcpt(&g->visit, words[0] != NULL ? words[0] : "");
	return ask(ctx, g, PHASE_RCPT);
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	struct guest *g = smfi_getpriv(ctx);

	(void)value;
	if (g != NULL && strcasecmp(name, HEADER) == 0)
		g->forged++;
	return SMFIS_CONTINUE;
}

/* The mark of ours is put on, after all that came in are taken off. */
static sfsistat
on_end(SMFICTX *ctx)
{
	struct guest *g = smfi_getpriv(ctx);
	char name[] = HEADER, *value;
	int rc = MI_SUCCESS;

	if (g == NULL)
		return SMFIS_TEMPFAIL;
	for (; g->forged > 0 && rc == MI_SUCCESS; g->forged--)
		rc = smfi_chgheader(ctx, name, g->forged, NULL);
	value = strchr(g->visit.header, ' ');
	if (rc == MI_SUCCESS && value != NULL)
		rc = smfi_addheader(ctx, name, value + 1);
	return rc == MI_SUCCESS ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static sfsistat
on_close(SMFICTX *ctx)
{
	struct guest *g = smfi_getpriv(ctx);
	char line[VISIT_LINE_SIZE];
	size_t len;

	if (g == NULL)
		return SMFIS_CONTINUE;
	(void)smfi_setpriv(ctx, NULL);
	if ((len = visit_line(line, &g->visit)) > 0)
		gate_log(g->milter->gate, line, len, g->visit.dns_us);
	(void)atomic_fetch_sub(&g->milter->sessions, 1);
	free(g);
	return SMFIS_CONTINUE;
}

/* Ask for what we look at, whatever the administrator has listed, and for
 * nothing that costs. */
static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long can, unsigned long steps,
    unsigned long more, unsigned long more2, unsigned long *want,
    unsigned long *leave, unsigned long *want2, unsigned long *want3)
{
	char at_connect[] = "{client_resolve} {client_ptr} {daemon_port}";
	char at_mail[] = "{auth_type} {auth_authen}";

	(void)more;
	(void)more2;
	*want = SMFIF_ADDHDRS | SMFIF_CHGHDRS;
	*leave = steps & (SMFIP_NOBODY | SMFIP_NOEOH | SMFIP_NOUNKNOWN |
	    SMFIP_NODATA);
	*want2 = *want3 = 0;
	if ((can & SMFIF_SETSYMLIST) != 0) {
		*want |= SMFIF_SETSYMLIST;
		(void)smfi_setsymlist(ctx, SMFIM_CONNECT, at_connect);
		(void)smfi_setsymlist(ctx, SMFIM_ENVFROM, at_mail);
	}
	return SMFIS_CONTINUE;
}

int
milter_register(char *name, sfsistat (*connect)(SMFICTX *, char *,
    _SOCK_ADDR *), struct err *e)
{
	const struct smfiDesc d = { .xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_SETSYMLIST,
		.xxfi_connect = connect, .xxfi_helo = on_helo,
		.xxfi_envfrom = on_mail, .xxfi_envrcpt = on_rcpt,
		.xxfi_header = on_header, .xxfi_eom = on_end,
		.xxfi_close = on_close, .xxfi_negotiate = on_negotiate };

	if (smfi_register(d) == MI_SUCCESS)
		return 0;
	return err_temp(e, 0, "register with libmilter");
}
