/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stub - the mail server of the throughput rows: greets and leaves
 */
#include <unistd.h>

int
main(void)
{
	static const char greeting[] = "220 x\r\n";

	return write(STDOUT_FILENO, greeting, sizeof(greeting) - 1) == -1;
}
