#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-test --hits: how often each rule was hit, by the log.
. "${0%/*}/lib.sh"
plan 20
cat >"$tmp/conf" <<'END'
default_ip_action pass
pass @name=friend.example id=friend
block @name=end.example id=end
block @name=trial.example mode=watch id=trial
mark @name=near.example id=near
block @name=quiet.example
END
line() { # RULE WATCH NOTE
	echo "dyn-host-filter: pid=1 ip=192.0.2.1 host=- action=block code=- rule=$1 score=0 watch=$2 note=$3 error=- name=none db=- by=-"
}
{
	echo "2026-11-03T10:00:00Z mx $(line friend trial:block mark:near,pregreet)"
	echo "2026-11-01T10:00:00+01:00 mx $(line friend - -)"
	echo "2026-11-02T10:00:00Z mx $(line default_action - -)"
	echo "2026-11-04T10:00:00Z mx $(line gone - -)"
	echo '2026-11-05T10:00:00Z mx postfix/smtpd[1]: rule=end action=block'
	echo '2026-11-05T10:00:00Z mx dyn-host-filter: pid=1 rule=end'
	echo "@400000006ba1b2c312345678 4711 < HELO x $(line end - -)"
	echo "2026-11-05T10:00:00Z mx postfix/smtpd[1]: helo=<x $(line end - -)>"
	echo "2026-11-05T10:00:00Z mx evil: $(line end - - | cut -d ' ' -f 2-)"
	head -c 100000 /dev/zero
	echo
} >"$tmp/log"
dhf-test -f "$tmp/conf" --hits "$tmp/log" >"$tmp/out" 2>"$tmp/said"
same 'it counts' "$? $(cat "$tmp/said")" '0 '
hit() { awk -F '\t' -v rule="$1" '$4 ~ rule { print $1, $2, $3 }' "$tmp/out"; }
same 'a rule, and when it was hit last' "$(hit '^friend$')" \
    '2 0 2026-11-03T10:00:00Z'
same 'one on trial' "$(hit '^trial$')" '0 1 2026-11-03T10:00:00Z'
same 'one that marks' "$(hit '^near$')" '1 0 2026-11-03T10:00:00Z'
same 'one that was never hit' "$(hit '^end$')" '0 0 never'
same 'one without a name' "$(hit ':6$')" '0 0 never'
same 'in the order of the file, and then what else the log has' \
    "$(cut -f 4 "$tmp/out" | sed 's,.*/,,' | tr '\n' ' ')" \
    'friend end trial near conf:6 default_action gone '
printf '%s\n' "$(line default_action - mark:)" |
    sed "s/mark:/mark:$(printf '\033[2J\007')/" >"$tmp/odd"
{
	cat "$tmp/odd"
	line "$(head -c 100000 /dev/zero | tr '\0' x)" - -
} | dhf-test -f "$tmp/conf" --hits >"$tmp/out"
same 'what is not printable is not printed' \
    "$(tail -n 2 "$tmp/out" | cut -f 1,4 | cat -v)" '1	?[2J?
1	(others)'
same 'nothing that clients say counts' "$(hit '^end$')" '0 0 never'
got=$({ line end - -; cat "$tmp/log"; } | dhf-test -f "$tmp/conf" --hits |
    sed -n 2p)
is 'standard input, and lines without a time' '1	0	-	end'
dhf-test -f "$tmp/conf" --hits "$tmp/none" >"$tmp/out" 2>"$tmp/said"
like 'a log that is not there' "$? $(cat "$tmp/said")" '111 *No such file*'
# where logs are kept
want=$(dhf-test -f "$tmp/conf" --hits "$tmp/log")
gzip -k "$tmp/log"
same 'a compressed log' "$(dhf-test -f "$tmp/conf" --hits "$tmp/log.gz")" \
    "$want"
mkdir "$tmp/folder"
head -n 2 "$tmp/log" | gzip >"$tmp/folder/@400000006923a1b02d8f5a3c.s"
tail -n +3 "$tmp/log" >"$tmp/folder/current"
same 'a folder' "$(dhf-test -f "$tmp/conf" --hits "$tmp/folder")" "$want"
dhf-test -f "$tmp/conf" --hits "$tmp" >"$tmp/out" 2>"$tmp/said"
like 'a folder without a log' "$? $(cat "$tmp/said")" '100 *'
printf '__REALTIME_TIMESTAMP=1762164000000000\nMESSAGE=%s\n\n' \
    "$(line end - -)" >"$tmp/export"
dhf-test -f "$tmp/conf" --hits "$tmp/export" >"$tmp/out"
same 'the journal' "$(hit '^end$')" '1 0 2025-11-03T10:00:00Z'
# a log that is none
{ line end - -; cat "$tmp/log"; } >"$tmp/ours"
printf 'a line\nof another program\n' >"$tmp/foreign"
dhf-test -f "$tmp/conf" --hits "$tmp/foreign" "$tmp/ours" >"$tmp/out" 2>"$tmp/said"
same 'one of another program is told of' "$? $(cat "$tmp/said")" \
    "0 dhf-test: $tmp/foreign: 2 lines, none of ours"
dhf-test -f "$tmp/conf" --hits <"$tmp/foreign" >"$tmp/out" 2>"$tmp/said"
like 'by whatever way it comes' "$? $(cat "$tmp/said")" \
    '0 dhf-test: standard input: 2 lines, none of ours'
dhf-test -f "$tmp/conf" --hits /dev/null >"$tmp/out" 2>"$tmp/said"
same 'an empty one is not' "$? $(cat "$tmp/said")" '0 '
gzip <"$tmp/ours" | head -c 60 >"$tmp/short.gz"
dhf-test -f "$tmp/conf" --hits "$tmp/short.gz" >"$tmp/out" 2>"$tmp/said"
same 'one that is cut is named' "$? $(tail -n 1 "$tmp/said")" \
    "111 dhf-test: $tmp/short.gz: gzip can't read all of it"
printf 'PK\003\004 and so on' >"$tmp/log.zip"
dhf-test -f "$tmp/conf" --hits "$tmp/log.zip" >"$tmp/out" 2>"$tmp/said"
like 'so is one that nothing here unpacks' "$? $(cat "$tmp/said")" \
    '100 *log.zip is packed as nothing here reads it: *'
