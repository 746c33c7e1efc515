#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Small limits, as softlimit(8) sets them, and files at their size limit: a
# complete reply, and mail goes on where it can.
. "${0%/*}/lib.sh"
sanitized && skip_all 'the sanitizer needs more than these limits'
plan 9
rules <<'END' || exit 1
block @regex="^dyn\d+-" id=dyn
END

# under LIMIT HOST: what a client with that name is told, and the exit status
under() {
	got=$(ulimit -d "$1" 2>/dev/null || exit 0
	    env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST="$2" dyn-host-filter \
	    -r banner -f "$db" echo let in 2>"$tmp/err" </dev/null
	    echo "exit $?")
	got=$(printf '%s' "$got" | tr -d '\r' | sed 's/^\([45][0-9]*\) .*/\1/' |
	    tr '\n' ' ')
	log=$(cat "$tmp/err")
}
for kib in 4000 2000 1000 300; do
	if counted; then
		skip "$kib KiB of data" 'what counts which lines run needs more'
		continue
	fi
	under $kib dyn1-2.example
	case $got in
	'553 exit 0'|'451 exit 111') got=complete ;;
	'exit 127') # it is the loader of a dynamic one that ends
		if ldd "$bindir/dyn-host-filter" >/dev/null 2>&1; then
			skip "$kib KiB of data" 'the loader needs more'
			continue
		fi ;;
	esac
	is "$kib KiB of data: a complete reply, and its status" complete
done

dd if=/dev/zero of="$tmp/full" bs=1024 count=64 2>/dev/null
sh -c 'ulimit -f 64; exec env TCPREMOTEIP=192.0.2.7 \
    TCPREMOTEHOST=mail.example dyn-host-filter -f "$0" sh -c "exit 7"' \
    "$db" 2>>"$tmp/full" </dev/null
same 'the log is a file at its limit: the client is served' $? 7
same 'and the file is as large as it was' \
    "$(wc -c <"$tmp/full" | tr -d ' ')" 65536

cp "$db" "$tmp/keep"
sh -c 'ulimit -f 0; exec dhf-compile -o "$0" "$1"' "$db" "$tmp/rules" \
    2>/dev/null
same 'the compiler meets a size limit: temporary' $? 111
ok 'and the old image is there' cmp -s "$db" "$tmp/keep"

# a rule file of 80 MB: refused by the line before it takes all memory
awk 'BEGIN { x = "x"; while (length(x) < 16000) x = x x; x = substr(x, 1, 16000)
    while (i++ < 5400) print "mark @any owner=" x }' >"$tmp/rules"
(cd "$tmp" && dhf-compile -n rules 2>&1 >/dev/null; echo "exit $?") |
    sed 's/^\(dhf-compile: rules:\)[0-9]*:/\1N:/; s/more than.*/.../' |
    tail -n 2 >"$tmp/said"
same 'too many bytes of rules are refused by the line' "$(cat "$tmp/said")" \
    'dhf-compile: rules:N: the rules take ...
exit 100'
