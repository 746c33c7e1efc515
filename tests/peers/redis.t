#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two exchangers with one store, on real servers: one, one with a password that
# is killed, three of a cluster, and those of a sentinel.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
for program in redis valkey; do
	command -v $program-server >/dev/null && kind=$program
done
[ "$kind" ] || skip_all 'no redis-server or valkey-server: make deps-peers'
plan 49
store='' a=$tmp/a b=$tmp/b
metrics_a=$(free_port) metrics_b=$(free_port)
cleanup() {
	# shellcheck disable=SC2086 # pids are words
	kill $pids 2>/dev/null
	kill -9 $store 2>/dev/null
}

# store_begin [OPTION...]: a server; sets $port, $pid and $where, its folder
store_begin() {
	where=$(mktemp -d "$tmp/server.XXXXXX")
	listen 127.0.0.1 $kind-server --port PORT --bind 127.0.0.1 \
	    --dir "$where" --save '' --appendonly no "$@" || exit 1
}
# cli [WORD...]: of the server at $port
cli() { $kind-cli -p "$port" "$@" 2>/dev/null; }
# begin STORE: two exchangers with it; $rules before may say more
begin() {
	for x in a b; do
		mkdir -p "$tmp/$x"
		{
			echo "state_dir $tmp/$x/state"
			echo "store $1"
			[ ! -f "$tmp/secret" ] || echo "store_secret $tmp/secret"
			echo "listen filter $tmp/$x/socket"
			echo "listen postfix $tmp/$x/postfix"
			echo "listen offences $tmp/$x/offences"
			eval "echo \"listen metrics 127.0.0.1:\$metrics_$x\""
			echo "ban_socket $tmp/$x/band"
			echo 'dns_timeout 0'
			echo 'greylist_delay 1s'
			echo 'block @offender=storm id=bad'
			echo 'grey @any id=grey'
		} | rules
		mv "$db" "$tmp/$x/db"
		dhfd -f "$tmp/$x/db" 2>"$tmp/$x/log" &
		pids="$pids $!"
		eval "pid_$x=$!"
	done
	for x in a b; do
		await grep -q 'is there$' "$tmp/$x/log" || note "$(cat "$tmp/$x/log")"
	done
}
end() {
	kill "$pid_a" "$pid_b"
	wait "$pid_a" "$pid_b"
}
# metric EXCHANGER NAME: a number that it tells to Prometheus
metric() {
	eval "at=\$metrics_$1"
	python3 - "$at" "$2" <<'END'
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
for line in s.makefile():
    if line.split()[0:1] == [sys.argv[2]]:
        print(line.split()[1])
END
}
# ask EXCHANGER IP [SENDER]: what Postfix is told there
ask() {
	"$tools/policy-talk" "$tmp/$1/postfix" "client_address=$2" \
	    client_name=unknown protocol_state=RCPT recipient=b@here.example \
	    "sender=${3-a@client.example}"
}
waits() { case $(ask "$1" "$2") in *DEFER*) return 0 ;; esac; return 1; }
passes() { [ "$(ask "$1" "$2")" = action=DUNNO ]; }
refused() { case $(ask "$1" "$2") in *'action=553 '*) ;; *) return 1 ;; esac; }
# shared WHAT: what two exchangers have to agree about
shared() {
	waits a 192.0.2.2
	ok "$1: who is new has to wait" waits a 192.0.2.1
	await passes b 192.0.2.1
	ok "$1: and may go to the other" passes b 192.0.2.1
	like "$1: who came before him, but brings another mail, may not" \
	    "$(ask b 192.0.2.2 b@client.example)" '*DEFER_IF_PERMIT*'
	ok "$1: and back" passes a 192.0.2.1
	storm
	await refused b 198.51.100.7
	ok "$1: an offence told to one is known to the other" refused b \
	    198.51.100.7
	like "$1: as it was told" "$(dhfd -f "$b/db" --state 198.51.100.7)" \
	    'offender	198.51.100.7	storm	*'
	same "$1: one has forgotten it" \
	    "$(dhfd -f "$a/db" --forget 198.51.100.7 2>&1; echo $?)" 0
	ok "$1: so has the other" waits b 198.51.100.7
}
# storm [OPTION]: the first exchanger hears of an offender
storm() {
	printf '%s mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 550 5.1.1 <u@here.example>: Recipient address rejected: User unknown in local recipient table; from=<>\n' \
	    "$(date +%Y-%m-%dT%H:%M:%S%z)" >"$tmp/log.1"
	# shellcheck disable=SC2086 # none or one
	dhf-watch -s "$a/offences" -c 1/1h $1 - <"$tmp/log.1" >"$tmp/told.1" 2>&1
}

