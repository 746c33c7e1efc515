/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Terms follow each other and lie inside the record; a record that has a term
 * which is none is no pass, whatever stands before it; and what passes names
 * what it passes by.  The first byte chooses what DNS says, the rest is a
 * record.
 */
#include "spf/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct dns_answer record, hosts, names, nothing;
static unsigned asked;

static void
must(int claim)
{
	if (!claim)
		abort();
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	(void)of;
	must(strlen(name) <= 253);
	asked++;
	return (int)type;
}

static const struct dns_answer *
on_answer(void *of, int question)
{
	switch (question) {
	case DNS_TXT:
		return &record;
	case DNS_A:
		return *(unsigned char *)of % 3 == 1 ? &hosts : &nothing;
	case DNS_PTR:
	case DNS_MX:
		return &names;
	default:
		return &nothing;
	}
}

/* Read all terms.  Whether each is one. */
static int
read_all(const char *text)
{
	const char *at = text, *end = text + strlen(text), *before;
	enum spf_next next;
	struct spf_term t;

	for (;;) {
		before = at;
		next = spf_term_next(&t, &at);
		must(at >= before && at <= end);
		must(t.text >= before && t.text + t.len == at);
		must((next == SPF_END) == (t.len == 0));
		if (next != SPF_TERM)
			break;
		if (t.domain_len > 0)
			must(t.domain > t.text &&
			    t.domain + t.domain_len <= at);
		must(t.bits4 <= 32 && t.bits6 <= 128);
	}
	return next == SPF_END;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ip client = { { 192, 0, 2, 7 }, 32 };
	struct dns_source source;
	struct spf_found found;
	unsigned char mode;
	int whole;

	if (size < 1 || size > DNS_POLICY_SIZE - 8)
		return 0;
	mode = data[0];
	memcpy(record.policy, "v=spf1 ", 7);
	memcpy(record.policy + 7, data + 1, size - 1);
	record.policy[size + 6] = '\0';
	record.state = DNS_FOUND;
	record.policies = record.count = 1;
	hosts.state = names.state = DNS_FOUND;
	hosts.count = names.count = 1;
	hosts.ip[0] = client;
	memcpy(names.name[0], "mx.a.example", 13);
	nothing.state = mode % 3 == 0 ? DNS_UNKNOWN : DNS_ABSENT;
	nothing.why = "";
	source = (struct dns_source){ on_ask, on_answer, &mode };
	asked = 0;
	whole = read_all(record.policy);
	spf_check(&found, &source, &client, "a.example");
	must(asked <= 1 + 10 + 10 * 10);
	must(found.result != SPF_WAITING && found.result != SPF_NONE);
	must(whole || found.result == SPF_PERMERROR);
	must(found.result != SPF_PASS || *found.term != '\0');
	return 0;
}
