#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-zone: what it writes, what it refuses to write, and that the old list
# stays whatever happens.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 61
list=$tmp/list now=$(date +%s)
watcher=''
cleanup() { kill $watcher 2>/dev/null; }

# offender ADDRESS [UNTIL [KIND]]: a line of a dump
offender() {
	printf 'offender\t%s\t%s\thoneypot\t%s\t%s\t1\t%s\t7200\tfrom x\n' \
	    "$1" "${3:-trap}" 1224613063 1224613063 "${2:-4000000000}"
}

# dump [ADDRESS...]: a dump of these
dump() {
	echo 'dhfd-dump 1'
	for address; do
		offender "$address"
	done
}

# zone WORD...: run dhf-zone; sets $got and $status
zone() {
	dhf-zone "$@" >"$tmp/out" 2>"$tmp/said"
	status=$?
	got=$(cat "$tmp/out")
	log=$(cat "$tmp/said")
}

# exits NAME STATUS [PATTERN]: of the last run, and what it said
exits() { like "$1" "$status $log" "$2 ${3-*}"; }

# stays NAME: the list is as it was
stays() { same "$1" "$(cat "$list")" "$was"; }

# soon NAME COMMAND...: the command succeeds within ten seconds
soon() {
	awaited=$1
	shift
	await "$@" 2>/dev/null
	ok "$awaited" "$@"
}

# The students' vector: Tue, 21 Oct 2008 20:17:43 +0200 (CEST), 70.1.2.3.
dump 70.1.2.3 >"$tmp/dump"
zone -i "$tmp/dump" -z bl.example bind
like 'a reversed address, 127.0.0.10, and the local time of the header' \
    "$(tail -n 2 "$tmp/out" | tr '\n' ' ')" '3.2.1.70 IN A 127.0.0.10 3.2.1.70 IN TXT "Spam from this IP received: 2008-10-21 20.17h" '
TZ=Asia/Tokyo dhf-zone -i - cidr <"$tmp/dump" >"$tmp/out"
same 'a dump from standard input, elsewhere' "$(tail -n 1 "$tmp/out")" \
    70.1.2.3/32
{ dump 70.1.2.3; offender 70.1.2.4 4000000000 storm; } >"$tmp/kinds"
zone -i "$tmp/kinds" -a trap=20,storm=21 -z bl.example bind
same 'a value a kind' "$(grep -c 'A 127.0.0.2[01]$' "$tmp/out")" 2
zone -i "$tmp/kinds" -k storm cidr
same 'one kind alone' "$(grep '^70' "$tmp/out")" 70.1.2.4/32
zone -i "$tmp/kinds" -k storm,trap cidr
same 'or some' "$(grep -c '^70' "$tmp/out")" 2
{ cat "$tmp/kinds"; offender 10.0.0.1 4000000000 manual; } >"$tmp/never"
zone -i "$tmp/never" -k trap cidr
exits 'who is never listed is no matter among the others' 0
zone -i "$tmp/never" -k trap,manual cidr
exits 'but is among those' 1 '*10.0.0.1*'
zone -i "$tmp/kinds" -o "$tmp/kind" cidr
zone -i "$tmp/kinds" -o "$tmp/kind" -k manual cidr
exits 'other kinds are a loss' 1 '*less than half*'
zone -i "$tmp/kinds" -a storm=5 -k trap rbldns
exits 'the value of a kind that is not listed does not matter' 0

# what it is asked wrongly
for words in '' 'nothing' 'cidr bind' '-i' '-i x bogus' '-q cidr' \
    '-i x bind' '-i x -z a..b bind' '-i x -a 1 cidr' '-i x -a 256 cidr' \
    '-i x -a trap cidr' '-i x -a rat=5 cidr' '-i x -t %q cidr' \
    '-i x -w 5 cidr' '-i - -o y -w 5 cidr' '-i x -o y -w 0 cidr' \
    '-i x -s y cidr' '-i x -c y cidr' '-i - -c - -z a nsupdate' '-i x -t %Y rbldns' \
    '-i x -a trap=5 rbldns' '-i x -k rat cidr' '-i x -k trap, cidr' \
    '-i x -a trap=5 -k trap,storm rbldns' '-i x -l 2d cidr' '-i x -m a/b -z a bind' \
    '-i x -z a -o y -w 5 nsupdate'; do
	# shellcheck disable=SC2086 # words
	zone $words
	[ "$status" = 100 ] && [ -z "$got" ] && [ -n "$log" ] ||
	    echo "$words: $status $log"
done >"$tmp/bad"
empty 'wrong usage exits 100 and says why' "$tmp/bad"
zone -h
like 'help' "$status $got" '0 usage: dhf-zone *'
zone -v
is 'the version' 'dhf-zone 0.1.0'

