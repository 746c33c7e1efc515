/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cage/calls.h"

#include <errno.h>
#include <stdint.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

/* Names of architectures, AUDIT_ARCH_... of <linux/audit.h>, which is not
 * there for every C library: the number of the machine in ELF, 64 bits, the
 * least significant byte first. */
#if defined(__x86_64__) && defined(__LP64__)
#define ARCH UINT32_C(0xc000003e)
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define ARCH UINT32_C(0xc00000b7)
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH UINT32_C(0xc00000f3)
#endif

#if defined(ARCH) && defined(__linux__)
/* As <linux/filter.h> and <linux/seccomp.h> have them. */
#define LOAD 0x20  /* BPF_LD | BPF_W | BPF_ABS */
#define EQUAL 0x15 /* BPF_JMP | BPF_JEQ | BPF_K */
#define ANSWER 0x06 /* BPF_RET | BPF_K */
#define NUMBER_AT 0 /* struct seccomp_data */
#define ARCH_AT 4
#define KILL UINT32_C(0x80000000)
#define FAIL UINT32_C(0x00050000) /* with the errno in the lower half */
#define ALLOW UINT32_C(0x7fff0000)
#define MODE_FILTER 2UL

struct instruction {
	uint16_t code;
	uint8_t yes, no; /* how many to skip */
	uint32_t k;
};

struct program {
	unsigned short len;
	struct instruction *first;
};

/*
 * Is it our architecture?  Is it one of these?  For two numbers:
 *
 *	load arch;  equal ARCH, or skip 5;  load number;
 *	equal first, then skip 2;  equal second, then skip 1;
 *	answer FAIL;  answer ALLOW;  answer KILL
 */
int
calls_limit(const int *number, size_t count)
{
	struct instruction in[CALLS_MAX + 6];
	struct program program = { (unsigned short)(count + 6), in };
	struct instruction *to = in;
	size_t i;

	if (count > CALLS_MAX) {
		errno = EINVAL;
		return -1;
	}
	*to++ = (struct instruction){ LOAD, 0, 0, ARCH_AT };
	*to++ = (struct instruction){ EQUAL, 0, (uint8_t)(count + 3), ARCH };
	*to++ = (struct instruction){ LOAD, 0, 0, NUMBER_AT };
	for (i = 0; i < count; i++)
		*to++ = (struct instruction){ EQUAL, (uint8_t)(count - i), 0,
			(uint32_t)number[i] };
	*to++ = (struct instruction){ ANSWER, 0, 0, FAIL | ENOSYS };
	*to++ = (struct instruction){ ANSWER, 0, 0, ALLOW };
	*to = (struct instruction){ ANSWER, 0, 0, KILL };
	return prctl(PR_SET_SECCOMP, MODE_FILTER, &program, 0UL, 0UL);
}
#else
int
calls_limit(const int *number, size_t count)
{
	(void)number;
	(void)count;
	return 1;
}
#endif
