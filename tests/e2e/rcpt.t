#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# reject_at rcpt: recipients are refused one by one, and a server is started
# for one that may be let through.  The server is one of the test's own, which
# writes down what it hears.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
ip=198.51.100.7 host=dyn-7.pool.example no='553 5.7.1 no'

# rcpt_rules [LINE...]: a client is refused, with these settings
rcpt_rules() {
	{
		printf '%s\n' 'reject_at rcpt' 'dns_timeout 0' \
		    'reply_text "no"' "$@"
		echo 'block pool.example$'
	} | rules
}

# held MODE [SERVER-OPTION...] <SCRIPT: one client; sets $got, $log and $heard
held() {
	mode=$1
	shift
	rm -f "$tmp/server"
	: >"$tmp/server"
	talk "$mode" env -u TCPREMOTEHOST TCPREMOTEIP=$ip TCPREMOTEHOST=$host \
	    dyn-host-filter -f "$db" ${filter_options-} \
	    ${wrapper-} "$tools/smtp-server" "$tmp/server" "$@"
	heard=$(grep -v '^start' "$tmp/server" | sed 's/^hear b//')
}

rcpt_rules
held pipeline <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<bob@here.example>
DATA
RCPT TO:<carol@here.example>
QUIT
END
like 'who names nobody exempt is refused at each recipient' "$got" \
    '220 *^M
250 *^M
250 *^M
553 *no^M
554 5.5.1 no valid recipients^M
553 *no^M
221 *^M'
same 'and no server is started' "$heard$(cat "$tmp/server")" ''
same 'one line, with what was said' "$(printf '%s\n' "$log" | wc -l) $(
    key action) $(key at) $(key helo) $(key from) $(key to) $(key child)" \
    '1 block rcpt client.example a@client.example bob@here.example -'
same 'which is written at the first refusal' "$(key n)" '1/0'

held pipeline <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<bob@here.example>
RCPT TO:<Postmaster@here.example>
RCPT TO:<carol@here.example>
RCPT TO:<postmaster>
DATA
Subject: x

..hello
.
MAIL FROM:<a@client.example>
RCPT TO:<carol@here.example>
DATA
QUIT
END
like 'postmaster has the mail, and nobody else' "$got" \
    '220 *^M
250 *^M
250 *^M
553 *no^M
250 ok^M
553 *no^M
250 ok^M
354 go^M
250 queued^M
250 ok^M
553 *no^M
554 5.5.1 no valid recipients^M
221 bye^M'
same 'the server hears what is let through, byte by byte' "$heard" \
    "'EHLO client.example\\r\\n'
'MAIL FROM:<a@client.example>\\r\\n'
'RCPT TO:<Postmaster@here.example>\\r\\n'
'RCPT TO:<postmaster>\\r\\n'
'DATA\\r\\n'
mail b'Subject: x\\r\\n\\r\\n..hello\\r\\n'
'MAIL FROM:<a@client.example>\\r\\n'
'QUIT\\r\\n'
end"
like 'in an environment of its own' "$(grep '^start' "$tmp/server")" \
    "start DHF_RELAY=1 DHF_VERDICT=block RBLSMTPD=- RELAYCLIENT=- \
SSLCTLFD=- TCPREMOTEIP=$ip"
same 'two lines: who was refused, who passed' "$(key action | tr '\n' ' ')$(
    key rule | sed -n 2p) $(key n | tr '\n' ' ')$(key end | sed -n 2p)" \
    'block pass exempt_rcpt 1/0 3/2 221'
like 'and which process served it' "$(key child | sed -n 2p)" '[1-9]*'

# What qmail-smtpd or mailfront would read as another recipient than we do.
held pipeline <<'END'
MAIL FROM:<a@client.example>
RCPT TO:"<bob@here.example>"<postmaster@here.example>
RCPT TO:<@":bob@here.example>",x:postmaster@here.example>
RCPT TO:postmaster@here.example X="<bob@here.example>"
RCPT TO:bob@here.example<postmaster@here.example>
RCPT TO:<postmaster@here.example><bob@here.example>
RCPT TO:<postmaster@here.example>bob@here.example
RCPT TO:<postmaster@here.example\\> X=<bob@here.example>
RCPT TO:<@a:@b:postmaster@here.example>
QUIT
END
same 'a recipient that servers read differently is none' \
    "$(printf '%s\n' "$got" | cut -c 1-3 | sort | uniq -c |
    awk '{ print $1 "x" $2 }' | tr '\n' ' ')$heard" '1x220 1x221 1x250 8x553 '