# a wrong dump
dump 70.1.2.1 70.1.2.2 70.1.2.3 70.1.2.4 >"$tmp/four"
zone -i "$tmp/four" -o "$list" rbldnsd
exits 'a list is written' 0 ''
was=$(cat "$list")
zone -i "$tmp/none" -o "$list" rbldnsd
exits 'no dump is a temporary failure' 111 'dhf-zone: open *'
zone -i "$tmp/four" -z a -c "$tmp/none" nsupdate
exits 'nor is there a transfer' 111 'dhf-zone: open */none: No such file*'
: >"$tmp/none"
zone -i "$tmp/none" -o "$list" rbldnsd
exits 'an empty one is no dump' 100 '*the dump is empty*'
printf 'dhfd-dump 1\noffender\t70.1.2.1\ttrap' >"$tmp/part"
zone -i "$tmp/part" -o "$list" rbldnsd
exits 'half a line is no dump' 100 '*ends within a line*'
{ cat "$tmp/four"; echo 'offender 70.1.2.5'; offender 70.1.2.999; } \
    >"$tmp/wrong"
zone -i "$tmp/wrong" -o "$list" rbldnsd
exits 'a wrong address is told with its line' 100 "*/wrong:7: *999*"
stays 'and the old list stays'
zone -i / -o "$list" cidr
exits 'a folder is no dump' 111

# what is never listed
for address in 127.0.0.1 10.1.2.3 192.168.0.1 169.254.1.1 224.0.0.1 \
    255.255.255.255 0.0.0.0 100.64.1.1 172.31.0.1 fe80::/64 ::/64 fd00::/64 \
    $(sed -n 's/^nameserver *\([0-9.]*\)$/\1/p' /etc/resolv.conf | head -n 1) \
    $(hostname -I 2>/dev/null | tr ' ' '\n' | grep -v : | head -n 1); do
	{ cat "$tmp/four"; offender "$address"; } >"$tmp/never"
	for force in '' --force; do
		# shellcheck disable=SC2086 # an option or none
		zone -i "$tmp/never" -o "$list" $force rbldnsd
		case "$status $log" in
		"1 "*"$address must never be listed"*) ;;
		*) echo "$address: $status $log" ;;
		esac
	done
	[ "$(cat "$list")" = "$was" ] || echo "$address: another list"
done >"$tmp/bad"
empty 'an address that must never be listed: nothing is written' "$tmp/bad"
{ cat "$tmp/four"; offender 10.1.2.3 "$now"; } >"$tmp/never"
zone -i "$tmp/never" -o "$list" rbldnsd
exits 'but whose time is over is no matter' 0
echo '70.1.2.0/29 # mine' >"$tmp/mine"
zone -i "$tmp/four" -o "$list" -x "$tmp/mine" rbldnsd
exits 'nor one of -x' 1 '*70.1.2.1 must never be listed*'
echo '70.1.2.0/9 # wrong' >"$tmp/mine"
zone -i "$tmp/four" -o "$list" -x "$tmp/mine" rbldnsd
exits 'a wrong file of networks is an error' 100 "*/mine:1: *"
zone -i "$tmp/four" -o "$list" -x "$tmp/absent" rbldnsd
exits 'and one that is not there' 100 "*/absent*"
stays 'the old list stays'

# what would be a loss
dump 70.1.2.1 >"$tmp/one"
zone -i "$tmp/one" -o "$list" rbldnsd
exits 'less than half is refused, with both counts' 1 \
    '*has 4 entries*has 1, *--force*'
dump >"$tmp/empty"
zone -i "$tmp/empty" -o "$list" rbldnsd
exits 'none is refused, with both counts' 1 '*has 4 entries*has 0*--force*'
stays 'the old list stays'
zone -i "$tmp/empty" cidr
exits 'a list of none is refused on standard output, too' 1
is 'and nothing written' ''
zone -i "$tmp/one" -o "$list" --force rbldnsd
exits 'with --force it is written' 0
same 'as it is' "$(grep -c '^70' "$list")" 1
zone -i "$tmp/empty" -o "$tmp/new" --force rbldnsd
exits 'the first list may have no entry with --force' 0
same 'and has the test points' "$(grep -c ':127.0.0.2:' "$tmp/new")" 2
zone -i "$tmp/empty" -o "$tmp/new" rbldnsd
exits 'an empty one stays empty' 0
zone -i "$tmp/one" -o "$tmp/new" bind
exits 'a format without its zone' 100
zone -i "$tmp/one" -o "$tmp/new" cidr
exits 'a list of another format is not replaced' 1 '*is no list of*'
late=$(($(date +%s) + 4))
{ dump 70.1.2.1; offender 70.1.2.2 $late; offender 70.1.2.3 $late
    offender 70.1.2.4 $late; } >"$tmp/short"
