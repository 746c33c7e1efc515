/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child is the DNS server; what it knows stands in the test. */
#include "door/await.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fdio.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TIMEOUT_MS 400
#define TYPE_A 1
#define TYPE_PTR 12
#define TYPE_TXT 16
#define KEY "abcdefgh12345678"

/* An answer "" is NXDOMAIN; what is not here gets none at all. */
static const struct record {
	const char *name;
	unsigned char type;
	const char *answer;
} record[] = {
	{ "1.2.0.192.in-addr.arpa", TYPE_PTR, "host.example.net" },
	{ "2.2.0.192.in-addr.arpa", TYPE_PTR, "" },
	{ "host.example.net", TYPE_A, "192.0.2.1" },
	{ "host.example.net.names.test", TYPE_A, "127.0.0.2" },
	{ "1.2.0.192.yes.test", TYPE_A, "127.0.0.2" },
	{ "1.2.0.192.yes.test", TYPE_TXT, "listed at yes.test" },
	{ "2.2.0.192.yes.test", TYPE_A, "" },
	{ "1.2.0.192." KEY ".paid.test", TYPE_A, "127.0.0.2" },
	{ "1.2.0.192." KEY ".paid.test", TYPE_TXT, "key " KEY " says so" },
	{ "1.2.0.192.mute.test", TYPE_A, "127.0.0.2" }, /* and no text */
	{ "1.2.0.192.no.test", TYPE_A, "" },
	{ "2.2.0.192.no.test", TYPE_A, "" },
};

static struct fixture f;
static char servers[40]; /* the setting */
static char notes[NOTES_SIZE]; /* about DNS, of the client judged last */
static const struct decide_viewer *viewer;
static pid_t child;

/* The name in wire form as text; its length on the wire. */
static size_t
read_name(char *out, const unsigned char *at)
{
	size_t len = 0, i;

	for (; at[len] != 0; len += 1u + at[len])
		for (i = 0; i <= at[len]; i++)
			out[len + i] = i == 0 ? '.' : (char)at[len + i];
	out[len] = '\0';
	return len + 1;
}

static size_t
write_name(unsigned char *to, const char *name)
{
	size_t len, at = 0;

	for (;; name += len + 1) {
		len = strcspn(name, ".");
		to[at++] = (unsigned char)len;
		memcpy(to + at, name, len);
		at += len;
		if (name[len] == '\0')
			break;
	}
	to[at++] = 0;
	return at;
}

/* Append a record about the name at 12 (RFC 1035 section 4.1.3). */
static size_t
write_record(unsigned char *to, const struct record *r)
{
	const unsigned char head[] = { 0xc0, 12, 0, r->type, 0, 1, 0, 0, 0, 0,
		0 };
	size_t len = strlen(r->answer);

	memcpy(to, head, sizeof(head));
	to += sizeof(head) + 1;
	if (r->type == TYPE_A) {
		(void)inet_pton(AF_INET, r->answer, to);
		len = 4;
	} else if (r->type == TYPE_PTR) {
		len = write_name(to, r->answer);
	} else {
		to[0] = (unsigned char)len;
		memcpy(to + 1, r->answer, len++);
	}
	to[-1] = (unsigned char)len;
	return sizeof(head) + 1 + len;
}

/* Make the response in place; 0 if there is none. */
static size_t
respond(unsigned char *data)
{
	char name[256];
	size_t i = 0, len = 12 + read_name(name, data + 12);

	while (i < COUNT(record) && (record[i].type != data[len + 1] ||
	    strcasecmp(record[i].name, name + 1) != 0))
		i++;
	if (i == COUNT(record))
		return 0;
	len += 4;
	memset(data + 6, 0, 6); /* without EDNS */
	data[2] |= 0x80;
	data[3] = record[i].answer[0] == '\0' ? 3 : 0;
	if (data[3] == 3)
		return len;
	data[7] = 1;
	return len + write_record(data + len, &record[i]);
}

static void
serve(int fd)
{
	unsigned char data[1024];
	struct sockaddr_in from;
	socklen_t size;
	size_t len;

	for (;;) {
		size = sizeof(from);
		if (recvfrom(fd, data, sizeof(data), 0,
		    (struct sockaddr *)&from, &size) == -1)
			_exit(1);
		if ((len = respond(data)) > 0)
			(void)sendto(fd, data, len, 0,
			    (struct sockaddr *)&from, size);
	}
}

