/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_EVIDENCE_H
#define DHF_POLICY_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"
#include "name/host.h"

struct err;
struct mailbox;

/*
 * evidence - what is known about a client
 *
 * Every piece is yes, no or unknown, and unknown is never taken for no: a
 * verdict that could have been another with more knowledge is 4xx at most.
 */
enum answer {
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_UNKNOWN,
	ANSWER_WAITING /* unknown, and DNS has been asked */
};

struct evidence {
	bool has_ip;          /* false: asked about a name alone */
	struct ip ip;
	char ip_text[IP_TEXT_SIZE]; /* canonical; "" without an address */
	unsigned port;        /* the local one; 0: not known */
	const struct mailbox *rcpt; /* the recipient of the mail, set by who
	                         knows it; borrowed; NULL: not known */
	const struct mailbox *sender; /* the same; both parts "": nobody */
	const char *helo;     /* what the client greets with, in lower case;
	                         the same */
	bool session;         /* a mail server tells of its client: what is
	                         not told is unknown, not "no" */
	bool to_say;          /* it will be told, by the client itself */
	enum answer has_name; /* ANSWER_WAITING: nobody has told, and DNS is
	                         to be asked */
	bool unproven;        /* nobody has seen that the name leads back to the
	                         address: it is a claim of its owner's */
	bool provable;        /* unproven, and DNS has not been asked */
	bool doubtful;        /* it could be another, had DNS told all */
	bool learnt;          /* the name, or its proof, is from DNS */
	enum answer offender; /* whether the daemon's ledger has it;
	                         ANSWER_WAITING: it can be asked */
	unsigned offences;    /* bit n for number n of enum offence */
	bool odd;             /* the name is no host name by the book */
	char name[HOST_MAX + 1];
	size_t name_len;
};

/* No address, no name, no recipient. */
void evidence_init(struct evidence *ev);

/* Take the address.  -1 with *e ERR_PERM if text is none. */
int evidence_ip(struct evidence *ev, const char *text, struct err *e);

/* Take the local port; what is NULL or no port is not known. */
void evidence_port(struct evidence *ev, const char *text);

/* Take the host name; NULL if the client has none. */
void evidence_name(struct evidence *ev, const char *name);

/* Take the host name as lists have it: "-", "" or "." if the client has none,
 * "?", or one of the words of evidence_tcp, if it is not known. */
void evidence_host(struct evidence *ev, const char *text);

/* Take the client as tcp-environ(5) describes it: each is NULL if not set.
 * A host that is not set, or empty, says nothing: tcpserver leaves it unset
 * when DNS fails, too.  Nor do "softdnserror" (qmail's tcp-env), "softdnserr"
 * (couriertcpd) and "unknown".  -1 with *e ERR_PERM if ip is no address. */
int evidence_tcp(struct evidence *ev, const char *ip, const char *host,
    struct err *e);

/* Take the name that IndiMail's tcpserver -p tells in TCPPARANOID, or NULL: it
 * does not lead back to the address.  Of no effect if a name is known. */
void evidence_claim(struct evidence *ev, const char *name);

/* Nobody has verified the name that was told, if one was: it is unproven until
 * DNS has been asked. */
void evidence_doubt(struct evidence *ev);

/* DNS has said whether the name that was told leads back: ANSWER_YES, _NO or
 * _UNKNOWN. */
void evidence_proof(struct evidence *ev, enum answer leads_back);

/* How the name is known, as the log says it: "given", "proven" (it leads back
 * to the address), "claimed" (it does not, or nobody knows), "doubtful" (it
 * could be another, had DNS told all), "none" or "unknown". */
const char *evidence_name_word(const struct evidence *ev);

/* What is still waiting is unknown from now on. */
void evidence_give_up(struct evidence *ev);

/* Take "HOST", "IP" or "HOST/IP", the host as evidence_host has it.  -1 with
 * *e ERR_PERM if the address does not read, or there is neither.  What has
 * digits and dots alone, or a colon or a bracket, is an address. */
int evidence_entry(struct evidence *ev, const char *entry, struct err *e);

#endif
