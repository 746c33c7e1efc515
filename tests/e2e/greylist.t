#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Who is grey has to bring the same mail again, where somebody hears which it
# is: the filter before tcpserver, with the daemon behind it.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
relay=''
cleanup() { [ -z "$relay" ] || kill -9 "$relay" 2>/dev/null; }
plan 41

state=$tmp/state
set_rules() {
	{
		cat
		echo 'grey @any id=line'
		echo "state_dir $state"
		echo "listen filter $tmp/socket"
		echo "daemon $tmp/socket"
		echo 'dns_timeout 0'
	} | rules
}

# bring ADDRESS SENDER RECIPIENT [OPTION...]: a client brings a mail
bring() {
	ip=$1 sender=$2 to=$3
	shift 3
	talk lockstep env TCPREMOTEIP="$ip" dyn-host-filter -f "$db" "$@" \
	    "$tmp/next" <<END_MAIL
EHLO client.example
MAIL FROM:<$sender>
RCPT TO:<$to>
RCPT TO:<another@here.example>
QUIT
END_MAIL
}
# hang_up ADDRESS: it hears of no STARTTLS, and goes
hang_up() {
	talk lockstep env TCPREMOTEIP="$1" dyn-host-filter -f "$db" \
	    "$tmp/next" <<'END_MAIL'
EHLO client.example
QUIT
END_MAIL
}
# age SECONDS: all that the daemon knows is so much older
age() {
	dhfd -f "$db" --dump | awk -F '\t' -v OFS='\t' -v s="$1" '
	    $1 == "grey" {
		for (i = 4; i <= NF; i++)
			if (split($i, kv, "=") == 2 &&
			    kv[1] ~ /^(first|since|expires)$/)
				$i = kv[1] "=" kv[2] - s
	    }
	    { print }' >"$tmp/aged"
	dhfd -f "$db" --load "$tmp/aged"
}
# known ADDRESS: wait or green, and how many mails
known() {
	dhfd -f "$db" --state "$1" | awk -F '\t' '
	    { n = 0; for (i = 5; i <= NF; i++) n += $i ~ /^mail=/ }
	    { print $3, n }'
}

# the daemon holds whoever is refused
set_rules </dev/null
dhfd_begin
a=198.51.100.1 b=198.51.100.2 c=198.51.100.3 d=198.51.100.4 e=198.51.100.5
bring $a a@x.example me@here.example
same 'first contact is told to come back' "$(refusal)" \
    '451 4.7.1 [W] try again in 60 s (rule line)^M'
same 'and its mail is known' "$(known $a)" 'wait 1'
bring $b a@x.example me@here.example
bring $b b@x.example me@here.example
same 'two are known' "$(known $b)" 'wait 2'
bring $c prvs=4068eb2540=a@x.example Me@here.example
hang_up $d
same 'of who hangs up only that he came' "$(known $d)" 'wait 0'
bring $e '' me@here.example
age 61
bring $a b@x.example me@here.example
same 'another mail is no proof' "$(refusal) $(known $a)" \
    '451 4.7.1 [W] try again in 60 s (rule line)^M wait 2'
bring $a a@x.example you@here.example
same 'nor is one to somebody else' "$(told) $(known $a)" '451 wait 3'
bring $a a@x.example me@here.example
same 'the same mail is, but its client hears no yet' \
    "$(told) $(known $a)" '451 green 0'
bring $a c@x.example me@here.example
same 'and comes in from then on, with whatever mail' \
    "$(told) $(key note)" 'pass green'
hang_up $b
same 'who comes back with no mail proves nothing' "$(known $b)" 'wait 2'
bring $b b@x.example me@here.example
bring $b b@x.example me@here.example
same 'each of two mails proves' "$(told) $(key note)" 'pass green'
bring $c prvs=5079aa1111=a@X.example me+tag@here.example
bring $c prvs=5079aa1111=a@X.example me+tag@here.example
same 'whatever tag it has' "$(told) $(key note)" 'pass green'
bring $e '' me@here.example
bring $e '' me@here.example
same 'so does a bounce' "$(told) $(key note)" 'pass green'

# of a spammer each mail is another one
spam=198.51.100.66
for i in 1 2 3 4 5 6 7 8 9 10; do
	bring $spam "$i@x.example" me@here.example
	age 61
done
same 'ten mails in ten minutes prove nothing' "$(told) $(known $spam)" \
    '451 wait 8'
hang_up $d
same 'nor does that somebody hangs up for ten minutes' \
    "$(told) $(known $d)" ' wait 0'
age 1139
hang_up $d
same 'behind greylist_any he is let in' "$(told) $(key note)" 'pass green'
bring $spam 11@x.example me@here.example
same 'so is whoever was taken for a spammer' "$(told) $(key note)" \
    'pass green'

# what was noted outlives the daemon, and one of before
f=198.51.100.6
bring $f a@x.example me@here.example
dhfd_end
dhfd_begin
age 61
bring $f a@x.example me@here.example
same 'a daemon that was stopped knows the mail' "$(known $f)" 'green 0'
bring $f b@x.example me@here.example
bring 198.51.100.7 a@x.example me@here.example
kill -9 "$dhfd"
wait "$dhfd" 2>/dev/null
dhfd_begin
bring 198.51.100.7 b@x.example me@here.example
like 'so does one that was killed' "$(known 198.51.100.7)" 'wait [12]'
dhfd -f "$db" --dump | sed '/198.51.100.7	/!d
    s/	mail=.*/	sender=0000000000000003	recipient=0000000000000005/' \
    >"$tmp/old"
{ echo 'dhfd-dump 1'; cat "$tmp/old"; } | dhfd -f "$db" --load
same 'a dump of before mails is read as one of them' \
    "$(dhfd -f "$db" --state 198.51.100.7 | sed 's/.*	//')" \
    'mail=0:daa66d2c7ddf7444'
