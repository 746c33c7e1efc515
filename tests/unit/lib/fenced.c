/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "lib/fenced.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static size_t
whole(size_t len, size_t page)
{
	return (len + page - 1) / page * page;
}

void *
fenced_new(size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), all = whole(len, page);
	unsigned char *p = mmap(NULL, all + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(p != MAP_FAILED);
	assert_int_equal(mprotect(p + all, page, PROT_NONE), 0);
	return p + all - len;
}

void
fenced_free(void *p, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), all = whole(len, page);

	assert_int_equal(munmap((unsigned char *)p + len - all, all + page),
	    0);
}
