/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_scanner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/teller.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
scanners_are_read(void **state)
{
	static const struct teller_row row[] = {
		{ "mx amavis[7]: (07-01) Blocked SPAM {DiscardedInbound}, "
		    "[192.0.2.1]:4 [192.0.2.1] <a@b> -> <x@h>, Queue-ID: "
		    "4XyZ, Message-ID: <m@b>, Hits: 15.2",
		    ": scored key=4XyZ" },
		{ "mx amavis[7]: (07-01) Passed CLEAN {RelayedInbound}, "
		    "[192.0.2.1] <a@b> -> <x@h>, Queue-ID: 4XyZ", "nothing" },
		{ "mx amavis[7]: (07-01) Passed SPAMMY {Relayed}, [192.0.2.1] "
		    "<a, Queue-ID: 4Aaa> -> <x@h>, Queue-ID: 4XyZ", "odd" },
		{ "mx rspamd[7]: <ab12>; proxy; rspamd_task_write_log: id: "
		    "<m@b>, qid: <4XyZ>, ip: 192.0.2.1, from: <a@b>, "
		    "(default: T (reject): [15.20/15.00] [X(1.0){x;}], len: 4",
		    ": scored key=4XyZ" },
		{ "mx rspamd[7]: <ab12>; proxy; rspamd_task_write_log: id: "
		    "<m@b>, qid: <4XyZ>, ip: 192.0.2.1, from: <a@b>, "
		    "(default: F (no action): [1.20/15.00] [X(1.0){x;}]",
		    "nothing" },
		{ "mx rspamd[7]: <ab12>; proxy; rspamd_task_write_log: id: "
		    "<m>, qid: <4Aaa>, qid: <4XyZ>, (default: T (reject): "
		    "[15.20/15.00]", "odd" },
		{ "mx spamd[7]: spamd: result: Y 15 - A,B "
		    "scantime=1,size=4,user=u,required_score=5.0,"
		    "mid=<m@b>,autolearn=no", ": scored key=m@b" },
		{ "mx spamd[7]: spamd: result: . 0 - A scantime=1,mid=<m@b>",
		    "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_and_odd_lines_tell_of_nobody(void **state)
{
	static const struct teller_row row[] = {
		{ "mx amavis[7]: starting", "nothing" },
		{ "mx amavis[7]: (07-01", "nothing" },
		{ "mx amavis[7]: (07-01) Passed SPAM {Relayed}, [192.0.2.1] "
		    "<a> -> <x>", "odd" },
		{ "mx amavis[7]: (07-01) Passed SPAM {Relayed}, Queue-ID: ",
		    "odd" },
		{ "mx rspamd[7]: <ab12>; proxy; start", "nothing" },
		{ "mx rspamd[7]: <a>; rspamd_task_write_log: id: <m>, qid: "
		    "<4X>", "odd" },
		{ "mx rspamd[7]: <a>; rspamd_task_write_log: qid: <4X>, "
		    "(default: F (x)), (default: T (x))", "odd" },
		{ "mx spamd[7]: result: Y 15 - A scantime=1,mid=<m@b>",
		    ": scored key=m@b" },
		{ "mx spamd[7]: spamd: result: Y 15 - A scantime=1",
		    "nothing" },
		{ "mx spamd[7]: spamd: result: Y 15 - A "
		    "scantime=1,mid=(unknown)", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(scanners_are_read),
		cmocka_unit_test(cut_and_odd_lines_tell_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
