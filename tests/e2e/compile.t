#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-compile: what it says about rule text, and what it leaves behind.
. "${0%/*}/lib.sh"
plan 116
cd "$tmp" || exit 1
mkdir db.d
db=db.d/dhf.db

# compile [OPTION...] CONF: sets $status and $got, what it said
compile() {
	dhf-compile -o "$db" "$@" >out 2>err </dev/null
	status=$?
	got=$(cat out err | cat -v)
}
# verdict IP HOST: what the image answers, as one line
verdict() {
	printf '%s\t%s\n' "$1" "$2" | dhf-test -f "$db" -b 2>&1 |
	    cut -f 3- | tr '\t' ' '
}
# at LINE[:COLUMN] [warning]: how many diagnostics speak of that place
at() {
	case $1 in *:*) where=$1 ;; *) where="$1:[0-9]+" ;; esac
	grep -cE "^conf:$where: ${2+warning: }[^ ]" err
}

# a good file first, to see that nothing replaces it
echo 'block @any id=first' >conf
compile conf
same 'a good file compiles' "$status" 0
same 'silently' "$got" ''
same 'and serves' "$(verdict 192.0.2.1 a.example)" 'block 553 first'
cp "$db" kept

# bad TEXT: an error in line 2, with a place and a hint; nothing is installed
bad() {
	printf 'pass @host=ok.example\n%s\npass @host=fine.example\n' "$1" >conf
	compile conf
	echo "$status $(at 2) $(cmp "$db" kept 2>&1)" >row
	[ "$(cat row)" = '100 1 ' ] ||
		printf '%s: %s %s\n' "$1" "$(cat row)" "$got" >>complaints
}
: >complaints
while IFS= read -r text; do
	bad "$text"
