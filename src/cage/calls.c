/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cage/calls.h"

#include <errno.h>
#include <stdint.h>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
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
#define SECOND_AT 24 /* the second argument's lower half */
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

/* F_SETOWN, F_SETSIG, F_SETOWN_EX, F_NOTIFY of <linux/fcntl.h>: whom to signal
 * when a descriptor is ready, and by what. */
static const uint32_t signalling[] = { 8, 10, 15, 1026 };
#define SIGNALLING (sizeof(signalling) / sizeof(signalling[0]))

/* Beside the numbers: 3 before them, fcntl's, and 3 behind. */
#define OTHERS (3 + SIGNALLING + 3 + 3)

/* Refuse the commands of fcntl, with the number loaded before and behind:
 *
 *	equal fcntl, or skip 6;  load second;
 *	equal F_SETOWN, then FAIL;  ... three more;  load number
 */
static struct instruction *
refuse_commands(struct instruction *to, size_t count)
{
	size_t i;

	*to++ = (struct instruction){ EQUAL, 0, (uint8_t)(SIGNALLING + 2),
		SYS_fcntl };
	*to++ = (struct instruction){ LOAD, 0, 0, SECOND_AT };
	for (i = 0; i < SIGNALLING; i++)
		*to++ = (struct instruction){ EQUAL,
			(uint8_t)(SIGNALLING - i + count), 0, signalling[i] };
	*to++ = (struct instruction){ LOAD, 0, 0, NUMBER_AT };
	return to;
}

/*
 * Is it our architecture?  Is it one of these?  For two numbers, fcntl's
 * commands left out:
 *
 *	load arch;  equal ARCH, or KILL;  load number;
 *	equal first, then skip 2;  equal second, then skip 1;
 *	answer FAIL;  answer ALLOW;  answer KILL
 */
int
calls_limit(const int *number, size_t count)
{
	struct instruction in[CALLS_MAX + OTHERS];
	struct program program = { (unsigned short)(count + OTHERS), in };
	struct instruction *to = in;
	size_t i;

	if (count > CALLS_MAX) {
		errno = EINVAL;
		return -1;
	}
	*to++ = (struct instruction){ LOAD, 0, 0, ARCH_AT };
	*to++ = (struct instruction){ EQUAL, 0,
		(uint8_t)(count + OTHERS - 3), ARCH };
	*to++ = (struct instruction){ LOAD, 0, 0, NUMBER_AT };
	to = refuse_commands(to, count);
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
