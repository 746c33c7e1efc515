#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From the ledger of dhfd to the ban helper, whatever state that is in, and back
# again.  tests/peers/bans.t goes on to the kernel.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 60

state=$tmp/state helper='' sock=$tmp/s/sock said=$tmp/said
mkdir "$tmp/s"
chmod 755 "$tmp/s"
cleanup() { [ -z "$helper" ] || kill -9 "$helper" 2>/dev/null; }
set_rules() {
	{
		cat
		echo "state_dir $state"
		echo "listen filter $tmp/socket"
		echo "listen offences $tmp/offences"
		echo "daemon $tmp/socket"
		echo "offender_never $tmp/ours"
		echo "ban_socket $sock"
		echo 'dns_timeout 0'
		echo 'default_unresolved_action pass'
		echo 'default_ip_action pass'
	} | rules
}
echo '198.51.100.128/25' >"$tmp/ours"
set_rules <<'END'
block @offender=storm id=storm
END

# storm [OPTION...] IP: dhf-watch tells of an address
storm() {
	for last; do :; done
	printf '%s mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[%s]: 550 5.1.1 <u@here.example>: Recipient address rejected: User unknown in local recipient table; from=<>\n' \
	    "$(date +%Y-%m-%dT%H:%M:%S%z)" "$last" >"$tmp/log.1"
	while [ $# -gt 1 ]; do
		options="$options $1"
		shift
	done
	# shellcheck disable=SC2086 # several words
	dhf-watch -s "$tmp/offences" -c 1/1h $options - <"$tmp/log.1" 2>&1
	options=
}
options=
# stub [ANSWER]: start a helper that bans nobody; what it hears is in $said
stub() {
	rm -f "$sock"
	: >"$said"
	"$tools/band-stub" "$sock" "$@" >"$said" 2>"$tmp/stub.log" &
	helper=$!
	await grep -q ready "$said"
}
helper_end() {
	kill -9 "$helper"
	wait "$helper" 2>/dev/null
	helper=
}
# hears PATTERN: whether the helper has got such a question, within seconds.  Of
# the time of a ban that is what is left: where all is slow, a little less.
hears() { await grep -q "$1" "$said"; }
logged() { await grep -q "$1" "$tmp/dhfd.log"; }
# count NAME: a number of the statistics
count() {
	rm -f "$state/statistics"
	kill -USR1 "$dhfd"
	await test -s "$state/statistics"
	sed -n "s/^$1 //p" "$state/statistics"
}

# without a helper
dhfd_begin
ok 'without a helper the log says so' logged "no ban helper at $sock"
storm -b -d 4h 198.51.100.1 >/dev/null
storm -d 4h 198.51.100.2 >/dev/null
mail 198.51.100.1 -
same 'offences are held without one' "$(told) $(key rule)" '553 storm'
mail 198.51.100.9 -
same 'and mail is let in' "$(told)" pass

# with one
stub
ok 'what was due is told when it comes' hears '^add 198.51.100.1 2 14\(400\|3..\)$'
ok 'which the log says' logged "ban helper at $sock is there"
storm -b -d 30d 198.51.100.3 >/dev/null
ok 'then at once' hears '^add 198.51.100.3 2 25[0-9]*$'
storm -b -d 10s 198.51.100.4 >/dev/null
ok 'for a minute at least' hears '^add 198.51.100.4 2 60$'
storm -b -d 1h 2001:db8:1:2:3::4 >/dev/null
ok 'IPv6 by its network' hears '^add 2001:db8:1:2::/64 2 3\(600\|5..\)$'
storm -b 198.51.100.200 >/dev/null
storm -b 127.0.0.1 >/dev/null
storm -d 1h 198.51.100.1 >/dev/null
storm -b -d 1h 198.51.100.5 >/dev/null
hears '^add 198.51.100.5 '
same 'nobody who is never an offender, and nobody who was not to be banned' \
    "$(sed -n 's/^add \([^ ]*\).*/\1/p' "$said" | sort -u | xargs)" \
    '198.51.100.1 198.51.100.3 198.51.100.4 198.51.100.5 2001:db8:1:2::/64'

# dhfd begins anew, and the helper does
dhfd -f "$db" --state 198.51.100.3 >"$tmp/line"
like 'the ledger keeps until when' "$(cat "$tmp/line")" '*	ban=??????????'
: >"$said"
dhfd -f "$db" --dump >"$tmp/dumped" # which waits until all is kept
dhfd_end KILL 2>/dev/null
dhfd_begin
hears '^add 2001:db8:1:2::/64'
same 'a daemon that begins anew tells of all' \
    "$(sed 's/ [0-9]*$//' "$said" | sort)" "$(printf '%s\n' \
    'add 198.51.100.1 2' 'add 198.51.100.3 2' 'add 198.51.100.4 2' \
    'add 198.51.100.5 2' 'add 2001:db8:1:2::/64 2')"
helper_end
mail 198.51.100.3 -
same 'a helper that is killed is no harm' "$(told) $(key by)" '553 daemon'
storm -b -d 1h 198.51.100.6 >/dev/null
stub
hears '^add 198.51.100.6'
hears '^add 2001:db8:1:2::/64'
same 'one that comes back hears of all' \
    "$(sed -n 's/^add \([^ ]*\).*/\1/p' "$said" | sort -u | wc -l)" 6

# one that is stopped
kill -STOP "$helper"
before=$(date +%s)
storm -b -d 1h 198.51.100.7 >/dev/null
for i in 1 2 3 4 5; do
	mail 198.51.100.3 -
	[ "$(told)" = 553 ] || break
done
same 'one that is stopped keeps nobody waiting' "$(told) $(key by)" \
    '553 daemon'
same 'for long' "$(($(date +%s) - before < 8))" 1
kill -CONT "$helper"
ok 'and hears of what was due' hears '^add 198.51.100.7'

# who is let go
dhfd -f "$db" --state 198.51.100.7 | grep '^offender' >"$tmp/line"
dhfd_end
echo '198.51.100.7' >>"$tmp/ours"
: >"$said"
dhfd_begin
ok 'who is never an offender any more is freed' hears '^del 198.51.100.7 0 0$'
hears '^add 2001:db8:1:2::/64'
same 'he alone' "$(grep -c '^del' "$said")" 1

# who is forgotten
: >"$said"
dhfd -f "$db" --forget 198.51.100.5
same 'an offender is forgotten' $? 0
ok 'which frees him' hears '^del 198.51.100.5 0 0$'
ok 'and stands in the log' logged '198.51.100.5: an offender no more'
dhfd -f "$db" --forget 198.51.100.5
same 'and cannot be once more' $? 1
dhf-test -f "$db" --offender 198.51.100.5 >/dev/null
same 'nothing is held against him' $? 1
dhfd -f "$db" --forget 2001:db8:1:2:ffff::/64
same 'of IPv6 it is the network' $? 0
dhfd -f "$db" --forget 198.51.100.0/24 2>"$tmp/forget"
same 'of IPv4 one address' $? 100
dhfd_end
dhfd -f "$db" --forget 198.51.100.6
same 'without a daemon, too' $? 0
dhfd_begin
storm -b -d 1h 2001:db8:1:2:3::4 >/dev/null

# many, and text
dhfd -f "$db" --dump >"$tmp/dump"
{
	sed 1q "$tmp/dump"
	awk 'BEGIN { for (i = 0; i < 3000; i++)
	    printf "offender\t203.%d.%d.7\ttrap\ttest\t1\t1\t1\t9999999999\t0\t" \
	        "\tban=9999999999\n", i / 256, i % 256 }'
} >"$tmp/many"
: >"$said"
dhfd -f "$db" --load "$tmp/many"
await sh -c "[ \$(grep -c '^add 203.* 1 2592000\$' '$said') = 3000 ]"
same 'what is loaded is told, for 30 days at most' \
    "$(grep -c '^add 203.* 1 2592000$' "$said")" 3000
