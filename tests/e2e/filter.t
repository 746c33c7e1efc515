#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dyn-host-filter under a real tcpserver: verdicts, overrides, options.
. "${0%/*}/lib.sh"
plan 98
dns_serve </dev/null

# vector IP HOST WANT NAME: a row of the documented decision procedure
vector() {
	mail "$1" "$2"
	same "$4" "$(told) $status" "$3"
}

rules </dev/null
vector 192.0.2.1 company.com 'pass 0' 'no rules: a name passes'
vector 80.123.90.33 - '553 0' 'no rules: no name is refused'

rules <<'END'
block dynamic.ip.com$
END
vector 192.0.2.1 ppp123-44-567.dynamic.ip.com '553 0' 'a rule refuses'
vector 192.0.2.1 company.com 'pass 0' 'company.com passes'
vector 192.0.2.1 johnson.net 'pass 0' 'johnson.net passes'

rules <<'END'
pass ^mail\.
block dynamic.ip.com$
END
vector 192.0.2.1 mail.dynamic.ip.com 'pass 0' 'the first match wins'
rules <<'END'
block dynamic.ip.com$
pass ^mail\.
END
vector 192.0.2.1 mail.dynamic.ip.com '553 0' 'the first match wins, reversed'

rules <<'END'
default_unresolved_action pass
END
vector 80.123.90.33 - '553 0' 'default_ip_action is block'
rules <<'END'
default_unresolved_action pass
pass ^80\.123\.
END
vector 80.123.90.33 - 'pass 0' 'rules are asked about the address'
rules <<'END'
default_unresolved_action pass
default_ip_action pass
END
vector 9.9.9.9 - 'pass 0' 'default_ip_action pass'
rules <<'END'
default_unresolved_action block
pass ^80\.
END
vector 80.123.90.33 - '553 0' 'rules are not asked about the address'
rules <<'END'
default_action block
pass ^mx\.
END
vector 192.0.2.1 a.example '553 0' 'default_action block'
vector 192.0.2.1 mx.a.example 'pass 0' 'a pass rule before it'

# what the dialogue and the log say
rules <<'END'
block @name=dyn.example id=dyn code=550 dsn=5.7.9 text="no %h (%i) %r 100%%"
block @host=default.example
block @ip=198.51.100.0/24 code=451
defer @host=defer.example id=later
grey @host=grey.example id=grey
score 2.5 @host=scored.example
mark @host=scored.example id=seen
block @host=watched.example id=quiet mode=watch
END
mail 192.0.2.7 Host.Dyn.Example.
same 'text, code and dsn of the rule' "$(refusal)" \
    '550 5.7.9 no host.dyn.example (192.0.2.7) dyn 100%^M'
like 'the session: HELO and MAIL are let through' "$got" \
    '220 *^M
250 *^M
250 *^M
550 5.7.9 *^M
221 *^M'
like 'the log line has its keys in order' "$log" 'dyn-host-filter: pid=*[0-9] '\
'ip=192.0.2.7 host=host.dyn.example action=block code=550 rule=dyn score=* '\
'watch=- note=- error=-* by=filter at=connect helo=- from=- to=- n=- tls=- '\
'auth=- child=- end=- why=W'
same 'the log is one line' "$(grep -c . "$tmp/log")" 1
mail 192.0.2.7 default.example
like 'the default reply is 553 5.7.1' "$(refusal)" '553 5.7.1 ?*^M'
same 'a rule without id is file:line' "$(key rule)" "$tmp/rules:2"
same 'the code is logged' "$(key code)" 553
mail 198.51.100.9 -
like 'a block rule with a 4xx code' "$(refusal)" '451 4.7.1 ?*^M'
mail 192.0.2.7 defer.example
like 'defer says 451 4.7.1' "$(refusal)" '451 4.7.1 ?*^M'
same 'defer is logged' "$(key action) $(key code) $(key rule)" \
    'defer 451 later'
mail 203.0.113.5 -
like 'no reverse name says 5.7.25' "$(refusal)" '553 5.7.25 ?*^M'
same 'the setting that decided is logged' "$(key rule)" \
    default_unresolved_action
same 'no name is logged as -' "$(key host)" -
mail 192.0.2.7 good.example
is 'the next program learns of a pass' \
    '220 next verdict=pass rule=default_action score=0 rbl=unset^M'
like 'and one that is let in is not talked to' "$log" '* by=- at=- helo=- *'
same 'a pass is logged' "$(key action) $(key code) $(key rule) $(key score)" \
    'pass - default_action 0'
mail 192.0.2.7 grey.example
is 'grey goes on' '220 next verdict=grey rule=grey score=0 rbl=unset^M'
same 'grey is logged' "$(key action) $(key code) $(key rule)" 'grey - grey'
mail 192.0.2.7 scored.example
is 'the score is told' \
    '220 next verdict=pass rule=default_action score=2.5 rbl=unset^M'