done <<'END'
blok @any
@any block
block
pass
score @any
score much @any
score 1e9 @any
score 5000 @any
block @nonsense
block @ip
block @ip=
block @ip=1.2.3
block @ip=010.1.2.3
block @ip=192.0.2.0/33
block @ip=2001:db8::/129
block @ip=192.0.2.0/x
block @ip=192.0.2.1,
block @range=192.0.2.9-192.0.2.1
block @range=192.0.2.1-2001:db8::1
block @range=192.0.2.1
block @ipfile=missing.txt
block @regex=(
block @regex="a(b"
block @regex=[a
block @regex=a{3,1}
block @regex=*
block @regex=%{NOTHING}
block (
block a%{NOTHING}
block @name=
block @host="two words"
block @any colour=red
block @any word
block @any id=
block @any code=200
block @any code=700
block @any code=abc
defer @any code=553
grey @any code=550
block @any dsn=5.7
block @any code=550 dsn=4.7.1
block @any mode=maybe
block @any expires=tomorrow
block @any expires=2027-02-30
block @any expires=2027-13-01
score 1 @any good=much
block @any text="open
block ^host[0-9] id=x
block ^host[0-9] @ip=192.0.2.0/24
block @name=dyn.example must=mail.example
block @name=dyn.example mustnot=a.dyn.example
block @ip=192.0.2.0/24 must=a.example/198.51.100.1
block @ip=192.0.2.0/24 must=198.51.100.1
include missing.conf
include
import nonsense networks.txt
import networks missing.txt
import networks
define
define NAME
default_action maybe
default_action
default_unresolved_action 5
reply_code 200
reply_code 999
defer_code 553
mode maybe
reject_at never
score_block much
dns_timeout soon
dns_timeout 1.5
dns_timeout 61s
greylist_delay 5x
greylist_delay 1.5s
greylist_window 1h30m
nonsense_setting 1
END
empty 'each wrong line is an error in its place, and installs nothing' \
    complaints

printf 'blok @any\n' >conf
compile conf
same 'the column of a wrong first word' "$(at 1:1)" 1
printf '   blok @any\n' >conf
compile conf
same 'the column counts from 1' "$(at 1:4)" 1
printf 'blok @any\npass @any\n\n# x\ngrok\nblock @ip=1.2.3\n' >conf
compile conf
same 'all errors are said' "$status $(at 1) $(at 5) $(at 6)" '100 1 1 1'
printf 'pass @host=a.example \\\n @ip=192.0.2.0/24 \\\n colour=red\n' >conf
compile conf
like 'an error in a continued line' "$status $(cat err)" '100 conf:[13]:*'
printf 'block @host=a\000b\n' >conf
compile conf
same 'a NUL byte' "$status" 100
awk 'BEGIN { printf "block "; while (i++ < 5000) printf "("; print "a" }' >conf
compile conf
same 'a deep nest' "$status $(at 1)" '100 1'
awk 'BEGIN { printf "block @host="; while (i++ < 200000) printf "a" }' >conf
compile conf
same 'a host longer than a name can be' "$status $(at 1)" '100 1'
printf 'include conf\n' >conf
compile conf
same 'a file that includes itself' "$status" 100
printf 'include b.conf\n' >a.conf
printf 'include a.conf\n' >b.conf
compile a.conf
same 'files that include each other' "$status" 100
compile none.conf
like 'a file that is not there' "$status" '1[01][01]'
same 'all this installed nothing' "$(cmp "$db" kept 2>&1; ls db.d)" dhf.db
printf 'block @host=\033[2J\377 id=x colour=red\n' >conf
compile conf
same 'a message is printable' "$status $(unclean err)" '100 '

# -n, usage
printf 'pass @any\n' >conf
compile -n conf
same '-n checks only' "$status $got $(cmp "$db" kept 2>&1)" '0  '
printf 'blok\n' >conf
compile -n conf
same '-n finds errors' "$status $(at 1)" '100 1'
dhf-compile -Q 2>err
same 'an unknown option' "$? $(grep -c usage err)" '100 1'
dhf-compile -o "$db" a b 2>err
same 'one word too many' $? 100

# installing
printf 'block @any id=second\n' >conf
exec 8<"$db"
compile conf
cmp - kept <&8 >diff 2>&1
empty 'who has the old image open keeps it' diff
exec 8<&-
same 'the new one serves' "$(verdict 192.0.2.1 a.example)" 'block 553 second'
same 'nothing else is left' "$(ls -A db.d)" dhf.db
dhf-compile -o none.d/dhf.db conf 2>err
like 'a folder that is not there' "$? $(grep -c none.d err)" '1[01][01] 1'
compile conf
cp "$db" kept
compile conf
cmp "$db" kept >diff 2>&1
empty 'the same text makes the same image' diff

echo '# nothing' >nothing.conf
same 'a file that says nothing is noted' "$(dhf-compile -n nothing.conf 2>&1)" \
    'nothing.conf:1: note: no rule and no setting: the defaults decide about all clients'

# not over the rules, but over an image that is damaged
cp conf rules.conf
ln -s rules.conf linked
dhf-compile -o linked rules.conf 2>err
same 'the rules are no place for their image' \
    "$? $(cat err) $(cmp rules.conf conf 2>&1)" \
    '100 dhf-compile: -o: linked is the rule text: name another file '
dhf-compile -n -o rules.conf rules.conf 2>err
same '-n writes nothing, and so does not look' \
    "$? $(cat err) $(cmp rules.conf conf 2>&1)" '0  '
echo 'no image' >damaged
dhf-compile -o damaged conf 2>err
same 'what is damaged is replaced' "$? $(cmp damaged "$db" 2>&1)" '0 '

# a full disk, as a limit on the size of files
awk 'BEGIN { for (; i < 20000; i++) printf "block @ip=10.%d.%d.%d\n",
    i / 65536, i / 256 % 256, i % 256 }' >big.conf
full() {
	(ulimit -f 1; dhf-compile -o "$db" big.conf 2>&1; echo $?) | tail -n 1
}
like 'a file too large to write' "$(full)" '1[0-9]*'
cmp "$db" kept >diff 2>&1
empty 'leaves the old image' diff
same 'which serves' "$(verdict 192.0.2.1 a.example)" 'block 553 second'
# and a real one
small() {
	[ "$(id -u)" = 0 ] || return 1
	mkdir small && mount -t tmpfs -o size=32k none small 2>/dev/null
}
if small; then
	cleanup() { umount "$tmp/small"; }
	dhf-compile -o small/dhf.db conf
	dhf-compile -o small/dhf.db big.conf 2>err
	same 'a full disk: exit status' $? 111
	cmp small/dhf.db kept >diff 2>&1
	empty 'a full disk: the old image serves' diff
	same 'a full disk: nothing else is left' "$(ls -A small)" dhf.db
else
	for what in 'exit status' 'the old image serves' \
	    'nothing else is left'; do
		skip "a full disk: $what" 'needs root and tmpfs'
	done
fi

# include
mkdir inc inc/d
printf 'pass @host=one.example\ninclude inc/a.conf\nblock @any id=end\n' >conf
printf 'block @host=two.example\ninclude d\n' >inc/a.conf
printf 'block @host=three.example id=b\nblock @host=four.example\n' \
    >inc/d/b.conf
printf 'defer @host=three.example id=a\n' >inc/d/a.conf
printf 'pass @host=three.example id=not\n' >inc/d/0.txt
compile conf
same 'include compiles' "$status" 0
same 'include: before' "$(verdict 192.0.2.1 one.example)" 'pass - conf:1'
same 'include: a file' "$(verdict 192.0.2.1 two.example)" \
    'block 553 inc/a.conf:1'
same 'include: a folder in order' "$(verdict 192.0.2.1 three.example)" \
    'defer 451 a'
same 'include: a folder of a folder' "$(verdict 192.0.2.1 four.example)" \
    'block 553 inc/d/b.conf:2'
same 'include: after' "$(verdict 192.0.2.1 five.example)" 'block 553 end'
printf 'block @host=a\nblok\n' >inc/d/b.conf
compile conf
same 'include: errors name the file' "$status $(
    grep -c '^inc/d/b.conf:2:1: ' err)" '100 1'
printf '192.0.2.0/24 ; doc\n\n# none\n2001:db8::/32\n' >inc/nets.txt
printf 'block @ipfile=nets.txt id=file\n' >inc/a.conf
compile conf
same 'ipfile beside its rule file' "$(verdict 192.0.2.1 x) $(
    verdict 2001:db8::1 x) $(verdict 198.51.100.1 x)" \
    'block 553 file block 553 file block 553 end'
