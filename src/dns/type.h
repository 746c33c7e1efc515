/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_TYPE_H
#define DHF_DNS_TYPE_H

/*
 * type - the types of records that are asked for
 */
enum dns_type { /* RFC 1035 section 3.2.2, RFC 3596 section 2.1 */
	DNS_A = 1,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28
};

#endif
