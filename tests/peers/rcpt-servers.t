#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Real servers behind "reject_at rcpt", and a client that is refused: none of
# them becomes an open relay, none is told two mails where the client said one
# or a command that is not for it, and TLS and AUTH work as dhf.conf(5) says.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
peer mailfront mailfront || skip_all 'no mailfront: make deps-peers'
[ -z "$root" ] || export MODULE_PATH="$root/usr/lib/mailfront"
PATH=$PATH:/usr/sbin
chmod 755 "$tmp"
export TOP="$tmp/talks" TOOLS="$tools"
mkdir "$TOP" "$tmp/is"

# refused NAME [SETTING...]: rules
refused() {
	db=$tmp/$1.db
	shift
	{
		printf '%s\n' 'reject_at rcpt' 'dns_timeout 0' "$@"
		echo 'block pool.example$'
	} | rules
}
# client NAME RULES WHAT WORDS...: what is said of WHAT goes to the file NAME
client() {
	name=$1
	DB=$tmp/$2.db
	export DB
	shift 2
	python3 "$top/tests/peers/rcpt_servers.py" "$@" >"$tmp/is/$name" \
	    2>"$tmp/is/$name.err" || note "$name: $(cat "$tmp/is/$name.err")"
}
# found NAME WANT: compare with what client found
found() {
	same "$1" "$(cat "$tmp/is/$2")" "$3"
	[ "$(cat "$tmp/is/$2")" = "$3" ] || note "$(tail -n 5 "$tmp/is/$2.err")"
}

# What a server hears and says is written down.
cat >"$tmp/tap" <<'END'
#!/bin/sh
echo "RELAYCLIENT=${RELAYCLIENT-unset}" >>"$TAP/env"
tee "$TAP/in" | "$@" | tee "$TAP/out"
END
chmod 755 "$tmp/tap"

# mailfront, which takes all recipients, or those of its rcpthosts
mkdir -p "$tmp/qmail/control"
for file in rcpthosts locals me; do
	echo here.example >"$tmp/qmail/control/$file"
done
export QMAILHOME="$tmp/qmail"

