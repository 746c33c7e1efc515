#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The daemon with the filter before it: the greylist from the first try to the
# file of those who came back, and the daemon's own life.
. "${0%/*}/lib.sh"
plan 61

state=$tmp/state
set_rules() {
	{
		cat
		echo "state_dir $state"
		echo "listen filter $tmp/socket"
		echo "daemon $tmp/socket"
		echo "greylist_autogreen $tmp/green"
		echo 'dns_timeout 0'
	} | rules
}
set_rules <<'END'
block @ip=192.0.2.66 id=bad
grey @any id=line
END

# age SECONDS: all that the daemon knows is so much older
age() {
	dhfd -f "$db" --dump | awk -F '\t' -v OFS='\t' -v s="$1" '
	    $1 == "grey" {
		for (i = 4; i <= NF; i++)
			if (split($i, kv, "=") == 2 &&
			    kv[1] ~ /^(first|since|expires)$/)
				$i = kv[1] "=" kv[2] - s
	    }
	    { print }' >"$tmp/aged"
	dhfd -f "$db" --load "$tmp/aged"
}
# known KEY: its state and the names of what is known of it
known() {
	dhfd -f "$db" --state "$1" | tr '\t' '\n' | sed 's/=.*//' |
	    tr '\n' ' '
}

# the story
dhfd_begin
same 'it makes its folder' "$(ls -ld "$state" | cut -c1-10)" drwx------
same 'and a socket' "$(ls -l "$tmp/socket" | cut -c1)" s
mail 192.0.2.1 mx.friend.example
same 'first contact is told to come back' "$(refusal)" \
    '451 4.7.1 [W] try again in 60 s (rule line)^M'
same 'by the daemon, after RCPT' "$(key action) $(key code) $(key by)" \
    'grey 451 daemon'
same 'it is known by its address' "$(known 192.0.2.1)" \
    'grey 192.0.2.1 wait first expires mail '
same 'and by its domain' "$(known friend.example)" \
    'grey friend.example wait first expires mail '
age 20
mail 192.0.2.1 mx.friend.example
like 'an early retry waits for the rest' "$(refusal)" \
    '451 4.7.1 [[]W] try again in [34]? s *'
age 41
mail 192.0.2.1 mx.friend.example
like 'after the delay it says that it brings the same mail' "$(refusal)" \
    '451 4.7.1 [[]W] try again in 60 s *'
mail 192.0.2.1 mx.friend.example
same 'and is let in' "$(told) $(key note)" 'pass green'
mail 192.0.2.2 mx2.friend.example
same 'and so is another host of its domain' "$(told) $(key note)" 'pass green'
age 86400
mail 192.0.2.1 -
same 'the next day it comes in at once, with or without a name' \
    "$(told) $(key note)" 'pass green'
age $((35 * 86400))
mail 192.0.2.1 -
same 'each time prolongs that' "$(told)" pass
age $((37 * 86400))
mail 192.0.2.1 -
same 'who stayed away waits again' "$(told)" 451
mail 192.0.2.7 -
age 90000
mail 192.0.2.7 -
same 'so does who came too late' "$(refusal)" \
    '451 4.7.1 [W] try again in 60 s (rule line)^M'
mail 2001:db8:1:2::1 -
age 61
mail 2001:db8:1:2:ffff::8 -
mail 2001:db8:1:2:ffff::9 -
same 'IPv6: the same network comes back' "$(told)" pass
mail 192.0.2.66 -
same 'who is refused is told by the daemon' "$(told) $(key by)" '553 daemon'

# those who came back
has_green() { grep -q "^$1 # 20" "$tmp/green"; }
ok 'who came back is written down' await has_green 192.0.2.1
ok 'with an IPv6 network' await has_green 2001:db8:1:2::/64
ok 'and who was let in by his domain' await has_green 192.0.2.2
{
	echo "import networks $tmp/green pass"
	echo 'block @any'
} >"$tmp/with"
same 'an import reads it without a word' "$(dhf-compile -n "$tmp/with" 2>&1)" \
    ''
same 'and lets them in' "$(dhf-test -nf "$tmp/with" -t 192.0.2.1
    dhf-test -nf "$tmp/with" -t 2001:db8:1:2::5
    dhf-test -nf "$tmp/with" -t 192.0.2.7)" '192.0.2.1 -> pass
2001:db8:1:2::5 -> pass
192.0.2.7 -> block 553'

# two of them
dhfd -f "$db" 2>"$tmp/second"
same 'a second daemon exits 100' "$?" 100
like 'and says why' "$(cat "$tmp/second")" \
    "dhfd: state_dir: $state is in use by another daemon*"