# A server that has not read the mail, and says it has.
cat >"$tmp/liar" <<'LIAR'
#!/usr/bin/env python3
import os, time
os.write(1, b"220 server\r\n")
line = b""
while line.strip() != b"DATA":
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(0, 1)
    if line.strip() != b"DATA":
        os.write(1, b"250 ok\r\n")
os.close(0)
os.write(1, b"354 go\r\n")
time.sleep(1)
os.write(1, b"250 queued\r\n")
time.sleep(1)
LIAR
chmod 755 "$tmp/liar"
talk pipeline env -u TCPREMOTEHOST TCPREMOTEIP=$ip TCPREMOTEHOST=$host \
    dyn-host-filter -f "$db" "$tmp/liar" <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
DATA
Subject: x
.
END
like 'a mail that the server has not read is not taken' "$got" \
    '*354 go^M
421 4.3.0 server error, try again later^M'

# A server that is not there, or busy.
held pipeline 'say=554 no\r\n' <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
RCPT TO:<postmaster@here.example>
RCPT TO:<postmaster@here.example>
QUIT
END
same 'one that does not greet is started once' \
    "$(grep -c '^start' "$tmp/server") $(printf '%s\n' "$got" |
    grep -c '^451 4.3.0')" '1 3'
talk pipeline env -u TCPREMOTEHOST TCPREMOTEIP=$ip TCPREMOTEHOST=$host \
    dyn-host-filter -f "$db" /nonexistent/smtpd-of-ours <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
QUIT
END
like 'nor is one that is not there a refusal' "$got" '*451 4.3.0*'
filter_options='-r rcpt'
rcpt_rules 'relay_auth yes'
held pipeline auth 'say=421 busy\r\n' <<'END'
AUTH PLAIN AGEAYg==
MAIL FROM:<a@client.example>
RCPT TO:<bob@here.example>
END
like 'who could log in is not refused for a busy server' "$got" \
    '421 4.3.0 temporary failure, try again later^M'
same 'which is a fault of ours' "$(key rule | tail -n 1)" program
filter_options=
rcpt_rules

held lockstep <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<abuse@here.example>
DATA
half\n.\nMAIL FROM:<x@y>\r\nRCPT TO:<z@z>\r\n.
END
like 'a mail that is smuggled is refused' "$got" '*354 go^M
550 5.5.2 bare LF or CR in message, closing^M'
case $heard in
*mail*|*z@z*|*x@y*) smuggled=yes ;;
*) smuggled=no ;;
esac
same 'and nothing of it reaches the server as mail or command' "$smuggled" no

held pipeline lax <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<abuse@here.example>
DATA
half\r\n.\nMAIL FROM:<x@y>\r\nRCPT TO:<z@z>\r\n.
END
same 'nor where the server takes LF for the end' \
    "$(printf '%s\n' "$heard" | grep -c -e mail -e z@z)" 0

for die in DATA 'RCPT TO:<ABUSE'; do
	held pipeline "die=$die" <<-'END'
	MAIL FROM:<a@client.example>
	RCPT TO:<postmaster@here.example>
	RCPT TO:<abuse@here.example>
	DATA
	QUIT
	END
	like "a server that dies of $die is told of" "$got" \
	    '*250 ok^M
*421 4.3.0 server error, try again later^M'
done
held pipeline kill=10 <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
DATA
0123456789
0123456789
.
END
like 'or within a mail' "$got" '*354 go^M
421 4.3.0 server error, try again later^M'

held lockstep 'say=554 5.3.2 not today' <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
RCPT TO:<bob@here.example>
QUIT
END
like 'without a server the recipient has to wait, and the talk goes on' \
    "$got" '*451 4.3.0 temporary failure, try again later^M
553 *no^M
221 *^M'
same 'and a line says so' "$(key rule | tail -n 1) $(
    key action | tail -n 1)" 'program defer'

rcpt_rules 'relay_auth yes'
held lockstep auth <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<bob@here.example>
RSET
AUTH PLAIN AGEAYg==
MAIL FROM:<a@client.example>
RCPT TO:<bob@elsewhere.example>
DATA
x\n.
QUIT
END
like 'who logs in may write to all, through a server that greets' "$got" \
    '220 server^M
250-server^M
250-SIZE 1000^M
250-AUTH PLAIN^M
250 8BITMIME^M
250 ok^M
553 *no^M
250 ok^M
235 yes^M
250 ok^M
250 ok^M
354 go^M
250 queued^M
221 bye^M'
same 'and its mail is not looked at' \
    "$(grep '^mail' "$tmp/server")" "mail b'x\\n'"