store_begin
begin "redis://127.0.0.1:$port/3"
shared single

# Ten thousand first contacts at each, the same at the same time.
cat >"$tmp/crowd.py" <<'END'
import collections, select, socket, sys
paths, count = sys.argv[2:], int(sys.argv[1])
said = [collections.Counter() for _ in paths]
socks, left = [], {}
for path in paths:
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    socks.append(s)
text = [b"request=smtpd_access_policy\nclient_address=10.%d.%d.9\n"
        b"client_name=unknown\nsender=a@client.example\n"
        b"recipient=b@here.example\n\n" % (i >> 8, i & 255) for i in range(count)]
at, got = [0] * len(socks), [b""] * len(socks)
answers = [0] * len(socks)
while min(answers) < count:
    for k, s in enumerate(socks):
        while at[k] < count and at[k] - answers[k] < 50:
            s.sendall(text[at[k]])
            at[k] += 1
    for s in select.select(socks, [], [], 60)[0]:
        k = socks.index(s)
        got[k] += s.recv(65536)
        *whole, got[k] = got[k].split(b"\n\n")
        for one in whole:
            answers[k] += 1
            said[k][one.decode()[:20]] += 1
for one in said:
    print(*("%s %d" % x for x in sorted(one.items())), sep=", ")
END
ask_all() { python3 "$tmp/crowd.py" 10000 "$a/postfix" "$b/postfix"; }
cli config resetstat >/dev/null
all=$(sed 's/greylist_delay 1s/greylist_delay 1h/' "$tmp/rules")
for x in a b; do
	echo "$all" | sed "s,$tmp/b/,$tmp/$x/,g" | rules
	mv "$db" "$tmp/$x/db"
	await grep -q 'read anew' "$tmp/$x/log"
done
cli -n 3 flushdb >/dev/null
same 'the same 10,000 first contacts at both: each waits' "$(ask_all)" \
    'action=DEFER_IF_PERM 10000
action=DEFER_IF_PERM 10000'
same 'there is a record for each, and the key of their mails' \
    "$(cli -n 3 dbsize)" 10001
first=$(dhfd -f "$a/db" --dump | sort)
same 'of one kind, with one delay' \
    "$(echo "$first" | awk '/^grey/ { print $3 }' | sort | uniq -c | xargs)" \
    '10000 wait'
same 'and one mail, whoever was asked first' "$(echo "$first" |
    sed -n 's/^grey.*	mail=[0-9]*:\([0-9a-f]*\)$/\1/p' | sort | uniq -c |
    awk '{ print $1, length($2) }')" '10000 16'
same 'both say so' "$(dhfd -f "$b/db" --dump | sort | cksum)" \
    "$(echo "$first" | cksum)"
ask_all >"$tmp/again"
same 'who comes too early does not begin anew' \
    "$(dhfd -f "$a/db" --dump | sort | cksum)" "$(echo "$first" | cksum)"
dhfd -f "$a/db" --dump >"$tmp/dump"
cli -n 3 flushdb >/dev/null
head -n 500 "$tmp/dump" >"$tmp/some"
dhfd -f "$a/db" --load "$tmp/some"
same 'a dump is loaded' "$(dhfd -f "$b/db" --dump | sort | cksum)" \
    "$(sort "$tmp/some" | cksum)"

# What stands there: of a mail no address, and all goes by itself.
"$tools/policy-talk" "$a/postfix" client_address=192.0.2.50 \
    client_name=unknown protocol_state=RCPT sender=someone@secret.example \
    recipient=other@secret.example >/dev/null
keys="local n = 0
for _, key in ipairs(redis.call('KEYS', '*')) do"
same 'all keys are ours' "$(cli -n 3 eval "$keys
	if not key:find('^dhf1[:.]') then n = n + 1 end
end return n" 0)" 0
same 'each record goes by itself' "$(cli -n 3 eval "$keys
	if redis.call('PTTL', key) < 0 and key ~= 'dhf1:senvelope' then
		n = n + 1
	end
