#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Real servers of others are called by clients of known truth on two days, and
# dhf-test --replay finds out from their logs what each of them is.  The second
# day is today's, with tomorrow's date.  REPLAY_CONNECTIONS=2000 calls each
# server so often.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
[ "$(id -u)" = 0 ] || skip_all 'servers are started by root'
command -v tcpserver >/dev/null || skip_all 'no tcpserver'
if [ "$REPLAY_INSIDE" != yes ]; then
	unshare -nm true 2>/dev/null || skip_all 'no namespaces here'
	REPLAY_INSIDE=yes exec unshare -nm --propagation private sh "$0"
fi
ip link set lo up || skip_all 'no loopback here'
ip route add local 198.51.100.0/24 dev lo || skip_all 'no addresses here'
mount -t tmpfs -o mode=755 none /run || skip_all 'nothing is mounted here'
connections=${REPLAY_CONNECTIONS-48}
chmod 755 "$tmp"
plan 6

# Their names, and where mail for them goes: to a server that takes all.
{
	echo '127.0.0.1 localhost'
	i=0
	while [ $((i += 1)) -le 250 ]; do
		echo "198.51.100.$i c$i.client$((i / 3)).example d$i.far.example"
	done
} >"$tmp/hosts"
for server in postfix exim sendmail; do
	cp "$tmp/hosts" "$tmp/$server.hosts"
done
tcpserver -HRl0 -c 200 0 25 "$tools/smtp-stub" 2>/dev/null &
pids="$pids $!"
echo 'defer @any id=now' >"$tmp/now"
echo 'pass @any id=next' >"$tmp/next"

