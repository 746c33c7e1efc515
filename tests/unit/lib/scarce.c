/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "lib/scarce.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <cmocka.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

/* A child that looks at something for its parent is meant, too. */
static struct shared {
	_Atomic size_t left; /* allocations until one fails; 0: none does */
	_Atomic bool failed;
} *shared; /* NULL: nothing is to fail yet */

static _Atomic size_t held;

#if defined(__GLIBC__) && !defined(SANITIZED)
#define CAN true

/* What glibc calls its own. */
void *__libc_malloc(size_t len);
void *__libc_calloc(size_t n, size_t len);
void *__libc_realloc(void *p, size_t len);
void __libc_free(void *p);

/* Whether this allocation is the one. */
static bool
fails(void)
{
	size_t n = shared != NULL ? atomic_load(&shared->left) : 0;

	while (n > 0 &&
	    !atomic_compare_exchange_weak(&shared->left, &n, n - 1))
		;
	if (n != 1)
		return false;
	atomic_store(&shared->failed, true);
	errno = ENOMEM;
	return true;
}

static void *
count(void *p)
{
	if (p != NULL)
		(void)atomic_fetch_add(&held, 1);
	return p;
}

void *
malloc(size_t len)
{
	return fails() ? NULL : count(__libc_malloc(len));
}

void *
calloc(size_t n, size_t len)
{
	return fails() ? NULL : count(__libc_calloc(n, len));
}

void *
realloc(void *p, size_t len)
{
	void *moved;

	if (fails())
		return NULL;
	moved = __libc_realloc(p, len);
	return p == NULL ? count(moved) : moved;
}

void
free(void *p)
{
	if (p != NULL)
		(void)atomic_fetch_sub(&held, 1);
	__libc_free(p);
}
#else
#define CAN false
#endif

bool
scarce_can(void)
{
	return CAN;
}

void
scarce_fail(size_t n)
{
	if (shared == NULL)
		shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(shared != MAP_FAILED);
	atomic_store(&shared->failed, false);
	atomic_store(&shared->left, n);
}

bool
scarce_failed(void)
{
	atomic_store(&shared->left, 0);
	return atomic_load(&shared->failed);
}

size_t
scarce_held(void)
{
	return atomic_load(&held);
}

size_t
scarce_each(bool (*deed)(void *arg), void *arg)
{
	size_t before, n, bad = 0;
	bool well, met = true;

	assert_true(deed(arg)); /* what a library keeps for ever, it has now */
	before = scarce_held();
	for (n = 1; met; n++) {
		scarce_fail(CAN ? n : 0);
		well = deed(arg);
		met = scarce_failed();
		if (scarce_held() != before)
			fail_msg("allocation %zu fails: %zd blocks are left",
			    n, (ptrdiff_t)(scarce_held() - before));
		if (!well && !met)
			fail_msg("nothing failed, and it did not go well");
		bad += !well;
	}
	return bad;
}
