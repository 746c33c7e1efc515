/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/setting_parse.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "dns/servers.h"
#include "lang/exempt_text.h"
#include "rule/admit.h"
#include "rule/exempt.h"
#include "rule/listen.h"
#include "rule/settings.h"
#include "rule/storeplace.h"
#include "rule/words.h"

static int
parse_word(int32_t *out, const char *text, enum setting_form form,
    struct err *e)
{
	char words[64] = "";
	const char *word;
	size_t len = 0;
	int32_t n;

	for (n = 0; (word = settings_value_word(form, n)) != NULL; n++) {
		if (strcmp(text, word) == 0) {
			*out = n;
			return 0;
		}
		len += (size_t)snprintf(words + len, sizeof(words) - len,
		    "%s%s", n > 0 ? ", " : "", word);
	}
	return err_perm(e, 0, "\"%.32s\" is not one of %s", text, words);
}

static int
parse_code(int32_t *out, const char *text, int32_t highest, struct err *e)
{
	unsigned n;

	if (num_unsigned(&n, text, 999, e) == -1 || n < 400 ||
	    n > (unsigned)highest)
		return err_perm(e, 0,
		    "\"%.32s\" is not a refusing SMTP code from 400 to %d",
		    text, (int)highest);
	*out = (int32_t)n;
	return 0;
}

static int
parse_number(int32_t *out, const struct setting *t, const char *text,
    struct err *e)
{
	unsigned highest = (unsigned)t->highest, n;
	int rc;

	switch (t->form) {
	case FORM_CODE:
		return parse_code(out, text, t->highest, e);
	case FORM_SCORE:
		if (strcmp(text, "none") != 0)
			return num_score(out, text, e);
		*out = SETTING_NONE;
		return 0;
	case FORM_COUNT:
		rc = num_unsigned(&n, text, highest, e);
		if (rc == 0 && n == 0)
			rc = err_perm(e, 0, "\"0\" is none: write 1 to %u",
			    highest);
		break;
	case FORM_SHARE:
		rc = num_unsigned(&n, text, highest, e);
		break;
	case FORM_MS:
		rc = num_duration(&n, text, NUM_MS, highest, e);
		break;
	case FORM_SECONDS:
		rc = num_duration(&n, text, NUM_SECONDS, highest, e);
		break;
	default:
		return parse_word(out, text, t->form, e);
	}
	if (rc == 0)
		*out = (int32_t)n;
	return rc;
}

static int
check_listen(const char *text, struct err *e)
{
	enum listen_answer answer;
	struct listen l;

	while ((answer = listen_next(&l, &text, e)) == LISTEN_ONE)
		;
	return answer == LISTEN_WRONG ? -1 : 0;
}

static int
check_url(const char *text, struct err *e)
{
	if (strncmp(text, "https://", 8) != 0 &&
	    strncmp(text, "http://", 7) != 0)
		return err_perm(e, 0, "\"%.32s\" is no address of a page: "
		    "write https://HOST/...", text);
	if (strchr(text, ' ') != NULL || strlen(text) > SETTINGS_URL_MAX)
		return err_perm(e, 0, "the address of a page has no blank, "
		    "and %d characters at most", SETTINGS_URL_MAX);
	return 0;
}

/* Check a text whose form says more than that it is one. */
static int
check_text(enum setting_form form, const char *text, struct err *e)
{
	struct dns_servers servers;
	struct storeplace place;
	struct admit nets;
	unsigned bits;

	switch (form) {
	case FORM_URL:
		return check_url(text, e);
	case FORM_SERVERS:
		return servers_parse(&servers, text, e);
	case FORM_NETS:
		return admit_parse(&nets, text, e);
	case FORM_OFFENCES:
		return words_bits(&bits, WORDS_OFFENCES, text, e);
	case FORM_STORE:
		return storeplace_parse(&place, text, e);
	case FORM_EXEMPT:
		return exempt_check(text, e);
	case FORM_LIST:
		return check_listen(text, e);
	default:
		return 0;
	}
}

static int
parse_text(const char **out, enum setting_form form, const char *text,
    struct err *e)
{
	size_t len = strlen(text), i;

	for (i = 0; i < len && text[i] >= ' ' && text[i] <= '~'; i++)
		;
	if (len == 0 || len > RULEBOOK_TEXT_MAX || i < len)
		return err_perm(e, 0, "a text has 1 to %d printable ASCII "
		    "characters", RULEBOOK_TEXT_MAX);
	if (check_text(form, text, e) == -1)
		return -1;
	*out = text;
	return 0;
}

int
setting_parse(struct settings *s, size_t i, const char *text, struct err *e)
{
	const struct setting *t = settings_get(i);

	if (settings_is_text(t))
		return parse_text(&s->text[t->at], t->form, text, e);
	return parse_number(&s->number[t->at], t, text, e);
}

