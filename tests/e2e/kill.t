#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 of dhf-compile at any moment: the old image or the new one serves.
# KILL_ROUNDS=N kills it N times, KILL_SEED picks other moments.
. "${0%/*}/lib.sh"
plan 2
rounds=${KILL_ROUNDS:-200} seed=${KILL_SEED:-1}

for id in old new; do
	awk -v id=$id 'BEGIN {
		while (i++ < 1500)
			printf "block ^%s%d-\\d+\\.dyn\\.example\\.net$\n", id, i
		for (i = 0; i < 1500; i++)
			printf "block @ip=10.%d.%d.0/24\n", i / 256, i % 256
		printf "block @any id=%s\n", id
	    }' >"$tmp/$id"
done
mkdir "$tmp/db.d"
db=$tmp/db.d/dhf.db
"$tools/kill-compile" "$rounds" "$seed" "$db" "$tmp" "$tmp/old" "$tmp/new" \
    >"$tmp/killed" 2>&1
note "$(tail -n 1 "$tmp/killed"), $(ls -A "$tmp/db.d" | grep -vc '^dhf.db$') \
other files left in the folder"
grep -vE '^(rounds|usual)' "$tmp/killed" >"$tmp/bad"
empty 'the old image or the new one serves, always' "$tmp/bad"
ok 'some were killed in time, none was wrong' grep -q \
    '^rounds .* killed [1-9].* bad 0$' "$tmp/killed"