static int
begin(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)state;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) == -1)
		return -1;
	(void)snprintf(servers, sizeof(servers), "127.0.0.1:%d",
	    (int)ntohs(a.sin_port));
	child = fork();
	if (child == 0)
		serve(fd);
	(void)close(fd);
	fixture_begin(&f);
	return child == -1 ? -1 : 0;
}

static int
end(void **state)
{
	(void)state;
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
	fixture_end(&f);
	return 0;
}

static void
load(const char *rules)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "dns_servers %s\ndns_timeout %d\n%s",
	    servers, TIMEOUT_MS, rules);
	fixture_load(&f, text);
}

/* Judge a client; host "?": its name is to be asked for. */
static void
judge(struct verdict *v, struct await *a, const char *ip, const char *host)
{
	struct evidence ev;

	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, ip, &f.e), 0);
	evidence_host(&ev, host);
	if ((viewer != NULL ?
	    await_shown(v, a, &ev, FIXTURE_NOW, viewer, &f.e) :
	    await_client(v, a, &ev, FIXTURE_NOW, &f.e)) == -1)
		fail_msg("%s", f.e.msg);
	notes_join(notes, &a->judge.client.notes, NOTE_DNS);
}

/* The same with a judge of its own; the milliseconds it took. */
static int64_t
judge_alone(struct verdict *v, const char *rules, const char *ip,
    const char *host, unsigned flags)
{
	int64_t from;
	struct await a;

	load(rules);
	from = fd_now_ms();
	await_begin(&a, &f.decider, flags);
	judge(v, &a, ip, host);
	await_end(&a);
	return fd_now_ms() - from;
}

struct row {
	const char *rules, *ip, *host;
	unsigned code;
	const char *rule;
	bool waits; /* until the deadline */
};

static void
a_verdict_takes_the_answers_it_needs(void **state)
{
	static const struct row row[] = {
		{ "block @dnsbl=yes.test id=b\n", "192.0.2.1", "h.ex", 553,
		    "b", false },
		{ "block @dnsbl=yes.test id=b\n", "192.0.2.2", "h.ex", 0,
		    "default_action", false },
		{ "pass @dnswl=no.test\nblock @any id=b\n", "192.0.2.1",
		    "h.ex", 553, "b", false },
		/* nothing that can come changes it */
		{ "score 9 @dnsbl=silent.test\nblock @dnsbl=yes.test id=b\n",
		    "192.0.2.1", "h.ex", 553, "b", false },
		{ "pass @dnsbl=silent.test\n", "192.0.2.1", "h.ex", 0,
		    "default_action", false },
		{ "score 7 @dnsbl=silent.test\n", "192.0.2.1", "h.ex", 0,
		    "default_action", false },
		/* what does not come could have */
		{ "pass @dnswl=silent.test\nblock @any id=b\n", "192.0.2.1",
		    "h.ex", 451, "b", true },
		{ "block @dnsbl=silent.test id=b\n", "192.0.2.1", "h.ex", 0,
		    "default_action", true },
		{ "mark @dnsbl=silent.test\n", "192.0.2.1", "h.ex", 0,
		    "default_action", true },
	};
	struct verdict v;
	int64_t spent;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		spent = judge_alone(&v, row[i].rules, row[i].ip, row[i].host,
		    AWAIT_DNS);
		if (v.code != row[i].code || strcmp(v.rule, row[i].rule) != 0 ||
		    (spent >= TIMEOUT_MS) != row[i].waits)
			fail_msg("%s-> %u %s, %d ms", row[i].rules, v.code,
			    v.rule, (int)spent);
	}
}

