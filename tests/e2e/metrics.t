#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Numbers for Prometheus: what filters let in and refuse, what dhfd says itself,
# who may ask for them, and what HTTP that is none gets.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 50
cleanup() { [ -z "$dhfd" ] || kill "$dhfd" 2>/dev/null; }
ports=$(python3 -c 'import socket
s = [socket.socket() for i in range(2)]
for one in s: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in s))')
web=${ports% *} wall=${ports#* }
dns_serve <<'END'
7.100.51.198.bl.example A delay=50 127.0.0.2
8.100.51.198.bl.example A 192.0.2.1
END
# set_rules FROM <MORE: rules of a daemon whose numbers may be asked from there
set_rules() {
	{
		cat <<END
state_dir $tmp/state
daemon $tmp/socket
listen filter $tmp/socket
listen dynawall 127.0.0.1:$wall
listen metrics 127.0.0.1:$web
$1
daemon_timeout 5s
dns_timeout 8s
default_unresolved_action pass
default_ip_action pass
END
		cat
	} | rules
}
story='pass @ip=192.0.2.1 id=friend
mark @ip=192.0.2.0/24 id=near
block @ip=192.0.2.2 mode=watch id=trial
grey @ip=192.0.2.3 id=later
block @ip=192.0.2.4 id=quo\\te
block @ip=198.51.100.0/24 @dnsbl=bl.example id=listed'
echo "$story" | set_rules '' && dhfd_begin || exit 1

# What a page holds, nothing where there is none.
cat >"$tmp/fetch" <<'END'
import sys, urllib.request
try:
    url = "http://127.0.0.1:%s/metrics" % sys.argv[1]
    print(urllib.request.urlopen(url, timeout=20).read().decode("ascii"))
except OSError:
    pass
END
fetch() { python3 "$tmp/fetch" "$web"; }
get() { got=$(fetch); }
# number NAME WANT SAMPLE...: each stands there with this number
number() {
	same "$1" "$(printf '%s\n' "$got" | grep -v '^#' |
	    grep -Fe "$2 ")" "$2 $3"
}
# counted COUNT: so many decisions are, whatever they were
decisions() {
	fetch | awk '/^dhf_decisions_total/ { n += $2 } END { print n + 0 }'
}
is_counted() { [ "$(decisions)" = "$1" ]; }
counted() { await is_counted "$1"; }
get
like 'nothing has been counted yet' "$got" \
    '*TYPE dhf_decisions_total counter?#*dhf_unreadable_lines_total 0*'
for ip in 192.0.2.1 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.3 192.0.2.4 \
    198.51.100.7 198.51.100.8; do
	mail $ip -
done
echo 192.0.2.4 | "$tools/wall-talk" "$wall" >/dev/null
echo 198.51.100.7 | "$tools/wall-talk" "$wall" >/dev/null
ok 'all are counted' counted 10
get
d=dhf_decisions_total
number 'who was let in, by the rule' \
    "$d{source=\"filter\",action=\"pass\",rule=\"friend\",reason=\"rule\"}" 2
number 'by a default' \
    "$d{source=\"filter\",action=\"pass\",rule=\"default_ip_action\",reason=\"default\"}" 2
number 'who is grey' \
    "$d{source=\"filter\",action=\"grey\",rule=\"later\",reason=\"rule\"}" 2
number 'who was refused' \
    "$d{source=\"filter\",action=\"block\",rule=\"listed\",reason=\"rule\"}" 1
number 'a label with a quote' \
    "$d{source=\"filter\",action=\"block\",rule=\"quo\\\\te\",reason=\"rule\"}" 1
number 'what dynawall said' \
    "$d{source=\"dynawall\",action=\"block\",rule=\"listed\",reason=\"rule\"}" 1
number 'a rule on trial' \
    'dhf_watch_total{source="filter",rule="trial",action="block"}' 1
number 'marks' 'dhf_marks_total{source="filter",rule="near"}' 4
number 'a list that has one' \
    'dhf_lists_total{zone="bl.example",result="listed"}' 2
number 'one that failed' \
    'dhf_lists_total{zone="bl.example",result="error"}' 1
number 'the greylist: new' 'dhf_greylist_total{result="new"}' 1
number 'the greylist: early' 'dhf_greylist_total{result="early"}' 1
number 'dynawall: twos' 'dhf_dynawall_answers_total{digit="2"}' 2
number 'clients that were held' 'dhf_handed_total{result="taken"}' 4
number 'how often dhfd asked a list, and no other name' \
    'dhf_list_seconds_count{zone="bl.example"}' 1
printf '%s\n' "$got" |
    sed -n 's/^dhf_list_seconds_sum{zone="bl.example"} //p' >"$tmp/took"
