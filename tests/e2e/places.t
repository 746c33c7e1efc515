#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Refused clients that the daemon holds: they take none of tcpserver's 40
# places, there are limits to them, and they hear what the filter would say.
. "${0%/*}/lib.sh"
# shellcheck disable=SC2046 # words
${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -O2 -o "$tmp/crowd" \
    "$tools/smtp-crowd.c" \
    $(pkg-config --cflags --libs libuv 2>/dev/null || echo -luv) || exit 1
plan 17

# set_rules LINE...: with these lines
set_rules() {
	{
		printf '%s\n' "$@"
		echo "state_dir $tmp/state"
		echo "listen filter $tmp/socket"
		echo "daemon $tmp/socket"
		echo 'dns_timeout 0'
		echo 'block @ip=127.1.0.0/16,127.2.0.0/16,192.0.2.66 id=bad'
		echo 'pass @any'
	} | rules
}
reread() { await grep -q 'has been read anew' "$tmp/dhfd.log"; }

# crowd OPTIONS KIND...: a crowd at a filter behind 40 places; the log is
# $tmp/log
crowd() {
	options=$1
	shift
	: >"$tmp/log"
	serve dyn-host-filter -f "$db" "$tmp/next"
	# shellcheck disable=SC2086 # options are words
	"$tmp/crowd" -t 120 -w next $options "$port" "$@" >"$tmp/said"
	serve_end
	got=$(cat "$tmp/said")
}
# of KIND KEY: what the crowd says
of() { sed -n "s/^$1 .*$2=\([0-9.]*\).*/\1/p" "$tmp/said"; }
at_most() { awk -v n="$1" -v most="$2" 'BEGIN { exit !(n != "" && n <= most) }'; }
at_least() { ! at_most "$1" "$2"; }
by() { grep -c "by=$1" "$tmp/log"; }

set_rules
dhfd_begin

# 2,000 that say nothing and stay, 50 honest ones between them; mostly it takes
# them a few milliseconds
many=2000 rate=200 held=300
sanitized && many=200 rate=20 held=40
crowd "-x -r $rate" silent=$many:100 honest=50
note "$got"
same 'every honest client reaches the server' "$(of honest reached)" 50
ok 'and waits for none of the others' at_most "$(of honest max)" 60000

# limits
crowd '-1 -r 100' silent=30:2
same 'an address has 20 places, the others hear 421 at once' \
    "$(of silent first) $(of silent 421)" '30 10'
set_rules 'clients 5'
ok 'other limits are read' reread
crowd '-r 100' silent=12:2
same 'all have 5, the others hear 421 at once' \
    "$(of silent first) $(of silent 421)" '12 7'
same 'nobody is left to the filter' "$(by daemon) $(by filter)" '12 0'

# the tarpit
set_rules 'tarpit 1s' 'tarpit_clients 2'
: >"$tmp/dhfd.log"
ok 'a tarpit is read' reread
crowd '' talk=3
note "$got"
same 'all are refused' "$(of talk 5yz)" 3
ok 'one has not waited, as two places are taken' at_most "$(of talk min)" 2900
ok 'the others for 3 s, and hear why at RCPT' at_least "$(of talk p50)" 3000
ok 'and no longer' at_most "$(of talk max)" 9000

# the end of the daemon; a filter whose client it was has none to hold
set_rules
: >"$tmp/dhfd.log"
ok 'as before' reread
has_held() { [ "$(by daemon)" -ge "$1" ]; }
(await has_held $held; kill "$dhfd") &
crowd "-r $held" silent=$held:20
same 'TERM: all that are held hear 421' "$(of silent 421)" $held
wait "$dhfd"
same 'and it ends' "$?" 0

# what is said, in every way to talk
words() {
	# shellcheck disable=SC2086 # options are words
	talk "$1" env TCPREMOTEIP=192.0.2.66 dyn-host-filter -f "$db" $2 \
	    "$tmp/next" <"$tmp/says"
	printf '%s %s\n%s\n' "$1" "$2" "$got" >>"$3"
	key by >>"$3.by"
}
words_all() {
	printf '%s\n' 'EHLO client.example' 'MAIL FROM:<a@client.example>' \
	    'rcpt to:<b@here.example>' 'DATA' '' 'NOOP \x80\x00' 'VRFY x' \
	    'QUIT' >"$tmp/says"
	for mode in lockstep pipeline bytes eager half; do
		words $mode '' "$1"
		words $mode '-r banner' "$1"
	done
	words silent '-t 1' "$1"
	words silent '-t 1 -r banner' "$1"
	yes NOOP | head -n 25 >"$tmp/says"
	words pipeline '' "$1"
	awk 'BEGIN { for (; i < 600; i++) printf "x"; print "" }' >"$tmp/says"
	words bytes '' "$1"
}
words_all "$tmp/filter"
dhfd_begin
words_all "$tmp/daemon"
same 'one holds all clients, then the other' \
    "$(sort "$tmp/filter.by" "$tmp/daemon.by" | uniq -c | tr -s ' \n' ' ')" \
    ' 14 daemon 14 filter '
same 'and they say the same' "$(cat "$tmp/daemon")" "$(cat "$tmp/filter")"
like 'which is what it should' "$(cat "$tmp/filter")" '*
553 5.7.1 *421 4.4.2 timeout*421 4.7.0 too many*421 4.7.0 line too long*'
dhfd_end