static void
a_name_is_asked_for_if_it_matters(void **state)
{
	static const struct row row[] = {
		{ "block @name=example.net id=b\n", "192.0.2.1", "?", 553,
		    "b", false },
		{ "", "192.0.2.1", "?", 0, "default_action", false },
		{ "", "192.0.2.2", "?", 553, "default_unresolved_action",
		    false },
		{ "", "192.0.2.3", "?", 451, "default_unresolved_action",
		    true },
		{ "pass @ip=192.0.2.3 id=p\n", "192.0.2.3", "?", 0, "p",
		    false },
		{ "", "192.0.2.3", "-", 553, "default_unresolved_action",
		    false },
		{ "block @rdns=none id=b\n", "192.0.2.2", "h.ex", 553, "b",
		    false },
	};
	struct verdict v;
	int64_t spent;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		spent = judge_alone(&v, row[i].rules, row[i].ip, row[i].host,
		    AWAIT_DNS);
		if (v.code != row[i].code || strcmp(v.rule, row[i].rule) != 0 ||
		    (spent >= TIMEOUT_MS) != row[i].waits)
			fail_msg("%s%s -> %u %s, %d ms", row[i].rules,
			    row[i].ip, v.code, v.rule, (int)spent);
	}
}

static void
without_dns_everything_is_unknown(void **state)
{
	static const char rules[] = "pass @dnswl=no.test\nblock @any id=b\n";
	struct verdict v;

	(void)state;
	(void)judge_alone(&v, rules, "192.0.2.1", "h.ex", 0);
	assert_int_equal(v.code, 451);
	(void)judge_alone(&v, "dns_timeout 0\npass @dnswl=no.test\n"
	    "block @any id=b\n", "192.0.2.1", "h.ex", AWAIT_DNS);
	assert_int_equal(v.code, 451);
	assert_string_equal(notes, "");
	(void)judge_alone(&v, "", "192.0.2.2", "?", 0);
	assert_int_equal(v.code, 451);
	assert_true(v.settled);
	assert_string_equal(notes, "");
}

static void
without_a_resolver_nothing_is_waited_for(void **state)
{
	struct verdict v;
	struct await a;
	int64_t from;

	(void)state;
	load("pass @dnswl=no.test\nblock @any id=b\n");
	f.rules.settings.text[SET_DNS_SERVERS] = "nobody";
	from = fd_now_ms();
	await_begin(&a, &f.decider, AWAIT_DNS);
	judge(&v, &a, "192.0.2.1", "h.ex");
	await_end(&a);
	assert_true(fd_now_ms() - from < TIMEOUT_MS);
	assert_int_equal(v.code, 451);
	assert_non_null(strstr(notes, "resolver:broken"));
}

/* PTR, address and list are asked one after the other, whatever else was
 * asked. */
static void
what_is_never_asked_ends_no_waiting(void **state)
{
	char zone[251], rules[400];
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(zone) - 1; i++)
		zone[i] = i % 2 == 0 ? 'a' : '.';
	(void)strcpy(zone + i - 1, "a"); /* too long with an address */
	(void)snprintf(rules, sizeof(rules), "block @dnsbl=%s\n"
	    "block @rhsbl=names.test id=b\n", zone);
	(void)judge_alone(&v, rules, "192.0.2.1", "h.ex", AWAIT_DNS);
	assert_int_equal(v.code, 553);
	assert_string_equal(v.rule, "b");
}

static void
one_client_knows_nothing_of_another(void **state)
{
	struct verdict v;
	struct await a;

	(void)state;
	load("block @dnsbl=yes.test id=b\nblock @rdns=none id=n\n");
	await_begin(&a, &f.decider, AWAIT_DNS);
	judge(&v, &a, "192.0.2.3", "h.ex"); /* takes all of its time */
	assert_string_equal(v.rule, "default_action");
	judge(&v, &a, "192.0.2.1", "h.ex");
	assert_string_equal(v.rule, "b");
	assert_string_equal(notes, "yes.test:listed");
	judge(&v, &a, "192.0.2.2", "h.ex");
	assert_string_equal(v.rule, "n");
	assert_string_equal(notes, "rdns:none");
	judge(&v, &a, "192.0.2.1", "h.ex");
	assert_string_equal(v.rule, "b");
	await_end(&a);
}

