#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A daemon that is stopped and goes on at any moment, in the middle of a
# question and of a hand-over: each client hears one voice, and the whole
# of it, and each has one line in the log.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 5
clients=${STOPPED_CLIENTS-300}

rules <<END
state_dir $tmp/state
listen filter $tmp/socket
daemon $tmp/socket
daemon_timeout 60ms
dns_timeout 0
greylist_delay 1h
clients_per_address 1000
grey @ip=127.0.0.0/8 id=line
block @any id=bad
END
printf '#!/bin/sh\nprintf "220 next\\r\\n"\ncat >/dev/null\n' >"$tmp/next"
dhfd_begin
: >"$tmp/log"
# who calls from 127.0.0.1 is grey, the others are blocked
serve sh -c 'case $TCPREMOTEPORT in *[02468]?) TCPREMOTEIP=192.0.2.1; \
    export TCPREMOTEIP ;; esac; exec "$0" "$@"' \
    dyn-host-filter -f "$db" "$tmp/next"

cat >"$tmp/voices" <<'END'
import os
import random
import signal
import socket
import sys
import threading
import time

port, daemon, clients = map(int, sys.argv[1:])
heard = {}
left = list(range(clients))
lock = threading.Lock()
rnd = random.Random(20261129)


def talk(n):
    """All that a client hears that says one thing after the other."""
    said = b''
    with socket.create_connection(('127.0.0.1', port), 30) as s:
        s.settimeout(30)
        for line in (b'', b'EHLO c\r\n', b'MAIL FROM:<a@b>\r\n',
                     b'RCPT TO:<c@d>\r\n', b'QUIT\r\n'):
            s.sendall(line)
            part = b''
            while not part.endswith(b'\n'):
                got = s.recv(4096)
                if not got:
                    return said + part + b'(closed)'
                part += got
            said += part
            if part.startswith(b'220 next'):
                return said
        while True:
            got = s.recv(4096)
            if not got:
                return said
            said += got


def run():
    while True:
        with lock:
            if not left:
                return
            n = left.pop()
        try:
            heard[n] = talk(n)
        except OSError as e:
            heard[n] = repr(e).encode()


threads = [threading.Thread(target=run) for _ in range(24)]
for t in threads:
    t.start()
while any(t.is_alive() for t in threads):
    os.kill(daemon, signal.SIGSTOP)
    time.sleep(rnd.random() * 0.3)
    os.kill(daemon, signal.SIGCONT)
    time.sleep(rnd.random() * 0.05)
os.kill(daemon, signal.SIGCONT)
kinds = {'refused': 0, 'let in': 0, 'other': 0}
for n, text in heard.items():
    lines = text.decode().split('\r\n')[:-1]
    codes = [line[:3] for line in lines]
    if codes in (['220', '250', '250', '553', '221'],
                 ['220', '250', '250', '451', '221']):
        kinds['refused'] += 1
    elif lines == ['220 next']:
        kinds['let in'] += 1
    else:
        kinds['other'] += 1
        print('other:', text, file=sys.stderr)
print(*('%s=%d' % k for k in kinds.items()))
END
got=$(python3 "$tmp/voices" "$port" "$dhfd" "$clients" 2>"$tmp/others")
like 'each hears one voice' "$got" 'refused=* let in=* other=0'
[ ! -s "$tmp/others" ] || note "$(head -5 "$tmp/others")"
same 'all of them' "$(echo "$got" | tr '= ' '\n\n' |
    awk '/^[0-9]+$/ { n += $1 } END { print n }')" "$clients"
lines() { grep -ac '^dyn-host-filter: ' "$tmp/log"; }
all_logged() { [ "$(lines)" -ge "$clients" ]; }
await all_logged
same 'each has one line' "$(lines)" "$clients"
note "$got; $(grep -ao 'by=[a-z-]*' "$tmp/log" | sort | uniq -c | tr '\n' ' ')"
ok 'some were held by the daemon' grep -q 'by=daemon' "$tmp/log"
ok 'and some by the filter' grep -q 'by=filter' "$tmp/log"