ok 'how long that took' awk '{ exit $1 < 0.05 }' "$tmp/took"
like 'how long DNS was waited for' "$got" \
    '*dhf_dns_wait_seconds_sum{source="filter"} [0-9]*.[0-9]*
dhf_dns_wait_seconds_count{source="filter"} [1-9]*'
like 'the rules' "$got" '*dhf_image_info{db="'"$(key db)"'"} 1*'
like 'the store' "$got" '*dhf_store_commit_seconds_count [1-9]*'
ok 'every line is a name and a number, or says what it is' sh -c \
    'printf "%s\n" "$1" | grep -vE "^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\{[a-z_]+=\"([^\"\\\\]|\\\\.)*\"(,[a-z_]+=\"([^\"\\\\]|\\\\.)*\")*\})? [0-9.]+)$" |
    { ! grep -q .; }' - "$got"
if command -v promtool >/dev/null; then
	printf '%s\n' "$got" | promtool check metrics >"$tmp/prom" 2>&1
	same 'promtool has nothing to say' "$? $(cat "$tmp/prom")" '0 '
	ok 'nor of the alerts' promtool check rules \
	    "$top/conf/prometheus/dhf-alerts.yml"
else
	skip 'promtool has nothing to say' 'no promtool: make deps-peers'
	skip 'nor of the alerts' 'no promtool: make deps-peers'
fi