static void
a_reply_that_tells_has_the_text_of_the_list(void **state)
{
	static const struct {
		const char *rules, *text;
		bool waits;
	} row[] = {
		{ "block @dnsbl=yes.test text=\"see %t\"\n",
		    "listed at yes.test", false },
		{ "block @dnsbl=" KEY ".paid.test text=\"%t\"\n",
		    "key KEY says so", false },
		{ "block @dnsbl=mute.test text=\"%t\"\n", "", true },
		{ "block @dnsbl=mute.test text=\"no text\"\n", "", false },
		{ "mark @dnsbl=yes.test\nblock @any text=\"%t\"\n", "",
		    false },
		{ "dnsbl_agree 1\nreply_text \"%t\"\n"
		    "score 9 @dnsbl=yes.test\n", "listed at yes.test", false },
	};
	struct verdict v;
	int64_t spent;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		spent = judge_alone(&v, row[i].rules, "192.0.2.1", "h.ex",
		    AWAIT_DNS);
		assert_int_equal(v.code, 553);
		assert_string_equal(v.list_text, row[i].text);
		assert_int_equal(spent >= TIMEOUT_MS, row[i].waits);
	}
}

static void
see(void *arg, struct ruleset *rules, const struct decide_seen *rule)
{
	char *seen = arg;

	(void)rules;
	assert_int_equal(rule->step, DECIDE_ASKED);
	seen[strlen(seen)] = "ny?w"[rule->answer];
}

static void
a_viewer_sees_every_rule_once_with_all_answers(void **state)
{
	char seen[16] = "";
	const struct decide_viewer sees = { see, seen };
	struct verdict v;

	(void)state;
	viewer = &sees;
	(void)judge_alone(&v, "score 1 @dnsbl=yes.test\n"
	    "score 1 @dnsbl=no.test\nscore 1 @dnsbl=silent.test\n"
	    "block @any\n", "192.0.2.1", "h.ex", AWAIT_DNS);
	viewer = NULL;
	assert_string_equal(seen, "yn?y");
	assert_int_equal(v.code, 553);
}

static void
see_nothing(void *arg, struct ruleset *rules, const struct decide_seen *rule)
{
	(void)arg;
	(void)rules;
	(void)rule;
}

/* Who looks at the walk sees what it comes to, and asks no more than that;
 * what the client would be told is told him, too. */
static void
a_viewer_changes_neither_questions_nor_reply(void **state)
{
	static const struct decide_viewer sees = { see_nothing, NULL };
	static const struct {
		const char *rules, *text;
		int questions;
	} row[] = {
		{ "mode off\n", "", 0 },
		{ "pass @ip=192.0.2.1\n", "", 0 },
		{ "pass @name=example.net\n", "", 2 }, /* PTR and A */
		{ "default_action block\n", "", 2 },
		{ "block @dnsbl=yes.test text=\"%t\"\n",
		    "listed at yes.test", 4 }, /* a doubtful name would cap */
	};
	struct verdict v;
	struct await a;
	size_t i;

	(void)state;
	viewer = &sees;
	for (i = 0; i < COUNT(row); i++) {
		load(row[i].rules);
		await_begin(&a, &f.decider, AWAIT_DNS);
		judge(&v, &a, "192.0.2.1", "?");
		if (a.questions != row[i].questions ||
		    strcmp(v.list_text, row[i].text) != 0)
			fail_msg("%s-> %d questions, \"%s\"", row[i].rules,
			    a.questions, v.list_text);
		await_end(&a);
	}
	viewer = NULL;
}

static void
the_class_is_there_if_it_is_wanted(void **state)
{
	struct verdict v;

	(void)state;
	(void)judge_alone(&v, "", "192.0.2.1", "host.example.net", 0);
	assert_null(v.class);
	(void)judge_alone(&v, "", "192.0.2.1", "host.example.net",
	    AWAIT_CLASS);
	assert_non_null(v.class);
	(void)judge_alone(&v, "", "192.0.2.1", "-", AWAIT_CLASS);
	assert_null(v.class);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_verdict_takes_the_answers_it_needs),
		cmocka_unit_test(a_name_is_asked_for_if_it_matters),
		cmocka_unit_test(without_dns_everything_is_unknown),
		cmocka_unit_test(without_a_resolver_nothing_is_waited_for),
		cmocka_unit_test(what_is_never_asked_ends_no_waiting),
		cmocka_unit_test(one_client_knows_nothing_of_another),
		cmocka_unit_test(a_reply_that_tells_has_the_text_of_the_list),
		cmocka_unit_test(
		    a_viewer_sees_every_rule_once_with_all_answers),
		cmocka_unit_test(a_viewer_changes_neither_questions_nor_reply),
		cmocka_unit_test(the_class_is_there_if_it_is_wanted),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
