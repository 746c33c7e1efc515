#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real tlswrapper before the filter: a client that has done STARTTLS hears the
# refusal inside TLS, and the filter knows the client.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
peer tlswrapper tlswrapper || skip_all 'no tlswrapper: make deps-peers'
command -v openssl >/dev/null || skip_all 'no openssl'
[ "$(id -u)" = 0 ] || skip_all 'tlswrapper wants to be root for its jail'
plan 4

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mx.here.example \
    -keyout "$tmp/key" -out "$tmp/cert" 2>/dev/null
cat "$tmp/key" "$tmp/cert" >"$tmp/pem"
mkdir "$tmp/jail"
rules <<'END'
default_unresolved_action pass
default_ip_action pass
dns_timeout 0
block @ip=127.0.0.1 id=loop text="no dial-ups here"
END
cat >"$tmp/client" <<'END'
import smtplib, ssl, sys
s = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=15)
s.ehlo("client.example")
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
s.starttls(context=context)
s.ehlo("client.example")
print(type(s.sock).__name__, s.mail("a@client.example")[0],
      *s.rcpt("b@here.example"))
s.quit()
END
: >"$tmp/log"
serve tlswrapper -q -n -J "$tmp/jail" -f "$tmp/pem" tlswrapper-smtp -q \
    -J "$tmp/jail" dyn-host-filter -f "$db" "$tmp/next"
got=$(timeout 30 python3 "$tmp/client" "$port" 2>&1 | tail -n 1)
serve_end
log=$(grep -a '^dyn-host-filter: ' "$tmp/log" | tail -n 1)
like 'STARTTLS, then MAIL, then the refusal of RCPT' "$got" \
    "SSLSocket 250 553 b'5.7.1 no dial-ups here*'"
same 'the filter knows the client' "$(key ip) $(key rule)" '127.0.0.1 loop'
serve tlswrapper -q -n -J "$tmp/jail" -f "$tmp/pem" tlswrapper-smtp -q \
    -J "$tmp/jail" dyn-host-filter -f "$db" -i "$tmp/next"
got=$(printf 'QUIT\n' | "$tools/smtp-talk" lockstep 127.0.0.1 "$port" | cat -v)
serve_end
like 'without TLS it is let through, too' "$got" '220 next verdict=block*'
ok 'INSTALL warns of what tlswrapper-smtp makes of line feeds' \
    grep -q 'tlswrapper-smtp and' "$top/INSTALL"
