/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/suffix_text.h"

#include <errno.h>
#include <idn2.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/table.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "rule/key.h"
#include "rule/suffixes.h"

#define BEGIN "// ===BEGIN ICANN DOMAINS==="
#define END "// ===END ICANN DOMAINS==="
#define MEND "mend it, or name another list by suffix_list"

/* Longest domain (RFC 1035 section 2.3.4, as text) and label. */
#define DOMAIN_MAX 253
#define LABEL_MAX 63

static bool
is_about_domains(const struct criterion *c)
{
	return criterion_trait(c->kind)->form == VALUE_CLASSES ||
	    c->kind == CRITERION_HELO_IS ||
	    c->kind == CRITERION_NEIGHBOURS || c->kind == CRITERION_DECLARED;
}

/* Whether there is a daemon, which knows some clients of its greylist by their
 * domain: the filter's, or the one that has these rules. */
static bool
has_daemon(const struct settings *s)
{
	return *s->text[SET_DAEMON] != '\0' || *s->text[SET_LISTEN] != '\0';
}

/* Whether a rule makes clients grey, or what is said of all of them. */
static bool
is_grey(const struct rulebook *b, const struct rule *r)
{
	return r->action == RULE_GREY ||
	    b->settings.number[SET_DEFAULT_ACTION] == RULE_GREY ||
	    b->settings.number[SET_SCORE_GREY] != SETTING_NONE;
}

/* The first rule that needs the list, b->len if none does. */
static size_t
needed_by(const struct rulebook *b)
{
	bool daemon = has_daemon(&b->settings);
	size_t i, k;

	for (i = 0; i < b->len; i++) {
		if (daemon && is_grey(b, &b->rule[i]))
			return i;
		for (k = 0; k < b->rule[i].crit_len; k++)
			if (is_about_domains(&b->rule[i].crit[k]))
				return i;
	}
	return i;
}

static enum parse_answer
no_memory(struct err *e)
{
	(void)err_memory(e);
	return PARSE_FAILED;
}

/* True if domain is made of labels of letters, digits and "-", as all of DNS
 * below which names are sold (RFC 1123 section 2.1), and of no more than its
 * key tells apart: one page could not hold all that have the same. */
static bool
is_sound(const char *domain)
{
	size_t len = strlen(domain), label, labels = 0;

	if (len == 0 || len > DOMAIN_MAX || domain[len - 1] == '.')
		return false;
	for (; *domain != '\0'; domain += label + (domain[label] == '.')) {
		label = strspn(domain, "abcdefghijklmnopqrstuvwxyz"
		    "0123456789-");
		if (label == 0 || label > LABEL_MAX ||
		    ++labels > KEY_LABELS ||
		    (domain[label] != '\0' && domain[label] != '.'))
			return false;
	}
	return true;
}

/* The form in which DNS has a domain that may have other letters than ASCII:
 * itself in lower case, or a copy in the arena.  NULL with *e. */
static const char *
dns_form(char *domain, struct arena *a, struct err *e)
{
	const char *copy;
	uint8_t *out;
	bool ascii = true;
	char *p;
	int rc;

	for (p = domain; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		ascii = ascii && (unsigned char)*p < 0x80;
	}
	if (ascii)
		return domain;
	rc = idn2_lookup_u8((const uint8_t *)domain, &out,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (rc == IDN2_MALLOC)
		(void)err_memory(e);
	else if (rc != IDN2_OK)
		(void)err_perm(e, 0, "%s", idn2_strerror(rc));
	if (rc != IDN2_OK)
		return NULL;
	copy = arena_copy(a, (char *)out, strlen((char *)out));
	idn2_free(out);
	if (copy == NULL)
		(void)err_memory(e);
	return copy;
}

/* Note what is true of a domain, and that its parents have it below them. */
static int
note(struct table *t, const char *domain, unsigned flags)
{
	uint32_t *value;

	while (domain != NULL) {
		value = table_put(t, domain, strlen(domain));
		if (value == NULL)
			return -1;
		*value |= flags;
		flags = SUFFIXES_DEEPER;
		if ((domain = strchr(domain, '.')) != NULL)
			domain++;
	}
	return 0;
}

/* Read one rule, which is cut off behind its end. */
static enum parse_answer
read_rule(struct rulebook *b, char *text, const struct place *at,
    struct err *e)
{
	const char *domain;
	unsigned flags = SUFFIXES_RULE;

	if (strncmp(text, "*.", 2) == 0) {
		flags = SUFFIXES_WILDCARD;
		text += 2;
	} else if (*text == '!') {
		flags = SUFFIXES_EXCEPT;
		text++;
	}
	if ((domain = dns_form(text, &b->arena, e)) == NULL) {
		if (e->class == ERR_TEMP)
			return PARSE_FAILED;
		diag_error(b->diag, at, "bad name, %s: " MEND, e->msg);
		return PARSE_WRONG;
	}
	if (!is_sound(domain) || (flags == SUFFIXES_EXCEPT &&
	    strchr(domain, '.') == NULL)) {
		diag_error(b->diag, at, "\"%.64s\" is no rule of a Public "
		    "Suffix List: " MEND, domain);
		return PARSE_WRONG;
	}
	return note(&b->suffixes, domain, flags) == 0 ? PARSE_OK :
	    no_memory(e);
}

/* Read the rules of the ICANN section. */
static enum parse_answer
read_list(struct rulebook *b, struct source *s, struct err *e)
{
	enum parse_answer all = PARSE_OK, one;
	bool inside = false, ended = false;
	struct line l = { .place = { s->name, 1, 1 } };

	while (!ended && source_line(s, SOURCE_PLAIN, &l)) {
		ended = inside && strcmp(l.text, END) == 0;
		inside = inside || strcmp(l.text, BEGIN) == 0;
		l.text[strcspn(l.text, " \t\r")] = '\0';
		if (!inside || *l.text == '\0' ||
		    strncmp(l.text, "//", 2) == 0)
			continue;
		one = read_rule(b, l.text, &l.place, e);
		if (one == PARSE_FAILED)
			return one;
		if (one != PARSE_OK)
			all = one;
	}
	if (ended)
		return all;
	diag_error(b->diag, &l.place, "no line \"%s\": is this the Public "
	    "Suffix List? " MEND, inside ? END : BEGIN);
	return PARSE_WRONG;
}

enum parse_answer
suffix_text_load(struct rulebook *b, struct err *e)
{
	const char *path = b->settings.text[SET_SUFFIX_LIST];
	size_t needed = needed_by(b);
	struct source s;
	struct stat st;

	if (needed == b->len)
		return PARSE_OK;
	if (stat(path, &st) == -1 && (errno == ENOENT || errno == ENOTDIR)) {
		diag_warn(b->diag, &b->place[needed], "@class goes by the "
		    "looks of domains, for there is no Public Suffix List "
		    "%.256s: install the package publicsuffix, or name the "
		    "list by suffix_list", path);
		return PARSE_OK;
	}
	if (source_open(&s, &b->arena, path, e) == 0)
		return read_list(b, &s, e);
	if (e->class == ERR_TEMP)
		return PARSE_FAILED;
	diag_error(b->diag, &b->place[needed], "%s: name another list by "
	    "suffix_list", e->msg);
	return PARSE_WRONG;
}
