/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_WORD_H
#define DHF_NAME_WORD_H

/*
 * word - a word in a host name, and what it speaks for
 */
enum word_kind {
	WORD_DYNAMIC, /* addresses that are lent: dyn, dhcp, pool, dialup */
	WORD_ACCESS,  /* a technology of access lines: dsl, cable, ftth */
	WORD_LINE,    /* whom the line belongs to: customer, home, user */
	WORD_GENERIC, /* what names made by a machine begin with: host, ip */
	WORD_STATIC,  /* lent for long, or to a business: static, biz */
	WORD_HOSTING, /* machines for rent: vps, cloud, dedi */
	WORD_SERVER,  /* a service other than mail: www, ns */
	WORD_DEVICE,  /* equipment, a company's or a customer's: gw, pc */
	WORD_MAIL,    /* mail: mx, smtp, relay */
	WORD_KINDS
};

/* A word that was found. */
struct word {
	enum word_kind kind;
	unsigned char at, len; /* bytes of the text */
};

#endif