: >"$said"
{
	sed 1q "$tmp/dump"
	printf 'offender\t198.51.100.99\ttrap\ttest\t1\t1\t1\t1\t0\t\tban=1\n'
} >"$tmp/over"
dhfd -f "$db" --load "$tmp/over"
await sh -c "[ \$(grep -c '^add 203' '$said') = 3000 ]"
same 'but nobody whose time is over' "$(grep -c '198.51.100.99' "$said")" 0
dhfd_end
helper_end

# who is never banned is not asked about, whatever is loaded
rm -rf "$state"
stub
dhfd_begin
logged 'is there'
awk -v n="${BANS_RANDOM:-10000}" 'BEGIN {
	srand(13)
	print "dhfd-dump 1"
	for (i = 0; i < n; i++)
		printf "offender\t%d.%d.%d.%d\tmanual\ttest\t1\t1\t1" \
		    "\t9999999999\t0\t\tban=9999999999\n", rand() * 256,
		    rand() * 256, rand() * 256, rand() * 256
	print "offender\t1.2.3.4\tmanual\ttest\t1\t1\t1\t9999999999\t0\t" \
	    "\tban=9999999999"
    }' >"$tmp/random"
dhfd -f "$db" --load "$tmp/random" >"$tmp/left" 2>&1
i=0
until grep -q '^add 1.2.3.4 ' "$said" && sleep 2 &&
    [ "$(count now.bans)" = 0 ] || [ $((i += 1)) -gt 300 ]; do sleep 0.2; done
