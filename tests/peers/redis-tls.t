#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A store by TLS: the server's certificate has to be for the host that the rules
# name, and of an authority that is trusted.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
for program in redis valkey; do
	command -v $program-server >/dev/null && kind=$program
done
[ "$kind" ] || skip_all 'no redis-server or valkey-server: make deps-peers'
command -v openssl >/dev/null || skip_all 'no openssl'
cleanup() {
	# shellcheck disable=SC2086 # pids are words
	kill $pids 2>/dev/null
}

# certificate NAME: made out to localhost, signed by itself
certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
	    -addext subjectAltName=DNS:localhost -keyout "$tmp/$1.key" \
	    -out "$tmp/$1.pem" >"$tmp/$1.said" 2>&1
}
certificate server && certificate other || skip_all 'openssl makes none'

# with CERTIFICATE HOST: what dhfd, which trusts it, says of the store there;
# sets $got
with() {
	rules <<END
state_dir $tmp/state
store rediss://$2:$port
listen filter $tmp/socket
default_ip_action pass
END
	: >"$tmp/dhfd.log"
	SSL_CERT_FILE=$tmp/$1.pem dhfd -f "$db" 2>"$tmp/dhfd.log" &
	dhfd=$!
	await grep -q 'is there$\|is not there\|built without' "$tmp/dhfd.log"
	kill "$dhfd" 2>/dev/null
	wait "$dhfd" 2>/dev/null
	got=$(grep 'store' "$tmp/dhfd.log")
}
port=1
with server localhost
case $got in *'built without'*) skip_all 'this was built without TLS' ;; esac
listen 127.0.0.1 $kind-server --port 0 --tls-port PORT --bind 127.0.0.1 \
    --tls-cert-file "$tmp/server.pem" --tls-key-file "$tmp/server.key" \
    --tls-ca-cert-file "$tmp/server.pem" --tls-auth-clients no \
    --dir "$tmp" --save '' || skip_all "this $kind-server has no TLS"
with server localhost
like 'the certificate is for the host' "$got" '*localhost*is there'
with server 127.0.0.1
like 'or is not taken' "$got" '*127.0.0.1*is not there*certificate*'
with other localhost
like 'nor one of somebody else' "$got" '*is not there*certificate*'
plan