# qpsmtpd, by the lines of INSTALL
if [ -d "$peers/qpsmtpd" ]; then
	PERL5LIB=$peers/qpsmtpd/usr/share/perl5
	for folder in "$peers"/qpsmtpd/usr/lib/*/perl5/*; do
		PERL5LIB=$PERL5LIB:$folder
	done
	export PERL5LIB
fi
sed -n '/^    use strict;/,/->run/p' "$top/INSTALL" |
    sed 's/^    //' >"$tmp/serve"
for kind in any strict; do
	mkdir "$tmp/$kind" "$tmp/$kind/spool" "$tmp/$kind/own"
	chmod 700 "$tmp/$kind/spool"
	cd "$tmp/$kind" || exit 1
	echo "$tmp/$kind/spool" >spool_dir
	printf '%s\n' "$peers/qpsmtpd/usr/share/qpsmtpd/plugins" \
	    "$tmp/$kind/own" >plugin_dirs
	echo mx.here.example >me
	echo here.example >rcpthosts
	echo 1 >loglevel
	printf 'rcpt_any\nrcpt_ok\nqueue_none\n' >plugins
	echo 'sub hook_queue { return (Qpsmtpd::Constants::OK(), "taken") }' \
	    >own/queue_none
	echo "sub hook_rcpt { return Qpsmtpd::Constants::$([ $kind = any ] &&
	    echo OK || echo DECLINED)() }" >own/rcpt_any
done
cat >"$tmp/qpsmtpd" <<END
#!/bin/sh
QPSMTPD_CONFIG=$tmp/\$1 exec perl "$tmp/serve"
END

# Exim, which is root to be told the address.  The ACL that takes everybody is
# what a relay that leaves the address away makes of the other.
exim=$(command -v exim4 || command -v exim)
[ "$(id -u)" = 0 ] || exim=
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mx.here.example \
    -keyout "$tmp/key" -out "$tmp/cert" 2>/dev/null
cat "$tmp/key" "$tmp/cert" >"$tmp/pem"
chmod 644 "$tmp/key" "$tmp/pem"
mkdir "$tmp/exim-spool"
chmod 777 "$tmp/exim-spool"
cat >"$tmp/exim.conf" <<END
keep_environment = ^DHF_
primary_hostname = here.example
spool_directory = $tmp/exim-spool
log_file_path = $tmp/exim-spool/%slog
queue_only
message_logs = no
tls_advertise_hosts = *
tls_certificate = $tmp/cert
tls_privatekey = $tmp/key
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
domainlist local_domains = here.example
begin acl
acl_rcpt:
  accept hosts = :
  accept domains = +local_domains
  accept authenticated = *
  deny message = relay not permitted
acl_data:
  discard
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{\$auth2/\$auth3}{user/word}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if eq{\$auth1/\$auth2}{user/word}}
END
cat >"$tmp/exim-any" <<END
#!/bin/sh
exec $exim -C "$tmp/exim.conf" -bs
END
cat >"$tmp/exim-strict" <<END
#!/bin/sh
exec $exim -C "$tmp/exim.conf" -bs -oMa "\$TCPREMOTEIP"
END
cat >"$tmp/own" <<END
#!/bin/sh
exec "$tools/smtp-server" "\$TAP/heard" "\$@"
END
chmod 755 "$tmp/qpsmtpd" "$tmp/exim-any" "$tmp/exim-strict" "$tmp/own"
cd "$tmp" || exit 1

# server NAME-KIND: its words
server() {
	case $1 in
	mailfront-any) echo "$tmp/tap mailfront smtp echo accept" ;;
	mailfront-strict) echo "$tmp/tap mailfront smtp echo qmail-validate" ;;
	qpsmtpd-*) echo "$tmp/tap $tmp/qpsmtpd ${1#*-}" ;;
	exim-*) echo "$tmp/tap $tmp/exim-${1#*-}" ;;
	own-any) echo "$tmp/tap $tmp/own lax" ;;
	esac
}

refused hold
refused auto 'relay_tls auto'
refused hide 'relay_tls hide'
refused pass 'relay_tls pass'
refused login 'relay_auth yes'
have='mailfront own'
perl -MQpsmtpd::TcpServer -e 1 2>/dev/null && have="$have qpsmtpd"
[ -z "$exim" ] || have="$have exim"

# Servers, three at a time
of_all() {
	for who in $have; do
		# shellcheck disable=SC2046 # one word a word
		client "foreign-$who" hold foreign $(server "$who-any")
		[ "$who" = own ] || client "elsewhere-$who" hold elsewhere \
		    $(server "$who-strict")
	done
	(export CLEAN=1 && client clean hold foreign $(server mailfront-any))
}
smuggling() {
	for who in $have; do
		client "smuggle-$who" hold smuggle $(server "$who-any")
	done
	(export CLEAN=1 && client twice hold smuggle $(server mailfront-any))
}
rest() {
	client answers hold answers "$tmp/own"
	client inside hold inside $(server mailfront-any)
	(export CLEAN=1 && client all hold inside $(server mailfront-any))
	for mode in first attached behind; do
		client "tls-$mode" auto starttls "$tmp/pem" "$mode" \
		    $(server mailfront-any)
	done
	client tls-injected auto starttls "$tmp/pem" injected "$tmp/own" \
	    to=RSET 'with=250 ok\r\n250 inside'
	client hide hide starttls "$tmp/pem" first $(server mailfront-any)
	client none auto passed $(server mailfront-any)
	[ -z "$exim" ] || client login login login $(server exim-strict)
}
of_all &
smuggling &
rest &
wait

for who in mailfront own qpsmtpd exim; do
	case " $have " in
	*" $who "*) ;;
	*)
		for what in foreign elsewhere smuggling; do
			skip "$who: $what" "no $who, or not root"
		done
		continue
		;;
	esac
	found "$who: nobody abroad is taken, first, behind postmaster or a mail" \
	    "foreign-$who" '0 0 0 of 20 250 plain'
	[ "$who" = own ] ||
	    found "$who: postmaster abroad is for the server to refuse" \
		"elsewhere-$who" '0 0 0 of 6 250 plain'
	found "$who: one mail at most, whatever its end looks like" \
	    "smuggle-$who" 'mails 1 envelopes 1 twice 0 tried 16'
done
found 'without us they are taken' clean '19 19 19 of 20 250 plain'
found 'and six ends make two mails of one' twice \
    'mails 2 envelopes 2 twice 6 tried 16'
found 'a reply with a second inside is one, or 421' answers '0 of 48'
found 'BDAT, XCLIENT, PROXY and the like reach no server' inside \
    '0 heard 32 of 32'
like 'without us all of them do' "$(cat "$tmp/is/all")" '32 heard *'
found 'UCSPI-TLS: the refusal and the mail are said inside' tls-first \
    'offered 554 250 250 553 250 354 250 221 1 1'
found 'also when a server is there, which forgets what was said' tls-attached \
    'offered 554 250 250 553 250 354 250 221 1 1'
found 'nothing may come with STARTTLS' tls-behind '503 553 502 none'
found 'and nothing of the server be left over for TLS' tls-injected '421 none'
found 'hide: there is no STARTTLS' hide 'hidden 502'
found 'auto, without TLS before us: neither' none 'hidden 502'
if [ "$exim" ]; then
	found 'who logs in writes to all, who does not to nobody' login \
	    '20 of 20 0 of 4'
else
	skip 'who logs in' 'no exim, or not root'
fi

# Who looks at its socket is not relayed to, whatever it would take.
socket_servers="$peers/sendmail-bin/usr/libexec/sendmail/sendmail"
for program in $exim "$socket_servers"; do
	who=${program##*/}
	if [ ! -x "$program" ]; then
		skip "$who" 'not here'
		continue
	fi
	client "socket-$who" hold foreign "$program" -bs
	found "$who -bs: postmaster is refused as well, and so is everybody" \
	    "socket-$who" '0 0 0 of 20 553 plain'
	like 'and the log says why' "$(cat "$TOP"/*/log | grep -a \
	    " note=norelay" | wc -l)" '[1-9]*'
done

# TLS before the filter, by a program that says STARTTLS itself; or behind it
if [ "$(id -u)" = 0 ] && peer tlswrapper tlswrapper; then
	mkdir "$tmp/jail"
	tls="tlswrapper -q -n -J $tmp/jail -f $tmp/pem tlswrapper-smtp -q -J
	    $tmp/jail"
	(export BEFORE="$tls" &&
	    client before hold passed $(server mailfront-any))
	found 'tlswrapper before us: the refusal is said in TLS' before \
	    'offered 220 250 250 553 250 553 221'
	client pass pass passed $tls $(server mailfront-any)
	found 'behind us, with relay_tls pass: everybody is let in' pass \
	    'offered 220 250 250 250 250 250 221'
else
	skip 'tlswrapper before us' 'no tlswrapper, or not root'
	skip 'tlswrapper behind us' 'no tlswrapper, or not root'
fi
plan