printf '192.0.2.0/24\n192.0.2.0/33\n' >inc/nets.txt
compile conf
same 'ipfile: an error names the line' "$status $(
    grep -c '^inc/nets.txt:2:' err)" '100 1'

# import
imported() { same "import $1" "$(verdict "$2" "$3" | cut -d' ' -f1,2)" "$4"; }
printf '# nets\n192.0.2.0/24\n2001:db8::/32 ; doc\n' >nets.txt
printf 'import networks nets.txt\n' >conf
compile conf
same 'import networks compiles' "$status" 0
imported 'networks: listed' 192.0.2.9 a.example 'block 553'
imported 'networks: IPv6' 2001:db8::9 a.example 'block 553'
imported 'networks: not listed' 192.0.3.9 a.example 'pass -'
printf 'import networks nets.txt defer\n' >conf
compile conf
imported 'networks, as defer' 192.0.2.9 a.example 'defer 451'
printf 'import networks nets.txt pass\ndefault_action block\n' >conf
compile conf
imported 'networks, as pass' 192.0.2.9 a.example 'pass -'
cat >pcre <<'END'
# a table as Postfix has it
/^good\./		OK
/^dyn[0-9]+\.example\.com$/	REJECT	dynamic (example.com)
/^LATER\./	450 come back
/^UPPER\./i	REJECT
!/\./		REJECT no dot
if /\.isp\.test$/
/^mail\./	DUNNO
/^[0-9]+-[0-9]+/
	REJECT	continued line
if /pool/
/^x/	554 5.7.1 nested
endif
endif
/end$/	REJECT
END
printf 'import postfix-pcre pcre\n' >conf
compile conf
same 'import postfix-pcre compiles' "$status" 0
imported 'postfix-pcre: OK' 192.0.2.1 good.end 'pass -'
imported 'postfix-pcre: REJECT' 192.0.2.1 dyn7.example.com 'block 553'
imported 'postfix-pcre: anchored' 192.0.2.1 adyn7.example.com 'pass -'
imported 'postfix-pcre: 450' 192.0.2.1 later.example 'defer 450'
imported 'postfix-pcre: i means case counts' 192.0.2.1 upper.example 'pass -'
imported 'postfix-pcre: not' 192.0.2.1 nodot 'block 553'
imported 'postfix-pcre: in if' 192.0.2.1 1-2.isp.test 'block 553'
imported 'postfix-pcre: not in if' 192.0.2.1 1-2.other.test 'pass -'
imported 'postfix-pcre: in both' 192.0.2.1 x.pool.isp.test 'block 554'
imported 'postfix-pcre: in one' 192.0.2.1 x.isp.test 'pass -'
imported 'postfix-pcre: DUNNO' 192.0.2.1 mail.isp.test 'pass -'
imported 'postfix-pcre: last' 192.0.2.1 a.the-end 'block 553'
mail 192.0.2.1 dyn7.example.com
like 'import postfix-pcre: the text' "$(refusal)" '553*dynamic (example.com)^M'
printf 'import postfix-pcre pcre defer\n' >conf
compile conf
imported 'postfix-pcre, as defer' 192.0.2.1 dyn7.example.com 'defer 451'
printf '/a/ REJECT\n/(/ REJECT\nnonsense\n/b/ FILTER smtp:x\n' >pcre
printf 'import postfix-pcre pcre\n' >conf
compile conf
same 'import postfix-pcre: wrong lines are named' "$(
    grep -cE '^pcre:[23]:' err)" 2
