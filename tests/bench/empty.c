/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * empty - the next program of all rows: as little as a process can be
 */
int
main(void)
{
	return 0;
}