# what is shipped for others asks for what there is
{
	printf '%s\n' "$got" | sed -n 's/^# TYPE \([^ ]*\) .*/\1/p'
	# of a shared store alone: tests/peers/redis.t sees them
	printf '%s\n' dhf_store_answer_seconds dhf_store_up
} >"$tmp/names"
cat "$top"/conf/grafana/dhf.json "$top"/conf/prometheus/*.yml |
    grep -o 'dhf_[a-z_]*' | sed 's/_seconds_\(sum\|count\)$/_seconds/' |
    sort -u | grep -vxFf "$tmp/names" >"$tmp/unknown"
empty 'the dashboard and the alerts know no other names' "$tmp/unknown"
python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
ids = [p["id"] for p in d["panels"]]
sys.exit(d["schemaVersion"] != 38 or len(set(ids)) != len(ids) or
         not all(p["targets"] for p in d["panels"]))' \
    "$top/conf/grafana/dhf.json"
same 'the dashboard is one' "$?" 0

# other lines on the socket
python3 - "$tmp/socket-count" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect(sys.argv[1])
line = b"dyn-host-filter: pid=1 ip=- host=- action=%s code=- rule=%s watch=%s note=%s error=- dns_us=%s"
for text in (b"", b"\0" * 100, b"x" * 3000, line % (b"none", b"x", b"-", b"-", b"1"),
             b"dyn-host-filter: pid=1 action=pass"):
    s.send(text)
for i in range(500):
    s.send(line % (b"pass", b"made-up-%d" % i, b"made-up:%d" % i, b"mark:m%d" % i, b"9" * 40))
s.send(line % (b"pass", b"friend", b":,x:block,x:,:block,,friend:block:block", b"dns::,dns:a,dns::listed,mark:", b""))
s.send(line.replace(b"dyn-host-filter", b"dhf-milter") % (b"block", b"friend", b"-", b"-", b"5"))
END
await counted 512
get
number 'what is no line' dhf_unreadable_lines_total 5
number 'what is no rule is "other"' \
    "$d{source=\"filter\",action=\"pass\",rule=\"other\",reason=\"rule\"}" 500
number 'another program' \
    "$d{source=\"milter\",action=\"block\",rule=\"friend\",reason=\"rule\"}" 1
ok 'nothing that was made up has a label' sh -c \
    '! printf "%s\n" "$1" | grep -q made-up' - "$got"

# those who ask by other ways
dhf-milter -f "$db" "unix:$tmp/milter" 2>"$tmp/milter.log" &
milter=$!
await grep -q ': ready$' "$tmp/milter.log"
printf '%s\n' open 'connect [198.51.100.7] 198.51.100.7' 'helo me' \
    'mail <a@b>' 'rcpt <c@d>' quit |
    "$tools/milter-talk" "unix:$tmp/milter" >"$tmp/said"
await counted 513
kill "$milter"
wait "$milter"
{
	echo 'config|ready'
	echo 'report|0.7|1|smtp-in|link-connect|a1|<unknown>|fail|198.51.100.7:9|203.0.113.1:25'
	echo 'filter|0.7|1|smtp-in|rcpt-to|a1|b1|<c@d>'
	await grep -q 'b1|reject' "$tmp/opensmtpd"
	echo 'report|0.7|1|smtp-in|link-disconnect|a1'
} | dhf-opensmtpd -f "$db" >"$tmp/opensmtpd" 2>"$tmp/opensmtpd.log"
await counted 514
get
number 'who asks by the milter' \
    "$d{source=\"milter\",action=\"block\",rule=\"listed\",reason=\"rule\"}" 1
number 'and OpenSMTPD' \
    "$d{source=\"opensmtpd\",action=\"block\",rule=\"listed\",reason=\"rule\"}" 1

# rules that change
{
	echo "$story" | sed 's/id=friend/id=buddy/'
	i=0
	while [ $((i += 1)) -le 300 ]; do
		echo "block @ip=203.0.113.$((i % 250)) @port=$i id=many$i"
	done
} | set_rules ''
kill -HUP "$dhfd"
is_gone() { ! fetch | grep -q friend; }
await is_gone
get
ok 'a rule that is gone is told of no more' sh -c \
    '! printf "%s\n" "$1" | grep -q friend' - "$got"
number 'the others are counted on' \
    "$d{source=\"filter\",action=\"block\",rule=\"listed\",reason=\"rule\"}" 1
python3 - "$tmp/socket-count" <<'END'
import socket, sys, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect(sys.argv[1])
for i in range(1, 301):
    s.send(b"dyn-host-filter: pid=1 action=block rule=many%d watch=- note=-" % i)
END
has_many() { fetch | grep -q "many1.\""; }
await has_many
get
rules=$(printf '%s\n' "$got" | grep -o 'rule="[^"]*"' | sort -u | grep -cv 'other\|default_')
ok '200 rules have a label, the others are "other"' [ "$rules" -le 200 ]
note "$rules labels"

# HTTP
http() { # REQUEST: the first line of the answer
	got=$(printf "$1" | python3 -c 'import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
data = b""
try:
    s.sendall(sys.stdin.buffer.read())
except OSError:
    pass
while True:
    try:
        piece = s.recv(65536)
    except OSError:
        break
    if not piece:
        break
    data += piece
print(data.split(b"\r\n")[0].decode("latin-1"))' "$web")
}
http 'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
is 'GET /metrics' 'HTTP/1.1 200 OK'
http 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
is 'another path' 'HTTP/1.1 404 Not Found'
http 'GET /metrics/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
is 'a path that climbs' 'HTTP/1.1 404 Not Found'
http 'POST /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello'
is 'another method' 'HTTP/1.1 405 Method Not Allowed'
http 'DELETE /metrics HTTP/1.0\r\n\r\n'
like 'and one more' "$got" 'HTTP/1.? 405 Method Not Allowed'
http "GET /$(printf '%020000d' 0) HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"
like 'a request that is too long' "$got" 'HTTP/1.1 4*'
python3 - "$web" <<'END'
import os, socket, sys
for i in range(300): # garbage, half requests, resets
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
    try:
        s.sendall((os.urandom(200), b"GET /metr", b"\r\n" * 50,
                   b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 20)[i % 4])
    except OSError:
        pass # it has been hung up on
    s.close()
crowd = [socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
         for i in range(30)] # more than there is room for, and silent
END
ok 'garbage and floods are survived' kill -0 "$dhfd"
is_open() { ! is_shut; }
is_shut() { [ -z "$(fetch)" ]; }
ok 'and numbers are there afterwards' await is_open
python3 - "$web" >"$tmp/silent" <<'END'
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 30)
try:
    s.sendall(b"GET /met")
    print(len(s.recv(4096)) < 200)
except (BrokenPipeError, ConnectionResetError):
    print(True)
END
same 'who does not go on is hung up on' "$(cat "$tmp/silent")" True

# others may not ask
echo "$story" | set_rules 'metrics_from 192.0.2.0/24'
kill -HUP "$dhfd"
await is_shut
http 'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
is 'who may not ask gets nothing' ''
dhfd_end
same 'it ends well' "$status" 0
ok 'and takes its socket away' [ ! -e "$tmp/socket-count" ]

# a filter whose daemon is stopped, or away, waits for nobody
mail 192.0.2.1 -
same 'without a daemon mail goes on' "$(told)" pass
dhfd_begin
kill -STOP "$dhfd"
i=0
while [ $((i += 1)) -le 40 ]; do
	TCPREMOTEIP=192.0.2.1 dyn-host-filter -f "$db" true </dev/null \
	    2>/dev/null || echo failed
done >"$tmp/stopped"
empty 'nor one that is stopped, with its queue full' "$tmp/stopped"
kill -CONT "$dhfd"
dhfd_end
echo 'listen metrics 0.0.0.0:9100' >"$tmp/rules"
ok 'an address for others needs metrics_from' sh -c \
    '! dhf-compile -o "$0/x" "$0/rules" 2>"$0/said" &&
    grep -q metrics_from "$0/said"' "$tmp"