# day N SERVER LOG DONE: clients call, and DONE finds all mail gone
day() {
	python3 "$top/tests/peers/replay_clients.py" "$port" $((connections / 2)) \
	    "$1" >"$tmp/failed" 2>&1 || note "$2: $(tail -n 3 "$tmp/failed")"
	tries=60
	until gone "$3" "$4" || [ $((tries -= 1)) = 0 ]; do
		python3 -c 'import time; time.sleep(.1)'
	done
}
# gone LOG PAIR: as many messages are gone as have come
gone() {
	[ "$(grep -ac "${2%% *}" "$1")" = "$(grep -ac "${2#* }" "$1")" ]
}
# found SERVER LOG SIZE: labels by the two days of a log, cut there
found() {
	python3 - "$2" "$3" "$tmp/$1" <<'END'
import datetime, re, sys
log, size, to = sys.argv[1], int(sys.argv[2]), sys.argv[3]
data = open(log, "rb").read()
open(to + ".1", "wb").write(data[:size])
def later(m):
    for form in "%b %d", "%Y-%m-%d":
        try:
            day = datetime.datetime.strptime(
                "2026 " * (form[1] == "b") + " ".join(m[0].decode().split()),
                "%Y " * (form[1] == "b") + form)
        except ValueError:
            continue
        text = (day + datetime.timedelta(1)).strftime(form)
        return re.sub(" 0", "  ", text).encode() if form[1] == "b" else \
            text.encode()
    return m[0]
open(to + ".2", "wb").write(re.sub(
    rb"^(?:[A-Z][a-z]{2} [ \d]\d|\d{4}-\d\d-\d\d)(?=[ T])", later,
    data[size:], flags=re.M))
END
	dhf-test --replay -j -f "$tmp/next" --against "$tmp/now" "$tmp/$1.2" \
	    "$tmp/$1.1" >"$tmp/$1.json"
	python3 - "$tmp/$1.json" "$top/tests/peers" "$connections" "$1" <<'END'
import json, sys
sys.path.insert(0, sys.argv[2])
sys.dont_write_bytecode = True
from replay_clients import LABEL, SILENT, QUIET, ONCE
d = json.load(open(sys.argv[1]))
got = {}
for c in d["freed"]:
    name, ip = c["client"].split("/")
    number = int(ip.split(".")[3])
    got.setdefault(number, set()).add(c["label"])
    if name not in ("?", f"c{number}.client{number // 3}.example"):
        print("name", c)
wrong = 0
for number in range(1, 1 + min(250, int(sys.argv[3]) // 2)):
    nature = number % 8
    said = got.pop(number, {"unknown"} if nature in (SILENT, QUIET) else set())
    if said != {LABEL[nature]}:
        wrong += 1
        if wrong < 5:
            print(number, nature, said, "not", LABEL[nature])
print("wrong", wrong, "others", sorted(got), "odd", d["bad_lines"])
END
}
# labels SERVER LOG DONE
labels() {
	day 1 "$1" "$2" "$3"
	size=$(wc -c <"$2")
	day 2 "$1" "$2" "$3"
	kill "$pid"
	same "$1: what each client is" "$(found "$1" "$2" "$size")" \
	    'wrong 0 others [] odd 0'
}

if why=$("$tools/postfix-run" -n); then
	listen 127.0.0.1 "$tools/postfix-run" "$tmp/postfix" \
	    smtpd_peername_lookup=yes mynetworks=127.0.0.0/8 \
	    'smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination' \
	    'virtual_mailbox_maps=inline:{user@here.example=all/}' \
	    default_transport=smtp smtp_dns_support_level=disabled \
	    smtp_host_lookup=native 127.0.0.1:PORT
	labels postfix "$tmp/postfix/log" ': client= : removed$'
	ok 'postfix: the log was one' [ -s "$tmp/postfix.1" ]
else
	skip 'postfix: what each client is' "$why"
	skip 'postfix: the log was one' "$why"
fi

exim=$(command -v exim4 || command -v exim)
mkdir "$tmp/spool" "$tmp/exim"
chmod 777 "$tmp/spool" "$tmp/exim"
cat >"$tmp/exim.conf" <<END
primary_hostname = here.example
spool_directory = $tmp/spool
log_file_path = $tmp/exim/%slog
tls_advertise_hosts =
host_lookup = *
host_lookup_order = byaddr
smtp_accept_max = 0
keep_environment =
local_interfaces = 127.0.0.1
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
begin acl
acl_rcpt:
  accept hosts = 127.0.0.1
  deny domains = !here.example
       message = relay not permitted
  deny !local_parts = user
       message = Unknown user
       log_message = Unknown user
  accept
acl_data:
  accept
begin routers
far:
  driver = manualroute
  domains = !here.example
  route_data = \$domain byname
  transport = smtp
  self = send
here:
  driver = accept
  transport = file
begin transports
smtp:
  driver = smtp
  hosts_try_fastopen =
file:
  driver = appendfile
  file = $tmp/exim/box
  user = $("$exim" -bP exim_user 2>/dev/null | sed 's/.*= *//')
END
if [ "$exim" ] && "$exim" -C "$tmp/exim.conf" -bV >"$tmp/said" 2>&1; then
	cp "$tmp/hosts" "$tmp/etc-hosts"
	mount --bind "$tmp/etc-hosts" /etc/hosts
	listen 127.0.0.1 "$exim" -C "$tmp/exim.conf" -bdf -oX '[127.0.0.1]:PORT'
	labels exim "$tmp/exim/mainlog" '<= Completed$'
	umount /etc/hosts
	ok 'exim: the log was one' [ -s "$tmp/exim.1" ]
else
	skip 'exim: what each client is' 'no exim'
	skip 'exim: the log was one' 'no exim'
fi

# Sendmail knows syslog(3) alone: here is one, in a /dev of its own.
if why=$("$tools/sendmail-run" -n); then
	mkdir "$tmp/dev"
	mount -t tmpfs -o mode=755 none "$tmp/dev"
	for file in null zero random urandom tty full; do
		: >"$tmp/dev/$file"
		mount --bind "/dev/$file" "$tmp/dev/$file"
	done
	python3 - "$tmp/dev/log" "$tmp/sendmail.log" <<'END' &
import re, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
out = open(sys.argv[2], "wb", 0)
while True:  # "<22>Nov 30 06:50:00 sm-mta[7]: ..."
    line = s.recv(65536).rstrip(b"\n\0")
    out.write(re.sub(rb"^<\d+>(.{15}) ", rb"\1 mx ", line) + b"\n")
END
	pids="$pids $!"
	await test -S "$tmp/dev/log"
	chmod 666 "$tmp/dev/log"
	mount --rbind "$tmp/dev" /dev
	listen 127.0.0.1 "$tools/sendmail-run" "$tmp/sendmail" \
	    -m 'LOCAL_RULE_0' \
	    -m 'Rnobody < @ here.example . >	$#error $@ 5.1.1 $: "550 User unknown"' \
	    -m 'Rnobody < @ here.example >	$#error $@ 5.1.1 $: "550 User unknown"' \
	    -o QueueLA=1000 -o RefuseLA=1000 127.0.0.1:PORT
	labels sendmail "$tmp/sendmail.log" 'nrcpts=1 stat=Sent'
	ok 'sendmail: the log was one' [ -s "$tmp/sendmail.1" ]
	umount -l -R /dev
	umount -l -R "$tmp/dev"
else
	skip 'sendmail: what each client is' "$why"
	skip 'sendmail: the log was one' "$why"
fi