/* Whether the file is read for the book, and not by who reads the image. */
static bool
is_read_now(unsigned text)
{
	return text == SET_SUFFIX_LIST || text == SET_COUNTRY_FILE ||
	    text == SET_ASN_FILE;
}

/* The text as it is kept, in the book's arena; NULL if memory ran out. */
static const char *
keep(struct rulebook *b, size_t i, const char *text, const struct place *at)
{
	const struct setting *t = settings_get(i);
	const char *old;
	size_t len;
	char *copy;

	if (t->form == FORM_PATH && is_read_now(t->at))
		return source_beside(&b->arena, at->file, text);
	if (t->form == FORM_PATH)
		return source_from_root(&b->arena, at->file, text);
	if (t->form == FORM_EXEMPT)
		return exempt_text_keep(&b->arena, at->file, text);
	if (t->form != FORM_LIST || !b->given[i])
		return arena_copy(&b->arena, text, strlen(text));
	old = b->settings.text[t->at];
	len = strlen(old) + strlen(text) + sizeof("; ");
	if ((copy = arena_alloc(&b->arena, len)) != NULL)
		(void)snprintf(copy, len, "%s; %s", old, text);
	return copy;
}

/* Whether one server of len bytes is an IPv6 address that ends like one with a
 * port behind it. */
static bool
hides_port(const char *text, size_t len)
{
	char address[IP_TEXT_SIZE];
	struct ip ip;
	struct err e;
	size_t digits = 0;

	while (digits < len && text[len - 1 - digits] >= '0' &&
	    text[len - 1 - digits] <= '9')
		digits++;
	if (digits + 1 >= len || text[len - 1 - digits] != ':' ||
	    len - digits > sizeof(address) ||
	    (digits != 4 && (digits != 2 || memcmp(text + len - 2, "53", 2))))
		return false;
	memcpy(address, text, len - digits - 1);
	address[len - digits - 1] = '\0';
	return ip_parse(&ip, address, &e) == 0 && strchr(address, ':') != NULL;
}

/* Warn of DNS servers whose port is none. */
static void
warn_ports(struct rulebook *b, const char *text, const struct place *at)
{
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == ',')) {
		len = strcspn(text, ",");
		if (*text != '[' && hides_port(text, len))
			diag_warn(b->diag, at, "\"%.*s\" is taken as an "
			    "address alone: write [IPV6]:PORT, or [%.*s]",
			    (int)len, text, (int)len, text);
	}
}

enum parse_answer
setting_take(struct rulebook *b, size_t i, const char *text,
    const struct place *at, struct err *e)
{
	const char *kept = keep(b, i, text, at);

	if (kept == NULL) {
		(void)err_memory(e);
		return PARSE_FAILED;
	}
	if (setting_parse(&b->settings, i, kept, e) == -1) {
		diag_error(b->diag, at, "%s", e->msg);
		return PARSE_WRONG;
	}
	if (settings_get(i)->form == FORM_SERVERS)
		warn_ports(b, kept, at);
	b->given[i] = RULEBOOK_GIVEN;
	b->set_at[i] = *at;
	return PARSE_OK;
}

/* Whether a place that listens stands in text once more. */
static bool
listens_again(const struct listen *l, const char *text)
{
	struct listen other;
	struct err e;

	while (listen_next(&other, &text, &e) == LISTEN_ONE)
		if (listen_is_same(l, &other))
			return true;
	return false;
}

/* Complain about one place that is to listen for two. */
static void
check_places(struct rulebook *b, const struct place *at)
{
	const char *text = b->settings.text[SET_LISTEN];
	struct listen l;
	struct err e;

	while (listen_next(&l, &text, &e) == LISTEN_ONE)
		if (listens_again(&l, text)) {
			diag_error(b->diag, at, "one place listens twice: "
			    "write each path, and each address with its port, "
			    "in one line \"listen\"");
			return;
		}
}

/* Whoever can be reached from elsewhere has to say by whom. */
static void
check_from(struct rulebook *b, enum listen_kind kind, const char *setting)
{
	const size_t from = (size_t)settings_find(setting);
	const size_t at = (size_t)settings_find("listen");
	const char *text = b->settings.text[SET_LISTEN];
	struct listen l;
	struct err e;

	while (!b->given[from] && listen_next(&l, &text, &e) == LISTEN_ONE)
		if (l.kind == kind && !listen_is_local(&l))
			diag_error(b->diag, &b->set_at[at], "others than this "
			    "machine reach that address: say by %s who may "
			    "ask, or listen on 127.0.0.1", setting);
}

void
setting_check(struct rulebook *b)
{
	check_places(b, &b->set_at[settings_find("listen")]);
	check_from(b, LISTEN_DYNAWALL, "dynawall_from");
	check_from(b, LISTEN_POSTFIX, "postfix_from");
	check_from(b, LISTEN_METRICS, "metrics_from");
}
