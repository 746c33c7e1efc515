#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-zone asks the daemon, which may be away, or hang up in the middle.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 15
state=$tmp/state list=$tmp/list now=$(date +%s)
printf 'default_action pass\nstate_dir %s\nlisten filter %s\n' \
    "$state" "$tmp/socket" | rules
watcher='' liar=''
cleanup() { kill $watcher $liar 2>/dev/null; }

# offenders COUNT: a dump of so many
offenders() {
	awk -v n="$1" -v until=$((now + 86400)) 'BEGIN {
		print "dhfd-dump 1"
		while (i++ < n)
			printf "offender\t70.1.%d.%d\ttrap\thoneypot\t" \
			    "1224613063\t1224613063\t1\t%d\t7200\tfrom x\n",
			    i / 256, i % 256, until
	}'
}
zone() {
	dhf-zone -s "$state/control" "$@" >"$tmp/out" 2>"$tmp/said"
	status=$?
	log=$(cat "$tmp/said")
}
lists() { [ "$(grep -c '^70' "$list" 2>/dev/null)" = "$1" ]; }

zone cidr
like 'no daemon is a temporary failure' "$status $log" \
    '111 dhf-zone: connect to *'
dhfd_begin
zone cidr
like 'a daemon that knows nobody' "$status $log" '1 *the new list has 0*'
zone -o "$list" --force -z bl.example bind
same 'makes an empty list with --force' "$status $(grep -c TXT "$list")" '0 2'
rm "$list"
offenders 20000 >"$tmp/dump"
dhfd -f "$db" --load "$tmp/dump"
zone -o "$list" cidr
same 'all that it knows are listed' "$status $(grep -c '^70' "$list")" \
    '0 20000'
dhfd -f "$db" --dump >"$tmp/dumped"
dhf-zone -i "$tmp/dumped" cidr | cmp -s - "$list"
same 'as from its dump' $? 0

# -w: the daemon goes and comes
offenders 20001 | tail -n 1 >>"$tmp/dump"
dhf-zone -s "$state/control" -o "$list" -w 1 cidr 2>"$tmp/told" &
watcher=$!
dhfd -f "$db" --load "$tmp/dump"
await lists 20001
ok 'a new offender is listed' lists 20001
dhfd_end
await grep -q 'connect to' "$tmp/told"
ok 'that the daemon is away is told' grep -q 'connect to' "$tmp/told"
ok 'and the list stays' lists 20001
offenders 20002 | tail -n 1 >"$tmp/one"
sed -i '1i\
dhfd-dump 1' "$tmp/one"
dhfd_begin
dhfd -f "$db" --load "$tmp/one"
await lists 20002
ok 'afterwards it goes on' lists 20002
kill $watcher
wait $watcher
same 'until SIGTERM' $? 0
same 'told once' "$(grep -vc 'no sandbox\|Landlock' "$tmp/told")" 1
watcher=
dhfd_end

# A daemon that breaks off: behind a line, within one, with a complaint, or
# does not say that it is done.
cat >"$tmp/liar" <<'END'
import os, socket, sys
path, answer = sys.argv[1:]
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen(1)
os.write(1, b'ready\n')
client = listener.accept()[0]
client.recv(100)
client.sendall(answer.encode().decode('unicode_escape').encode())
client.close()
END
was=$(cat "$list")
line='offender\t70.9.9.9\ttrap\tx\t1\t1\t1\t4000000000\t0\tx\n'
for answer in "dhfd-dump 1\\n$line" "dhfd-dump 1\\n${line}offender\\t7" \
    "dhfd-dump 1\\n$line. temp no memory\\n" ''; do
	rm -f "$tmp/lie" "$tmp/ready"
	mkfifo "$tmp/ready"
	python3 "$tmp/liar" "$tmp/lie" "$answer" >"$tmp/ready" &
	liar=$!
	read -r _ <"$tmp/ready"
	dhf-zone -s "$tmp/lie" -o "$list" --force cidr 2>"$tmp/said"
	same "half an answer is none: $(cut -c1-60 "$tmp/said" |
	    sed 's/.*: //')" "$? $(cat "$list")" "111 $was"
	wait $liar
done
liar=