ok 'some of many at random are never banned' grep -q 'left out' "$tmp/left"
got=$(python3 -c '
import ipaddress, sys
never = [ipaddress.ip_network(n) for n in (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 "
    "172.16.0.0/12 192.0.0.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 "
    "224.0.0.0/3 198.51.100.128/25").split()]
asked = {l.split()[1] for l in open(sys.argv[1]) if l.startswith("add ")}
bad = [a for a in asked
       if any(ipaddress.ip_address(a) in n for n in never)]
print(len(asked) > int(sys.argv[2]) * 3 // 4, bad)' "$said" \
    "${BANS_RANDOM:-10000}")
is 'and the helper hears of none of these' 'True []'
dhfd_end
helper_end

# answers of all kinds; the daemon goes on, and so does mail
for answer in stands never cannot wrong busy version half garbage close \
    silent stranger; do
	rm -rf "$state"
	stub $answer
	dhfd_begin
	for i in 11 12 13 14 15; do
		storm -b -d 1h 198.51.100.$i >/dev/null
	done
	case $answer in
	stands) logged 'is there'; hears '^add 198.51.100.15'
	    same 'banned already' "$(count ban.told)" 5 ;;
	never) hears '^add 198.51.100.15'
	    same 'never' "$(count ban.never)" 5 ;;
	cannot) hears '^add 198.51.100.15'
	    logged 'failed; it is asked again in 60 s'
	    same 'failed' "$(grep -c 'asked again' "$tmp/dhfd.log")" 1 ;;
	wrong) ok 'refused' logged 'does not take our questions' ;;
	busy) hears '^add 198.51.100.11'; hears '^add 198.51.100.12'
	    ok 'busy: asked again' hears '^add 198.51.100.15' ;;
	version | half | garbage)
	    ok "no answer: $answer" logged 'it is of another version' ;;
	close) hears '^add 198.51.100.15'
	    ok 'hung up: all is said in the end' hears '^add 198.51.100.14' ;;
	silent) ok 'silent: the log says so' \
	    await grep -q 'does not answer' "$tmp/dhfd.log" ;;
	stranger) ok 'a stranger: the log says so' logged 'name our user' ;;
	esac
	mail 198.51.100.12 -
	[ "$(told) $(key by)" = '553 daemon' ] || echo "$answer: $log"
	dhfd_end
	[ "$status" = 0 ] || echo "$answer: exit $status"
	helper_end
done >"$tmp/answers"
grep '^ok\|^not ok\|^#' "$tmp/answers"
grep -v '^ok\|^not ok\|^#' "$tmp/answers" >"$tmp/harm"
empty 'mail minds none of these' "$tmp/harm"