same 'the score is logged' "$(key score)" 2.5
same 'a mark is noted' "$(key note)" mark:seen
mail 192.0.2.7 watched.example
is 'a watched rule goes on' \
    '220 next verdict=pass rule=default_action score=0 rbl=unset^M'
like 'a watched rule is logged' "$(key watch)" quiet*

rules <<'END'
mode watch
block @host=dyn.example id=dyn
END
mail 192.0.2.7 dyn.example
like 'mode watch lets in' "$got" '220 next verdict=pass *'
same 'mode watch logs what would be' "$(key action) $(key watch)" \
    'pass dyn:block'
rules <<'END'
mode off
block @any
END
mail 192.0.2.7 dyn.example
is 'mode off lets in' '220 next verdict=pass rule=mode score=0 rbl=unset^M'

rules <<'END'
reply_code 451
reply_text not now
unresolved_text who are you
block @host=a.example
END
mail 192.0.2.7 a.example
same 'reply_code and reply_text' "$(refusal)" '451 4.7.1 not now^M'
mail 192.0.2.7 -
same 'unresolved_text' "$(refusal)" '451 4.7.25 who are you^M'

# overrides from the environment
rules <<'END'
block @any id=all
END
cp "$db" "$tmp/refuse.db"
RELAYCLIENT='' export RELAYCLIENT
mail 192.0.2.7 dyn.example
is 'RELAYCLIENT set passes' \
    '220 next verdict=pass rule=RELAYCLIENT score=0 rbl=unset^M'
DHF=-no export DHF
mail 192.0.2.7 dyn.example
like 'RELAYCLIENT goes before DHF' "$got" '220 next * rule=RELAYCLIENT *'
unset RELAYCLIENT
DHF='' export DHF
mail 192.0.2.7 dyn.example
is 'DHF empty passes' '220 next verdict=pass rule=DHF score=0 rbl=unset^M'
DHF='-go away' export DHF
mail 192.0.2.7 -
same 'DHF -text refuses' "$(refusal) $status" '553 go away^M 0'
same 'DHF -text is logged' "$(key action) $(key code) $(key rule)" \
    'block 553 DHF'
DHF='come back' export DHF
mail 192.0.2.7 -
same 'DHF text defers' "$(refusal) $status" '451 come back^M 0'
same 'DHF text is logged' "$(key action) $(key code) $(key rule)" \
    'defer 451 DHF'
mail 192.0.2.7 - -i
is 'DHF text and -i' \
    '220 next verdict=defer rule=DHF score=0 rbl=come back^M'
DHF=$(printf 'a\r\n250 b\377\033') export DHF
mail 192.0.2.7 -
same 'DHF text is cleaned' "$(refusal)" '451 a??250 b??^M'
DHF=$(awk 'BEGIN { while (i++ < 2000) printf "x" }') export DHF
mail 192.0.2.7 -
same 'DHF text is cut' "$([ "$(refusal | wc -c)" -le 513 ] && echo yes)" yes
unset DHF
rules <<'END'
default_unresolved_action pass
default_ip_action pass
END
DHF_DB=$tmp/refuse.db export DHF_DB
mail 192.0.2.7 good.example
same 'DHF_DB goes before -f' "$(told) $(key rule)" '553 all'
DHF_DB=$tmp/none export DHF_DB
mail 192.0.2.7 good.example
same 'DHF_DB missing defers' "$(told) $status" '451 111'
unset DHF_DB

# options
rules <<'END'
block @host=b.example id=b text="go %i"
defer @host=d.example id=d text=later
END
mail 192.0.2.7 b.example -i
is '-i tells a block' \
    '220 next verdict=block rule=b score=0 rbl=-go 192.0.2.7^M'
same '-i logs the verdict' "$(key action) $(key rule)" 'block b'
mail 192.0.2.7 d.example -i
is '-i tells a defer' '220 next verdict=defer rule=d score=0 rbl=later^M'
mail 192.0.2.7 good.example -i
is '-i tells a pass' \
    '220 next verdict=pass rule=default_action score=0 rbl=unset^M'
mail 192.0.2.7 b.example -r banner
like '-r banner refuses in the greeting' "$got" '553 5.7.1 go 192.0.2.7^M
221 *^M'
same '-r banner exits 0' "$status" 0
mail 192.0.2.7 b.example -r dialogue
same '-r dialogue talks' "$(told)" 553
mail 192.0.2.7 good.example -r banner
same '-r banner lets others in' "$(told)" pass
rules <<'END'
reject_at banner
block @host=b.example id=b
END
mail 192.0.2.7 b.example
same 'reject_at banner' "$(told) $status" 'banner 553 0'
mail 192.0.2.7 b.example -r dialogue
same '-r goes before reject_at' "$(told)" 553
talk silent env -u TCPREMOTEHOST TCPREMOTEIP=192.0.2.7 \
    TCPREMOTEHOST=b.example dyn-host-filter -f "$db" -r dialogue -t 1 \
    "$tmp/next" </dev/null