sed "s,^listen .*,listen filter $tmp/other," "$tmp/rules" >"$tmp/other.rules"
dhfd -f "$tmp/other.rules" 2>/dev/null
same 'so does one with a socket of its own' "$?" 100
ok 'which is not left behind' test ! -e "$tmp/other"
kill -STOP "$dhfd"
dhfd -f "$tmp/other.rules" 2>/dev/null
same 'and one beside a daemon that is stopped' "$?" 100
mkdir -m 700 "$tmp/state2"
sed "s,^state_dir .*,state_dir $tmp/state2," "$tmp/rules" >"$tmp/other.rules"
dhfd -f "$tmp/other.rules" 2>"$tmp/second"
same 'a socket that is served stays' "$?" 100
like 'and it says whose it is not' "$(cat "$tmp/second")" \
    "*dhfd: somebody listens on $tmp/socket already*"
mail 192.0.2.9 -
same 'a daemon that is stopped stops no mail' "$(told) $(key note)" \
    'pass nostate'
mail 192.0.2.66 -
same 'nor does it keep a refused client' "$(told) $(key by)" '553 filter'
kill -CONT "$dhfd"
mail 192.0.2.9 -
same 'and it goes on' "$(told)" 451

# numbers
numbers() { sed -n "s/^$1 //p" "$state/statistics"; }
has_numbers() { [ "$(numbers "$1" 2>/dev/null)" = "$2" ]; }
kill -USR1 "$dhfd"
ok 'USR1 writes numbers' await test -s "$state/statistics"
same 'of a version' "$(sed 1q "$state/statistics")" 'dhfd-statistics 1'
taken=$(numbers hand.taken)
ok 'that count' test "$taken" -ge 8
since=$(numbers since)

# it ends and begins again
dhfd_end
same 'TERM: exit 0' "$status" 0
like 'and a word in the log' "$(cat "$tmp/dhfd.log")" '*dhfd: ends: signal 15
dhfd: ended'
ok 'its sockets are gone' test ! -e "$tmp/socket" -a ! -e "$state/control"
mail 192.0.2.9 -
same 'without it grey is let in' "$(told) $(key note)" 'pass nostate'
same 'and it can be asked without it' "$(known 192.0.2.9)" \
    'grey 192.0.2.9 wait first expires mail '
dhfd -f "$db" --dump >"$tmp/dump"
dhfd -f "$db" --load "$tmp/dump"
same 'a dump is loaded as it was written' "$(dhfd -f "$db" --dump)" \
    "$(cat "$tmp/dump")"
dhfd -f "$db" --state 192.0.2.200 >"$tmp/none"
same 'nothing is known of others: exit 1' "$? $(cat "$tmp/none")" '1 '
same 'dhf-test shows the same' "$(dhf-test -f "$db" --state 192.0.2.9)" \
    "$(dhfd -f "$db" --state 192.0.2.9)"
dhf-test -f "$db" --state 192.0.2.200 >"$tmp/none"
same 'or nothing' "$? $(cat "$tmp/none")" '1 '
dhfd -f "$db" --state 'no key' 2>/dev/null
same 'what is no key: exit 100' "$?" 100
echo 'dhfd-dump 99' | dhfd -f "$db" --load 2>"$tmp/none"
same 'a dump of another version: exit 100' "$?" 100
dhfd_begin
mail 192.0.2.9 -
same 'after a start all is known' "$(told)" 451
echo 'dhfd-dump 99' | dhfd -f "$db" --load 2>"$tmp/none"
same 'through a daemon, too' "$?" 100
dhfd_end QUIT
same 'QUIT: exit 0' "$status" 0
same 'totals go on' "$(numbers hand.taken) $(numbers since)" \
    "$((taken + 1)) $since"
printf 'grey.wait 1' >>"$state/statistics" # cut
dhfd_begin
ok 'what is damaged of them is told' await grep -q \
    "$state/statistics is damaged: .*, lines: 1\$" "$tmp/dhfd.log"
kill -9 "$dhfd"
wait "$dhfd" 2>/dev/null
dhfd_begin
mail 192.0.2.9 -
same 'after kill -9 it begins where it was' "$(told)" 451

# other rules
set_rules <<'END'
pass @any
END
ok 'rules that change are read' await grep -q "$db has been read anew" \
    "$tmp/dhfd.log"
sed 's/^greylist_auto.*/state_size 77/' "$tmp/rules" >"$tmp/rules2"
dhf-compile -o "$db" "$tmp/rules2"
ok 'what holds from the next start is told' await grep -q \
    'state_size is another now' "$tmp/dhfd.log"
echo nonsense >"$db"
ok 'rules that are wrong are told' await grep -q \
    "$db is not taken, the rules of before hold" "$tmp/dhfd.log"
dhfd_end INT
same 'INT: exit 0' "$status" 0
dhfd -f "$db" 2>/dev/null
same 'rules that are wrong at the start: exit 100' "$?" 100

# wrong usage
for words in '--dump --load' '-x' 'word' '--state'; do
	# shellcheck disable=SC2086 # words
	dhfd $words >/dev/null 2>&1
	same "dhfd $words: exit 100" "$?" 100
done
same 'version' "$(dhfd -v)" 'dhfd 0.1.0'
