#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A client of reject_at rcpt goes from the filter to dhfd, and from there, when
# it names somebody that it may write to, to dhf-relay and a server.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
relay=''
cleanup() { [ -z "$relay" ] || kill -9 "$relay" 2>/dev/null; }
mkdir -m 750 "$tmp/run"

# The server keeps what it is given and what it is told.
cat >"$tmp/server" <<END
#!/bin/sh
env >"$tmp/env"
echo "\$*" >"$tmp/words"
tee -a "$tmp/heard" | "$tools/smtp-stub"
END
chmod 755 "$tmp/server"

# relay_begin [OPTION...]: a dhf-relay for $db; its log is $tmp/relay.log
relay_begin() {
	: >"$tmp/relay.log"
	dhf-relay -f "$db" -U "$(id -u)" -g '' "$@" "$tmp/run/relay" \
	    "$tmp/server" one 2>>"$tmp/relay.log" &
	relay=$!
	await grep -q ': ready$' "$tmp/relay.log"
}
relay_end() {
	kill -TERM "$relay"
	wait "$relay"
	status=$?
	relay=
}

# call MODE <SCRIPT: a client whom the rules block
call() {
	: >"$tmp/heard"
	talk "$1" env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=x.bad.example \
	    RELAYCLIENT_NOT=1 dyn-host-filter -f "$db" "$tmp/next"
}
# codes: of the answers, on a line
codes() { printf '%s\n' "$got" | cut -c1-3 | tr '\n' ' '; }
heard() { cat -v "$tmp/heard"; }
# relayed KEY: of dhf-relay's last line about a client
relayed() {
	await grep -q '^dhf-relay: pid=.* why=' "$tmp/relay.log"
	grep '^dhf-relay: pid=' "$tmp/relay.log" | tail -n 1 | tr ' ' '\n' |
	    sed -n "s/^$1=//p"
}

rules <<END
state_dir $tmp/state
listen filter $tmp/run/socket
daemon $tmp/run/socket
relay $tmp/run/relay
reject_at rcpt
dns_timeout 0
pass @rcpt=open@here.example id=open
block @name=bad.example id=bad text="no"
END
dhfd_begin
RELAYCLIENT='' WANTED=yes UNWANTED=yes relay_begin -e WANTED -c 2

call lockstep <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
DATA
QUIT
END
same 'a client hears at RCPT that it is refused' "$(codes)" \
    '220 250 250 553 554 221 '
same 'and starts no server' "$(cat "$tmp/heard")" ''
same 'the filter logs it, and the daemon holds it' \
    "$status $(key action) $(key rule) $(key by)" '0 block bad daemon'

call lockstep <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
RCPT TO:<postmaster@here.example>
RCPT TO:<c@here.example>
RCPT TO:<Open@Here.example>
DATA
Subject: x\r\n\r\n..y\r\n.
QUIT
END
same 'postmaster, and who is named, may have mail' "$(codes)" \
    '220 250 250 553 250 553 250 354 250 221 '
same 'the server hears of them alone' "$(heard)" 'EHLO client.example^M
MAIL FROM:<a@client.example>^M
RCPT TO:<postmaster@here.example>^M
RCPT TO:<Open@Here.example>^M
DATA^M
Subject: x^M
^M
..y^M
.^M
QUIT^M'
same 'with its words' "$(cat "$tmp/words")" one
same 'and the client in its environment' \
    "$(grep -E '^(TCP(REMOTEIP|REMOTEHOST)|PROTO|WANTED)=' "$tmp/env" | sort)" \
    'PROTO=TCP
TCPREMOTEHOST=x.bad.example
TCPREMOTEIP=198.51.100.7
WANTED=yes'
same 'what refused it, too' \
    "$(grep -E '^DHF_(VERDICT|RULE|RELAY)=' "$tmp/env" | sort)" \
    'DHF_RELAY=1
DHF_RULE=bad
DHF_VERDICT=block'
grep -E '^(RELAYCLIENT|UNWANTED|RBLSMTPD)' "$tmp/env" >"$tmp/more"
empty 'and nothing else' "$tmp/more"
same 'dhf-relay logs it, with the last' "$(relayed action) $(relayed rule) $(relayed host) \
$(relayed name) $(relayed db) $(relayed n) $(relayed to) $(relayed end)" \
    "pass open x.bad.example given $(key db) 2/2 \
open@here.example 221"

ok 'and the daemon what it wanted before' grep -q \
    '^dhfd: heard ip=198.51.100.7 helo=client.example from=a@client.example to=b@here.example n=1$' \
    "$tmp/dhfd.log"

# what was read before the recipient was judged goes along
call pipeline <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<open@here.example>
RCPT TO:<d@here.example>
DATA
x\r\n.
QUIT
END
same 'all in one piece is the same' "$(codes)" \
    '220 250 250 250 553 354 250 221 '
same 'to the server, too' "$(heard)" 'EHLO client.example^M
MAIL FROM:<a@client.example>^M
RCPT TO:<open@here.example>^M
DATA^M
x^M
.^M
QUIT^M'
same 'logged with what let it through' "$(relayed rule)" open

# one for another does not let the next one through
call lockstep <<'END'
HELO c
MAIL FROM:<>
RCPT TO:<abuse@here.example>
RSET
MAIL FROM:<a@b.example>
RCPT TO:<b@here.example>
DATA
QUIT
END
same 'each recipient is judged by itself' "$(codes)" \
    '220 250 250 250 250 250 553 554 221 '