# by a rule: the client that the filter holds
rm -rf "$state"
stub
set_rules <<'END'
block @regex=^dsl ban=4h id=dsl
block @regex=^keep ban id=keep
block @regex=^trap ban=2h,trap id=trap
block @regex=^no id=no
defer @regex=^later ban id=later
score 8 @regex=^much ban id=much
pass @regex=^good @rdns=confirmed id=unknown
block @regex=^good ban id=capped
block @regex=^watch ban mode=watch id=watch
block @regex=^soft code=450 ban id=soft
END
dhfd_begin
logged 'is there'
mail 198.51.100.1 dsl1.example
same 'a rule bans whom it blocks' "$(told) $(key rule) $(key by) $(key note)" \
    '553 dsl daemon ban'
ok 'as broadband, and for its time' hears '^add 198.51.100.1 3 14\(400\|3..\)$'
like 'the ledger knows why' "$(dhfd -f "$db" --state 198.51.100.1)" \
    'offender	198.51.100.1	broadband	filter	*	1	*	0	rule dsl, host dsl1.example	ban=*'
mail 198.51.100.2 keep.example
ok 'or as long as the ledger says' hears '^add 198.51.100.2 3 3\(600\|5..\)$'
mail 198.51.100.2 keep.example
ok 'longer each time' hears '^add 198.51.100.2 3 7\(200\|1..\)$'
mail 198.51.100.3 trap.example
ok 'as what it names' hears '^add 198.51.100.3 1 7\(200\|1..\)$'
mail 198.51.100.4 soft.example
same 'a block of another code is one, too' "$(told) $(key note)" '450 ban'
hears '^add 198.51.100.4 '
: >"$said"
: >"$tmp/notes"
for host in no.example later.example much.example good.example \
    watch.example other.example; do
	mail 198.51.100.10 $host
	echo "$host $(told) $(key note)" | sed 's/ [^ ]*dns:.*//' >>"$tmp/notes"
done
same 'nothing else does' "$(cat "$tmp/notes")" 'no.example 553 -
later.example 451 -
much.example 553 -
good.example 451 capped
watch.example pass -
other.example pass -'
export DHF='-go away'
mail 198.51.100.10 dsl2.example
unset DHF
same 'no verdict that comes from elsewhere' "$(told) $(key note)" '553 -'
mail 198.51.100.10 dsl3.example -i
same 'nor one that is advice' "$(told) $(key note)" 'pass -'
mail - dsl4.example
same 'nor one about nobody' "$(told) $(key note)" '451 -'
mail 198.51.100.200 dsl5.example
same 'who is never an offender is refused' "$(told) $(key note)" '553 ban'
mail 198.51.100.11 dsl6.example
hears '^add 198.51.100.11 '
same 'and not banned' "$(cut -d ' ' -f 2 "$said")" 198.51.100.11

# where the filter keeps the client, and where nobody hears
cp "$tmp/rules" "$tmp/rules.1"
{ cat "$tmp/rules.1"; echo 'refuse_in filter'; } >"$tmp/rules.2"
rules <"$tmp/rules.2"
mail 198.51.100.12 dsl7.example
same 'a filter that holds him says it, too' \
    "$(told) $(key by) $(key note)" '553 filter ban'
ok 'and the kernel hears it' hears '^add 198.51.100.12 3 14\(400\|3..\)$'
kill -STOP "$dhfd"
before=$(date +%s%N)
mail 198.51.100.13 dsl8.example
took=$((($(date +%s%N) - before) / 1000000))
same 'a daemon that is stopped hears it later' "$(told) $(key note)" '553 ban'
note "the answer took $took ms"
kill -CONT "$dhfd"
ok 'when it goes on' hears '^add 198.51.100.13 3 14\(400\|3..\)$'
dhfd_end
mail 198.51.100.14 dsl9.example
same 'where there is none the log says so' "$(told) $(key note)" '553 noban'
helper_end