end return n" 0)" 0
cli -n 3 save >/dev/null
same 'no address of a mail is in it' \
    "$(grep -ac secret.example "$where/dump.rdb")" 0

# Bans: told to one, in the kernel of both.
for x in a b; do
	mkdir -p "$tmp/$x"
	"$tools/band-stub" "$tmp/$x/band" >"$tmp/$x/banned" &
	pids="$pids $!"
done
for x in a b; do
	await grep -q 'helper.*is there' "$tmp/$x/log"
done
storm -b
for x in a b; do
	await grep -q 'add.*198.51.100.7' "$tmp/$x/banned"
	ok "$x bans him" grep -q 'add.*198.51.100.7' "$tmp/$x/banned"
done
dhfd -f "$b/db" --forget 198.51.100.7
await grep -q 'del.*198.51.100.7' "$a/banned"
ok 'and lets him in, when the other does' grep -q 'del.*198.51.100.7' \
    "$a/banned"
end

# A password, and a server that is killed in the middle.
echo hush >"$tmp/secret"
chmod 600 "$tmp/secret"
kill "$pid"
wait "$pid"
store_begin --requirepass hush
begin "redis://127.0.0.1:$port/0"
shared 'with a password'
same 'which nobody tells' "$(cat "$a/log" "$b/log" "$a/db" | grep -ac hush)" 0
kill -9 "$pid"
wait "$pid" 2>/dev/null
await passes a 192.0.2.200
ok 'without the server clients are let on' passes b 192.0.2.201
same 'and Prometheus is told' "$(metric a dhf_store_up)" 0
$kind-server --port "$port" --bind 127.0.0.1 --dir "$where" --save '' \
    --requirepass hush >/dev/null 2>&1 &
store="$store $!"
await waits a 192.0.2.202
ok 'one that comes back is used again' waits a 192.0.2.203
ok 'by both' await waits b 192.0.2.204
same 'Prometheus is told, too' "$(metric a dhf_store_up)" 1
ok 'and how many answers came' \
    [ "$(metric a dhf_store_answer_seconds_count)" -gt 0 ]
end
echo wrong >"$tmp/secret"
: >"$a/log" # which says so already
dhfd -f "$a/db" 2>"$a/log" &
pids="$pids $!"
wrong=$!
await grep -q 'is not there' "$a/log"
like 'a wrong password is told' "$(cat "$a/log")" '*is not there*WRONGPASS*'
kill "$wrong"
wait "$wrong"
rm "$tmp/secret"

# Three of a cluster.
nodes='' clients=''
for i in 1 2 3; do
	store_begin --cluster-enabled yes --cluster-port "$(free_port)"
	nodes="$nodes 127.0.0.1:$port"
done
if $kind-cli --cluster create $nodes --cluster-yes >"$tmp/made" 2>&1; then
	await sh -c "$kind-cli -p $port cluster info |
	    grep -q cluster_state:ok"
	# shellcheck disable=SC2086 # words
	set -- $nodes
	begin "redis://$1,$2"
	shared cluster
	ask_all >"$tmp/said" # so that all have some
	same 'cluster: all servers have records' "$(for n in $nodes; do
		$kind-cli -p "${n#*:}" dbsize
	done | awk '$1 > 1000' | wc -l)" 3
	same 'cluster: a dump is of all' \
	    "$(dhfd -f "$a/db" --dump | grep -c '	10\.')" 10000
	end
else
	note "$(cat "$tmp/made")"
	for i in 1 2 3 4 5 6 7 8 9; do
		skip "cluster $i" 'no cluster could be made'
	done
fi

# A sentinel knows where the server is.
store_begin
cat >"$tmp/sentinel.conf" <<END
bind 127.0.0.1
dir $tmp
sentinel monitor main 127.0.0.1 $port 1
END
listen 127.0.0.1 $kind-server "$tmp/sentinel.conf" --sentinel --port PORT ||
    exit 1
begin "sentinel://127.0.0.1:1,127.0.0.1:$port/main/2"
ok 'sentinel: who is new has to wait' await waits a 192.0.2.1
await passes b 192.0.2.1
ok 'sentinel: and may go to the other' passes b 192.0.2.1
end