# no relay: come back, and nothing is lost of the talk
relay_end
same 'told to end, dhf-relay ends' "$status" 0
ok 'and takes its socket away' test ! -e "$tmp/run/relay"
call lockstep <<'END'
EHLO c
MAIL FROM:<a@b.example>
RCPT TO:<postmaster>
RCPT TO:<b@here.example>
NOOP
QUIT
END
same 'without it the client is told to come back, and goes on' "$(codes)" \
    '220 250 250 451 553 250 221 '
ok 'which the daemon says' grep -q "^dhfd: $tmp/run/relay does not take" \
    "$tmp/dhfd.log"

relay_begin -U 4711
call lockstep <<'END'
MAIL FROM:<a@b.example>
RCPT TO:<postmaster>
QUIT
END
same 'it takes clients of none but -U' "$(codes)" '220 250 451 221 '
ok 'and says so' grep -q 'a user that may not hand on' "$tmp/relay.log"
relay_end

# a server that does not greet: the talk goes on in dhf-relay
mv "$tmp/server" "$tmp/well"
printf '#!/bin/sh\nexit 1\n' >"$tmp/server"
chmod 755 "$tmp/server"
relay_begin
call lockstep <<'END'
MAIL FROM:<a@b.example>
RCPT TO:<postmaster>
RCPT TO:<b@here.example>
QUIT
END
same 'a server that ends at once is trouble of ours' "$(codes)" \
    '220 250 451 553 221 '
same 'as the log says' "$(relayed action) $(relayed rule)" 'defer program'
mv "$tmp/well" "$tmp/server"
relay_end

# who stays has the place, until all are told to go
cat >"$tmp/stay" <<'END'
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
f = s.makefile('rb')
f.readline()
for command in sys.argv[2:]:
    s.sendall(command.encode() + b'\r\n')
    print(f.readline().decode()[:3], flush=True)
print('stays', flush=True)
sys.stdout.buffer.write(f.read())
END
relay_begin -c 1
serve env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=x.bad.example \
    dyn-host-filter -f "$db" "$tmp/next"
: >"$tmp/stayed"
python3 "$tmp/stay" "$port" 'MAIL FROM:<a@b.example>' 'RCPT TO:<postmaster>' \
    DATA 'half a mail' >"$tmp/stayed" &
stays=$!
await grep -q 354 "$tmp/stayed"
call lockstep <<'END'
MAIL FROM:<a@b.example>
RCPT TO:<postmaster>
QUIT
END
same 'no place: come back' "$(codes)" '220 250 451 221 '
ok 'and the log says so' grep -q 'all 1 places are taken' "$tmp/relay.log"
children=$(cat "/proc/$relay/task/$relay/children" 2>/dev/null)
relay_end
wait $stays
same 'told to end, it tells whoever is there' \
    "$(tr '\n' ' ' <"$tmp/stayed")" '250 250 354 421 stays '
left=$(for child in $children; do kill -0 "$child" 2>/dev/null && echo "$child"
done)
same 'and leaves no process behind' "$status $left" '0 '

# one that is stopped is waited for 2 s, and says nothing later
relay_begin
kill -STOP "$relay"
call lockstep <<'END'
MAIL FROM:<a@b.example>
RCPT TO:<postmaster>
NOOP
QUIT
END
same 'stopped: come back' "$(codes)" '220 250 451 250 221 '
kill -CONT "$relay"
ok 'and it finds the client taken back' \
    await grep -q 'dhfd has taken the client back' "$tmp/relay.log"
same 'so that nobody served it' "$(cat "$tmp/heard")" ''
relay_end

# a server to which somebody on a pipe is a user of this machine
ln -s "$tmp/server" "$tmp/exim4"
for words in "$tmp/exim4" "env X=1 exim4 -bs"; do
	# shellcheck disable=SC2086 # words
	got=$(dhf-relay -f "$db" -U "$(id -u)" -g '' "$tmp/run/relay" $words 2>&1)
	echo "$? $got" | grep -q '^100 .*users of this machine' || echo "$words"
done >"$tmp/open"
empty 'it is none for servers that trust a pipe' "$tmp/open"
got=$(dhf-relay -e RELAYCLIENT "$tmp/run/relay" true 2>&1)
like 'nor is there a way to have everybody relay' "$? $got" '100 *RELAYCLIENT*'

# rules that are none of the daemon's
cp "$db" "$tmp/db.1"
{ cat "$tmp/rules"; echo 'block @ip=192.0.2.9'; } >"$tmp/rules.2"
sed -i '/^dns_servers/d' "$tmp/rules.2"
relay_begin
dhf-compile -o "$tmp/other" "$tmp/rules.2" 2>/dev/null
talk lockstep env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=x.bad.example \
    dyn-host-filter -f "$tmp/other" "$tmp/next" <<'END'
MAIL FROM:<a@b.example>
RCPT TO:<b@here.example>
QUIT
END
same 'a filter with other rules keeps its client' "$(key by)" filter
relay_end
relay_begin -f "$tmp/none"
ok 'without an image it says so at once' \
    grep -q "^dhf-relay: .*$tmp/none.*further recipient" "$tmp/relay.log"
relay_end
dhfd_end
plan
