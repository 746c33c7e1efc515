/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a server sends, the answer is settled; it is FOUND, ABSENT or
 * UNKNOWN with a cause; what it holds is in order, without duplicates and in
 * the form that was promised; a message cut or with a byte more says neither
 * yes nor no; and the header's id changes nothing.
 */
#include "dns/answer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 4096
#define HEADER_SIZE 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_be_name(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
	size_t i, len = strlen(name), label = 0;

	must(len > 0 && len < DNS_NAME_SIZE);
	if (strcmp(name, ".") == 0)
		return;
	for (i = 0; i < len; i++) {
		label = name[i] == '.' ? 0 : label + 1;
		must(label > 0 || (i > 0 && name[i - 1] != '.'));
		if (name[i] != '\\') {
			must(strchr(plain, name[i]) != NULL);
			continue;
		}
		if (len == DNS_NAME_SIZE - 1 && len - i < 4)
			return; /* cut */
		must(strspn(name + i + 1, "0123456789") >= 3);
		must(atoi((char[]){ name[i + 1], name[i + 2], name[i + 3],
		    '\0' }) <= 255);
		i += 3;
	}
	must(strchr(name, '\\') != NULL || len <= 253);
}

static void
must_be_text(const char *text)
{
	size_t i, len = strlen(text);

	must(len < DNS_TEXT_SIZE);
	for (i = 0; i < len; i++)
		must(text[i] >= ' ' && text[i] <= '~');
}

static int
is_name(const struct dns_answer *a)
{
	return a->type == DNS_PTR || a->type == DNS_MX;
}

static void
must_hold_together(const struct dns_answer *a)
{
	size_t i;

	must(a->state != DNS_WAITING);
	must((a->state == DNS_UNKNOWN) == (a->why[0] != '\0'));
	must((a->state == DNS_FOUND) == (a->count > 0));
	must(a->count <= (is_name(a) ? DNS_PTR_MAX :
	    a->type == DNS_TXT ? 1 : DNS_IP_MAX));
	for (i = 0; i < a->count; i++) {
		if (a->type == DNS_TXT) {
			must_be_text(a->text);
		} else if (is_name(a)) {
			must_be_name(a->name[i]);
			must(i == 0 || strcmp(a->name[i - 1], a->name[i]) < 0);
		} else {
			must(a->ip[i].bits == (a->type == DNS_A ? 32 : 128));
			must(i == 0 ||
			    ip_compare(&a->ip[i - 1], &a->ip[i]) < 0);
		}
	}
}

static int
is_same(const struct dns_answer *a, const struct dns_answer *b)
{
	size_t i;

	if (a->state != b->state || a->count != b->count || a->more != b->more)
		return 0;
	if (a->type == DNS_TXT)
		return a->count == 0 || strcmp(a->text, b->text) == 0;
	for (i = 0; i < a->count; i++)
		if (is_name(a) ?
			strcmp(a->name[i], b->name[i]) != 0 :
			ip_compare(&a->ip[i], &b->ip[i]) != 0)
			return 0;
	return 1;
}

/* The first byte gives the type; the message is a header of the fuzzer's, the
 * question a.ex and what follows, so that most of them get past the
 * question. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type type[] = { DNS_A, DNS_PTR, DNS_TXT,
		DNS_AAAA, DNS_MX };
	static const uint8_t name[] = "\1a\2ex";
	struct dns_question q = { "a.ex", DNS_A };
	uint8_t *m;
	struct dns_answer a, b;
	size_t len;

	if (size < 1 + HEADER_SIZE || size > MESSAGE_MAX)
		return 0;
	q.type = type[data[0] % 5];
	len = size - 1;
	m = malloc(len + sizeof(name) + 4);
	if (m == NULL)
		return 0;
	memcpy(m, data + 1, HEADER_SIZE);
	if ((data[0] & 4) != 0) {
		memcpy(m + HEADER_SIZE, name, sizeof(name));
		memcpy(m + HEADER_SIZE + sizeof(name),
		    (uint8_t[]){ 0, (uint8_t)q.type, 0, 1 }, 4);
		memcpy(m + HEADER_SIZE + sizeof(name) + 4,
		    data + 1 + HEADER_SIZE, len - HEADER_SIZE);
		len += sizeof(name) + 4;
	} else {
		memcpy(m, data + 1, len);
	}
	answer_decode(&a, m, len, &q);
	must_hold_together(&a);
	m[0] ^= 0xff;
	answer_decode(&b, m, len, &q);
	must(is_same(&a, &b));
	if (a.state != DNS_UNKNOWN) {
		m = realloc(m, len + 1);
		if (m == NULL)
			return 0;
		m[len] = 0;
		answer_decode(&b, m, len + 1, &q);
		must(b.state == DNS_UNKNOWN);
		answer_decode(&b, m, len - 1, &q);
		must(b.state == DNS_UNKNOWN);
	}
	free(m);
	return 0;
}