same 'import postfix-pcre: what is not known is named' "$(
    grep -cE '^pcre:4:' err)" 1
cat >cidr <<'END'
192.0.2.7	OK
192.0.2.0/24	REJECT not you
198.51.100.0/24	450 later
2001:db8::/32	554 5.7.1 six
END
printf 'import postfix-cidr cidr\n' >conf
compile conf
same 'import postfix-cidr compiles' "$status" 0
imported 'postfix-cidr: OK' 192.0.2.7 a.example 'pass -'
imported 'postfix-cidr: REJECT' 192.0.2.8 a.example 'block 553'
imported 'postfix-cidr: 450' 198.51.100.8 a.example 'defer 450'
imported 'postfix-cidr: 554' 2001:db8::1 a.example 'block 554'
imported 'postfix-cidr: not listed' 203.0.113.8 a.example 'pass -'
printf '# names\n.dyn.example.net\nexact.example.org\n' >rdns
printf 'import spamdyke-rdns rdns\n' >conf
compile conf
same 'import spamdyke-rdns compiles' "$status" 0
imported 'spamdyke-rdns: below' 192.0.2.1 a.b.dyn.example.net 'block 553'
imported 'spamdyke-rdns: exact' 192.0.2.1 exact.example.org 'block 553'
imported 'spamdyke-rdns: exact only' 192.0.2.1 a.exact.example.org 'pass -'
imported 'spamdyke-rdns: beside' 192.0.2.1 notdyn.example.net 'pass -'
cat >tcp <<'END'
# as tcprules(1) reads it
192.0.2.7:allow
192.0.2.:deny
203.0.113.37-53:deny
198.51.100.1:allow,RBLSMTPD="-no way"
198.51.100.2:allow,RBLSMTPD="not now"
198.51.100.3:allow,RELAYCLIENT=""
=bad.example:deny
=.pool.example:deny
:allow
END
printf 'import tcprules tcp\n' >conf
compile conf
same 'import tcprules compiles' "$status" 0
imported 'tcprules: deny' 192.0.2.8 a.example 'block 553'
imported 'tcprules: allow' 192.0.2.7 a.example 'pass -'
imported 'tcprules: range' 203.0.113.53 a.example 'block 553'
imported 'tcprules: out of range' 203.0.113.54 a.example 'pass -'
imported 'tcprules: RBLSMTPD, hard' 198.51.100.1 a.example 'block 553'
imported 'tcprules: RBLSMTPD, soft' 198.51.100.2 a.example 'defer 451'
imported 'tcprules: RELAYCLIENT' 198.51.100.3 a.example 'pass -'
imported 'tcprules: name' 192.0.3.8 bad.example 'block 553'
imported 'tcprules: names below' 192.0.3.8 a.pool.example 'block 553'
imported 'tcprules: other name' 192.0.3.8 a.bad.example 'pass -'

# must and mustnot
printf '%s\n' 'block @rdns=none must=a.example/192.0.2.1' \
    'block @rdns=none @name=x.example mustnot=a.x.example' \
    'block @name=y.example must=a.y.example,y.example mustnot=z.example' \
    'block @ip=192.0.2.0/24 must=192.0.2.1,a/192.0.2.2 mustnot=192.0.3.1' \
    >conf
compile conf
same 'must and mustnot that hold, or may' "$status" 0

# warnings, which stop nothing
warn() {
	printf '%s\n' "$2" >conf
	compile conf
	same "warning: $1" "$status $(at "$3" warning)" '0 1'
}
warn 'a rule after @any' 'block @any
pass @host=a.example' 2
warn 'the same rule again' 'block ^host\d
pass ^mail
block ^host\d' 3
warn 'a name below a name' 'block @name=example.net
pass @name=dyn.example.net' 2
warn 'a network in a network' 'block @ip=192.0.2.0/24
pass @ip=192.0.2.7' 2
warn 'a bare dot before a top-level domain' 'block dynamic.example.com$' 1
warn 'host bits' 'block @ip=192.0.2.7/24' 1
warn 'a pattern that can blow up' 'block ^(a+)+$' 1
quiet() {
	printf '%s\n' "$2" >conf
	compile conf
	same "no warning: $1" "$status $got" '0 '
}
quiet 'a pass before a wider block' 'pass @ip=192.0.2.7
block @ip=192.0.2.0/24'
quiet 'a list' 'score 3 @dnsbl=bl.example.org'
quiet 'escaped dots' 'block \.dyn\.example\.com$'
quiet 'no blow-up' 'block ^host(\d{1,3}-){3}\d{1,3}\.'
quiet 'a watched rule shadows nothing' 'block @any mode=watch
pass @host=a.example'