dhfd_end
same 'and shown without a daemon' "$(known 198.51.100.7)" 'wait 1'

# the filter holds them itself
set_rules <<'END'
refuse_in filter
END
dhfd_begin
bring 198.51.100.11 a@x.example me@here.example
same 'the filter tells the daemon of the mail' \
    "$(key by) $(known 198.51.100.11)" 'filter wait 1'
# a client that says no in the first line, or that somebody else talks to, is
# not heard
bring 198.51.100.12 a@x.example me@here.example -r banner
same 'banner: nobody hears the mail' "$(told) $(known 198.51.100.12)" \
    'banner 451 wait 0'
bring 198.51.100.13 a@x.example me@here.example -i
same 'nor with -i' "$(told) $(key action) $(known 198.51.100.13)" \
    'pass grey wait 0'
age 61
bring 198.51.100.11 b@x.example me@here.example
same 'there too another mail is no proof' "$(known 198.51.100.11)" 'wait 2'
bring 198.51.100.11 a@x.example me@here.example
bring 198.51.100.11 b@x.example me@here.example
same 'and the same is one' "$(told) $(key note)" 'pass green'
bring 198.51.100.12 b@x.example me@here.example -r banner
same 'banner: that it comes again is all' "$(told) $(key note)" 'pass green'
bring 198.51.100.13 b@x.example me@here.example -i
same 'and with -i' "$(told) $(key note)" 'pass green'
dhfd_end

# by the setting
set_rules <<'END'
greylist_proof identity
END
dhfd_begin
bring 198.51.100.21 a@x.example me@here.example
same 'greylist_proof identity: no mail is noted' "$(known 198.51.100.21)" \
    'wait 0'
age 61
bring 198.51.100.21 b@x.example me@here.example
same 'that it comes again is all' "$(told) $(key note)" 'pass green'
dhfd_end
set_rules <<'END'
reject_at banner
END
dhfd_begin
bring 198.51.100.31 a@x.example me@here.example
age 61
bring 198.51.100.31 b@x.example me@here.example
same 'so it is with reject_at banner' "$(told) $(key note)" 'pass green'
set_rules <<'END'
greylist_any 90s
END
dhf-compile -o "$db" "$tmp/rules"
ok 'rules that change are read' await grep -q "$db has been read anew" \
    "$tmp/dhfd.log"
bring 198.51.100.32 a@x.example me@here.example
age 91
bring 198.51.100.32 b@x.example me@here.example
same 'greylist_any ends it' "$(told) $(key note)" 'pass green'
dhfd_end

# reject_at rcpt: it is let in at once
set_rules <<'END'
reject_at rcpt
refuse_in filter
END
# deliver ADDRESS SENDER
deliver() {
	: >"$tmp/server"
	talk pipeline env TCPREMOTEIP="$1" dyn-host-filter -f "$db" \
	    "$tools/smtp-server" "$tmp/server" <<END_MAIL
EHLO client.example
MAIL FROM:<$2>
RCPT TO:<me@here.example>
DATA
x
.
QUIT
END_MAIL
}
dhfd_begin
deliver 198.51.100.41 a@x.example
same 'reject_at rcpt: first contact has to come back' "$(refusal)" \
    '451 4.7.1 [W] try again in 60 s (rule line)^M'
same 'and its mail is known' "$(known 198.51.100.41)" 'wait 1'
age 61
deliver 198.51.100.41 b@x.example
same 'another mail waits' "$(told) $(known 198.51.100.41)" '451 wait 2'
deliver 198.51.100.41 a@x.example
same 'the same is taken' "$(grep '^mail' "$tmp/server")" "mail b'x\\r\\n'"
same 'and the line says why' "$(key action) $(key rule) $(key note) $(key n)" \
    'pass line green 0/1'
kill -STOP "$dhfd"
deliver 198.51.100.42 a@x.example
same 'without a daemon it is let in' "$(grep -c '^mail' "$tmp/server") $(
    key note)" '1 nostate'
kill -CONT "$dhfd"
dhfd_end

# the same by the daemon, which gives it to dhf-relay
mkdir -m 750 "$tmp/run"
set_rules <<END
reject_at rcpt
relay $tmp/run/relay
END
dhf-relay -f "$db" -U "$(id -u)" -g '' "$tmp/run/relay" \
    "$tools/smtp-server" "$tmp/server" 2>"$tmp/relay.log" &
relay=$!
await grep -q ': ready$' "$tmp/relay.log"
dhfd_begin
deliver 198.51.100.51 a@x.example
same 'the daemon holds who waits' \
    "$(key by) $(told) $(known 198.51.100.51)" 'daemon 451 wait 1'
age 61
deliver 198.51.100.51 b@x.example
same 'another mail waits there, too' "$(told) $(known 198.51.100.51)" \
    '451 wait 2'
deliver 198.51.100.51 a@x.example
same 'and the same is taken' "$(key by) $(grep '^mail' "$tmp/server")" \
    "daemon mail b'x\\r\\n'"
kill -TERM "$relay"
wait "$relay"
relay=
dhfd_end