same 'the line says that it passed' "$(key rule | tail -n 1) $(
    key auth | tail -n 1) $(key n | tail -n 1)" 'auth yes 1/0'

rcpt_rules 'relay_tls pass'
held lockstep tls <<'END'
EHLO client.example
STARTTLS
RCPT TO:<bob@here.example>
QUIT
END
like 'with relay_tls pass everything goes by after STARTTLS' "$got" \
    '220 *^M
250-*^M
250-STARTTLS^M
250 *^M
220 tls^M
250 ok^M
221 bye^M'
held pipeline tls <<'END'
EHLO client.example
STARTTLS
RCPT TO:<bob@here.example>
QUIT
END
like 'but nothing that came with it' "$got" \
    '*503 5.5.1 nothing may follow STARTTLS^M
553 *no^M
221 *^M'
same 'of which the server hears nothing' "$heard" ''

rcpt_rules 'relay_tls hide'
held lockstep tls <<'END'
EHLO client.example
STARTTLS
QUIT
END
like 'without it there is no STARTTLS' "$got" '220 *^M
250 *^M
502 5.5.1 command not available^M
221 *^M'

# TLS that the program before the filter does
rcpt_rules
: >"$tmp/server"
got=$(env -u TCPREMOTEHOST TCPREMOTEIP=$ip TCPREMOTEHOST=$host \
    "$tools/ucspi-talk" dyn-host-filter -f "$db" "$tools/smtp-server" \
    "$tmp/server" 2>"$tmp/log" <<'END'
EHLO clear.example
MAIL FROM:<clear@client.example>
STARTTLS\r\nNOOP
STARTTLS
RCPT TO:<postmaster@here.example>
EHLO client.example
STARTTLS
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
DATA
hello\r\n.
QUIT
END
)
log=$(cat "$tmp/log")
like 'TLS begins anew, once, and nothing said before counts' "$got" \
    '220 *
250-*
250-STARTTLS
250 *
250 *
503 5.5.1 nothing may follow STARTTLS
250 *
220 2.0.0 go ahead
tls
553 *
250 *
502 5.5.1 command not available
250 *
250 ok
354 go
250 queued
221 bye'
same 'the server hears what came in TLS alone' "$(grep -c clear "$tmp/server")$(
    grep '^mail' "$tmp/server")" "0mail b'hello\\r\\n'"
same 'and the log tells of it' "$(key tls | tail -n 1)" yes

# who looks at its socket is no server for pipes
rcpt_rules
ln -s "$tools/smtp-server" "$tmp/exim4"
mkdir "$tmp/bin"
ln -s "$tools/smtp-server" "$tmp/bin/qmail-smtpd"
for program in exim4 bin/qmail-smtpd; do
	: >"$tmp/server"
	talk lockstep env -u TCPREMOTEHOST TCPREMOTEIP=$ip \
	    TCPREMOTEHOST=$host dyn-host-filter -f "$db" \
	    "$tmp/$program" "$tmp/server" <<-'END'
	MAIL FROM:<a@client.example>
	RCPT TO:<postmaster@here.example>
	QUIT
	END
	case $program in
	exim4)
		like 'Exim is never relayed to' "$got" '*553 *no^M
221 *^M'
		same 'and the log says why' "$(key note)" norelay
		;;
	*)
		like 'qmail-smtpd is' "$got" '*250 ok^M
221 bye^M'
		;;
	esac
done
rcpt_rules 'relay_server socket'
held lockstep <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
QUIT
END
same 'nor is anybody with relay_server socket' "$(key note)$heard" norelay
rcpt_rules 'relay_server env'
wrapper="env X=exim4 $tmp/exim4"
cp "$tools/smtp-server" "$tmp/server-copy"
: >"$tmp/server"
talk lockstep env -u TCPREMOTEHOST TCPREMOTEIP=$ip TCPREMOTEHOST=$host \
    dyn-host-filter -f "$db" "$tmp/exim4" "$tmp/server" <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
QUIT
END
like 'and with relay_server env everybody' "$got" '*250 ok^M
221 bye^M'
wrapper=

echo 'block pool.example$' | rules
filter_options='-r rcpt'
held lockstep <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<postmaster@here.example>
QUIT
END
like 'the option -r rcpt does the same' "$got" '*250 ok^M
221 bye^M'
plan