# time and continuation
printf '%s\n' 'block @any id=old expires=2001-01-01' \
    'block @any id=now expires=9999-12-31' >conf
compile conf
same 'an expired rule does not hold, a later one does' \
    "$status $(verdict 192.0.2.1 a)" '0 block 553 now'
printf 'block @any \\\n  id=long \\\n  code=550\npass @any # \\\n x\n' >conf
compile conf
same 'a continued line is one rule' "$status $(verdict 192.0.2.1 a)" \
    '0 block 550 long'
printf 'block @host=a.example id=crlf\r\ndefault_action defer\r\n' >conf
compile conf
same 'CRLF' "$status $(verdict 192.0.2.1 a.example) $(verdict 192.0.2.1 b)" \
    '0 block 553 crlf defer 451 default_action'
printf 'block @host=a.example id=last' >conf
compile conf
same 'no newline at the end' "$status $(verdict 192.0.2.1 a.example)" \
    '0 block 553 last'
printf '\t# c\n\n  \t\n block\t@host=a.example\tid=x\t# c\n' >conf
compile conf
same 'blanks, tabs, comments' "$status $(verdict 192.0.2.1 a.example)" \
    '0 block 553 x'

# a link stays: what it leads to is replaced
mkdir real
ln -s ../real/dhf.db db.d/link.db
echo 'block @any id=linked' >conf
db=db.d/link.db
compile conf # there is no file yet
same 'a link that leads to no file makes it' \
    "$status $(ls real) $(verdict 192.0.2.1 a)" '0 dhf.db block 553 linked'
echo 'block @any id=again' >conf
compile conf
same 'a link leads to the file that is replaced' \
    "$status $(ls real) $(readlink db.d/link.db) $(verdict 192.0.2.1 a)" \
    '0 dhf.db ../real/dhf.db block 553 again'
chmod 777 real
compile conf
same 'nothing is put where everybody may write' "$status $(grep -c 'real' err)" \
    '100 1'

# what every client pays for
cat >conf <<'END'
block @regex="[a-z][0-9]$"
block @regex="[0-9]-[0-9]-[a-z]\.[a-z]"
block @regex="(?=[0-9])[a-z0-9]"
score 4 @regex="literal" good=-1.5
block @regex="literal"
END
dhf-compile -n conf >out 2>err
same 'rules are noted that every name is tried with, and what asks PCRE2' \
    "$(sed 's/[0-9]*\.[0-9] us/N us/' out)" \
    'conf:1: note: tried for every name with at least 1 digit, the last byte a digit, about N us each: no literal of two bytes is required
conf:2: note: tried for every name with at least 2 digits, 2 hyphens, 1 dot, about N us each: no literal of two bytes is required
conf:3: note: tried for every name, about N us each by PCRE2: no literal of two bytes is required
conf:4: note: tried for every name, about N us each: a miss counts, too'
same 'none of them takes no time' "$(grep -c ' 0\.0 us' out)" 0
i=0
while [ "$i" -lt 31 ]; do
	echo "block [a-z][0-9]{$((i + 1))}x"
	i=$((i + 1))
done >conf
same 'and more than 30 are worth a warning' \
    "$(dhf-compile -n conf 2>&1 >/dev/null | grep -c '31 expressions are tried')
$(sed 1d conf >conf2; dhf-compile -n conf2 2>&1 >/dev/null |
    grep -c 'expressions are tried')" '1
0'

# whoever reads the image may be in another folder
mkdir -p rel/d
{
	for setting in state_dir daemon relay greylist_autogreen \
	    offender_never ban_socket store_secret; do
		echo "$setting d/x"
	done
	echo 'reject_at rcpt'
} >rel/conf
echo 'import dynastop green.conf' >rel/green
printf 'AutoGreen d/x\n' >rel/green.conf
here=$(pwd -P)
# paths DB: what stands in it beside the default of a path
paths() { dhf-test -f "$1" -d | sed -n "s,$here,HERE,; s/.*\(HERE.*\)/\1/p"; }
(cd rel && dhf-compile -o "$here/db.d/rel.db" conf >/dev/null 2>&1)
same "the paths of settings start at the file's folder, from the root" \
    "$(paths db.d/rel.db | sort | uniq -c | tr -s ' ')" ' 7 HERE/rel/d/x'
same 'whatever the file is called from' "$(paths rel/conf)" \
    "$(paths db.d/rel.db)"
same 'and so does that of AutoGreen' "$(paths rel/green)" 'HERE/rel/d/x'