zone -i "$tmp/short" -o "$tmp/timed" cidr
same 'entries whose time is not over' "$(grep -c '^70' "$tmp/timed")" 4
gone() {
	zone -i "$tmp/short" -o "$tmp/timed" cidr
	[ "$status" = 0 ] && [ "$(grep -c '^70' "$tmp/timed")" = 1 ]
}
soon 'three of four leave when it is' gone
zone -i "$tmp/one" -o "$tmp/timed" cidr
exits 'without force, though they are not in the dump any more' 0

# trouble while it is written
zone -i "$tmp/four" -o "$list" rbldnsd
was=$(cat "$list")
python3 - >"$tmp/many" <<'END'
print('dhfd-dump 1')
for i in range(20000):
    print('offender\t70.2.%d.%d\ttrap\th\t1\t1224613063\t1\t4000000000\t0\tx' %
          (i // 256, i % 256))
END
(ulimit -f 16; zone -i "$tmp/many" -o "$list" rbldnsd; exits \
    'a disk that is full is a temporary failure' 111 '*File too large*')
n=$((n + 1))
stays 'the old list stays'
same 'and nothing beside it' "$(ls "$tmp" | grep -c list.tmp)" 0
mkdir "$tmp/small"
if unshare -rm sh -c "mount -t tmpfs -o size=64k none $tmp/small" 2>/dev/null
then
	unshare -rm sh -c "mount -t tmpfs -o size=64k none $tmp/small &&
	    cp $list $tmp/small && dhf-zone -i $tmp/many -o $tmp/small/list \
	    rbldnsd; echo \$?; cmp $list $tmp/small/list && ls $tmp/small" \
	    >"$tmp/out" 2>/dev/null
	same 'nor is a real one a loss' "$(tr '\n' ' ' <"$tmp/out")" \
	    '111 list '
else
	skip 'nor is a real one a loss' 'no namespaces here'
fi
dhf-zone -i "$tmp/many" cidr >/dev/full 2>/dev/null
same 'standard output that is full' $? 111
zone -i "$tmp/four" -o /dev/null cidr
exits 'what is no file is not replaced' 100
zone -i "$tmp/four" -o "$tmp/no/list" cidr
exits 'nor is there a folder made' 111
ln -s list "$tmp/link"
zone -i "$tmp/many" -o "$tmp/link" rbldnsd
ok 'a symbolic link stays' test -L "$tmp/link"
same 'and leads to the new list' "$(grep -c '^70' "$list")" 20000

# -w
lists() { [ "$(grep -c '^70' "$tmp/w")" = "$1" ]; }
told() { [ "$(grep -c "$1" "$tmp/told")" = "$2" ]; }
dhf-zone -i "$tmp/w.dump" -o "$tmp/w" -w 1 cidr 2>"$tmp/told" &
watcher=$!
soon 'without a dump -w says so and stays' told 'open.*w.dump' 1
dump 70.1.2.1 70.1.2.2 >"$tmp/w.dump"
soon 'it writes the list when there is one' lists 2
{ dump 70.1.2.1 70.1.2.2; offender 70.1.2.3 $(($(date +%s) + 4)); } \
    >"$tmp/w.new"
mv "$tmp/w.new" "$tmp/w.dump"
soon 'and when the dump has changed' lists 3
soon 'and when the time of one is over' lists 2
was=$(ls -i "$tmp/w")
dump >"$tmp/w.dump"
soon 'a loss is told' told 'has 2 entries' 1
kill -HUP $watcher
kill -HUP $watcher
same 'and does not happen' "$(ls -i "$tmp/w")" "$was"
dump 70.1.2.1 70.1.2.2 70.1.2.9 >"$tmp/w.dump"
kill -HUP $watcher
soon 'afterwards it goes on' lists 3
kill -TERM $watcher
wait $watcher
same 'SIGTERM ends it' $? 0
watcher=
ok 'trouble is told once' told 'has 2 entries' 1

# kill -9 of the writer at any moment
rounds=${KILL_ROUNDS:-200} seed=${KILL_SEED:-1}
mkdir "$tmp/kill.d"
head -n 4000 "$tmp/many" >"$tmp/some"
sed 's/70\.2/70.3/' "$tmp/some" >"$tmp/other"
for format in rbldnsd 'bind -z bl.example'; do
	# shellcheck disable=SC2086 # words
	"$tools/kill-zone" $((rounds / 2)) "$seed" "$tmp/kill.d/${format%% *}" \
	    "$tmp/some" "$tmp/other" $format >"$tmp/killed" 2>&1
	note "$format: $(tail -n 1 "$tmp/killed")"
	ok "killed at any moment, the old list or the new one: ${format%% *}" \
	    grep -q '^rounds .* killed [1-9].* bad 0$' "$tmp/killed"
done