like '-t ends a silent session' "$got $status" '220 * 0'

# usage
usage() {
	dyn-host-filter "$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	echo "$? $(grep -c usage "$tmp/err")"
}
same 'no program: usage' "$(usage)" '100 1'
same 'unknown option: usage' "$(usage -Q true)" '100 1'
same '-r needs banner or dialogue' "$(usage -r x true | cut -c1-3)" 100
same '-t needs a number' "$(usage -t x true | cut -c1-3)" 100
same 'options after the program are its own' "$(
	env RELAYCLIENT= dyn-host-filter echo -Q -f </dev/null 2>/dev/null)" \
    '-Q -f'

# the image is missing or damaged
mail 192.0.2.7 good.example
same 'a good image passes' "$(told)" pass
mv "$db" "$tmp/good.db"
mail 192.0.2.7 good.example
like 'no image defers' "$(refusal) $status" '451 4.3.0 ?*^M 111'
same 'no image is logged' "$(key action) $(key code) $(key rule)" \
    'defer 451 image-missing'
ok 'and the error said' [ "$(key error)" != - ]
mail 192.0.2.7 good.example -X
like 'no image and -X passes' "$got" '220 next verdict=pass rule=image-missing *'
mail 192.0.2.7 good.example -o
same 'no image and -o passes' "$(told)" pass
mail 192.0.2.7 good.example -i
like 'no image and -i tells' "$got" '220 next verdict=defer rule=image-missing *'
mail 192.0.2.7 good.example -r banner
like 'no image, in the banner' "$got $status" '451 4.3.0 ?*^M 111'
head -c 100 "$tmp/good.db" >"$db"
mail 192.0.2.7 good.example
like 'a cut image defers' "$(refusal) $status" '451 4.3.0 ?*^M 111'
same 'a cut image is logged' "$(key action) $(key code) $(key rule)" \
    'defer 451 image'
mail 192.0.2.7 good.example -X
same '-X does not cover a cut image' "$(told) $status" '451 111'
mail 192.0.2.7 good.example -o
same '-o covers a cut image' "$(told) $(key rule)" 'pass image'
: >"$db"
mail 192.0.2.7 good.example
same 'an empty image defers' "$(told) $status" '451 111'
rm "$db"
mkdir "$db"
mail 192.0.2.7 good.example
same 'a folder for an image defers' "$(told) $status" '451 111'
rmdir "$db"
echo 'block @any' >"$db"
mail 192.0.2.7 good.example
same 'rule text for an image defers' "$(told) $status" '451 111'
mv "$tmp/good.db" "$db"

# the next program does not run
printf '#!/nonexistent/sh\n' >"$tmp/interpreter"
printf '#!/bin/sh\n' >"$tmp/plain"
mkdir "$tmp/folder"
chmod 755 "$tmp/interpreter"
chmod 644 "$tmp/plain"
for prog in /nonexistent/smtpd no-such-smtpd "$tmp/folder" "$tmp/plain" \
    "$tmp/interpreter"; do
	talk lockstep env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=good.example \
	    dyn-host-filter -f "$db" "$prog" </dev/null
	like "cannot run ${prog##*/}" "$got $status" '421 4.3.0 ?*^M 111'
done

# the port that tcpserver listens on
rules <<'END'
block @port=1-65535 id=ours
END
vector 192.0.2.1 company.com '553 0' 'the local port is asked'
rules <<'END'
block !@port=1-65535 id=ours
END
vector 192.0.2.1 company.com 'pass 0' 'and known'
rules <<'END'
block @port=25,587
END
for port in '25 block 553' '465 pass' '587 block 553'; do
	# shellcheck disable=SC2086 # the port, then what is wanted
	set -- $port
	same "-p $1" "$(dhf-test -f "$db" -p "$1" -t a.example/192.0.2.1)" \
	    "a.example/192.0.2.1 -> ${port#* }"
done
same 'without it nobody knows' "$(dhf-test -f "$db" -t a.example/192.0.2.1)" \
    'a.example/192.0.2.1 -> pass'

# the log and dhf-test's JSON tell of the same image, and of the same name
rules <<'EOF'
block @name=ours.example
EOF
mail 192.0.2.1 ours.example
json=$(dhf-test -f "$db" -j -t ours.example/192.0.2.1)
like 'JSON: how the name is known, and the image' "$json" \
    "*,\"name_is\":\"given\",\"db\":\"$(key db)\",\"ban\":null}"
same 'the log: how the name is known' "$(key name)" given
first=$(key db)
rules <<'EOF'
block @name=other.example
EOF
mail 192.0.2.1 ours.example
ok 'another image, another checksum' [ "$first" != "$(key db)" ]
