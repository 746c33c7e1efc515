#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-test -e: exit status, complaints, JSON, and the same count as -b gives.
. "${0%/*}/lib.sh"
plan 39
cd "$tmp" || exit 1

cat >dhf.conf <<'END'
default_unresolved_action pass
default_ip_action pass
block @name=dyn.example.net id=dyn
grey @regex="$1[.-]$2[.-]$3[.-]$4" id=full
mark @regex=static id=st
END

# run WANTED_STATUS NAME ARGUMENT...: asks the rules, checks the status
run() {
	want=$1 name=$2
	shift 2
	dhf-test -f dhf.conf "$@" >out 2>err
	status=$?
	got=$(cat -v out)
	same "$name: exit status" "$status" "$want"
}

# the exit status is for scripts: has a good client been hit?
printf '192.0.2.1\tmx.example.org\tlegit\n' >good.tsv
printf '192.0.2.1\ta.dyn.example.net\tlegit\n' >wrong.tsv
printf '192.0.2.1\tmx.example.org\tdynamic\n' >missed.tsv
printf '192.0.2.1\ta.dyn.example.net\tgeneric\n' >other.tsv
run 0 'no good client is hit' -e good.tsv
empty 'no good client is hit: no complaint' err
like 'no good client is hit: says so' "$(tail -n 1 out)" none
run 1 'a good client is hit' -e wrong.tsv
like 'a good client is hit: which' "$(tail -n 1 out)" \
    'dyn * 1  a.dyn.example.net/192.0.2.1'
run 0 'a dynamic client is missed' -e missed.tsv
like 'a dynamic client is missed: which' "$(grep example.org out)" \
    'dynamic * 1 * 1  example.org * mx.example.org/192.0.2.1'
run 0 'another label' -e other.tsv
same 'another label: is never wrong' "$(grep -c wrong out)" 0
like 'another label alone: says so' "$(cat err)" \
    'dhf-test: other.tsv: no label that says what is right: *'
sed 's/legit/Legit/' wrong.tsv >capital.tsv
run 1 'a label in capitals is the same' -e capital.tsv
empty 'a label in capitals: no complaint' err
run 1 '--evaluate' --evaluate=wrong.tsv
dhf-compile -o dhf.db dhf.conf >/dev/null 2>&1
dhf-test -f dhf.db -e wrong.tsv 2>err | diff out - >diff
empty 'an image is asked as its text is' diff
cp out want
run 1 'standard input' -e - <wrong.tsv
same 'standard input is read like a file' "$got" "$(cat want)"

# lines that can't be read: each is named, the others count
{
	cat good.tsv
	printf '%s\n' '192.0.2.1	mx.example.org' '' '# comment' \
	    '192.0.2	mx.example.org	legit' \
	    '192.0.2.1	mx.example.org	legit	-	MMVII'
	printf '192.0.2.1\ta.example\tlegit\000x\n'
	cat wrong.tsv
} >bad.tsv
run 100 'bad lines' -e bad.tsv
same 'bad lines: their places' "$(cut -d: -f2,3 err | tr '\n' ' ')" \
    ' bad.tsv:2  bad.tsv:5  bad.tsv:6  bad.tsv:7 '
like 'bad lines: the others count' "$(sed -n 2p out)" 'legit * 2 *'
run 100 'bad lines on standard input' -e - <bad.tsv
like 'bad lines on standard input: where' "$(sed 1q err)" \
    'dhf-test: standard input:2: *'
printf '# nothing\n' >empty.tsv
run 100 'a list of nobody' -e empty.tsv
like 'a list of nobody: says so' "$(cat err)" '*empty.tsv: no client*'
run 111 'a list that is not there' -e none.tsv
like 'a list that is not there: says so' "$(cat err)" '*open none.tsv: *'
run 111 'a folder' -e .
run 100 '-e without a file' -e
if [ -c /dev/full ]; then
	dhf-test -f dhf.conf -e good.tsv >/dev/full 2>err
	same 'a full disk' $? 111
else
	skip 'a full disk' 'no /dev/full here'
fi

# JSON
cat >check.py <<'END'
import json
import sys
lines = sys.stdin.read().splitlines()
o = json.loads(lines[0])
r = {(s['label'], s['by'], s['value']): s for s in o['rates']}
print(len(lines), o['bad_lines'], *(
    f"{s['label']}:{s['rows']}:{s['block']}:{s['rate']}:{s['macro']}"
    for s in o['rates'] if s['by'] == 'all'))
print(*(f"{d['domain']}:{d['wrong']}:{d['rows']}:{d['example']}"
        for k in ('missed', 'hit') for d in o[k]))
print(*(f"{d['rule']}:{d['wrong']}:{d['example']}" for d in o['rules']))
END
cat good.tsv wrong.tsv missed.tsv other.tsv >all.tsv
# without a name the expressions see the address
printf '192.0.2.1\t-\tspam\nx\n' >>all.tsv
run 100 '-j' -j -e all.tsv
python3 check.py <out >keys 2>&1
same '-j: rates' "$(sed -n 1p keys)" \
    "1 1 dynamic:1:0:0.0:0.0 generic:1:1:1.0:1.0 legit:2:1:0.5:0.5 \
spam:1:0:1.0:None"
same '-j: domains' "$(sed -n 2p keys)" \
    "example.org:1:1:mx.example.org/192.0.2.1 \
example.net:1:1:a.dyn.example.net/192.0.2.1"
same '-j: rules' "$(sed -n 3p keys)" 'dyn:1:a.dyn.example.net/192.0.2.1'
printf '192.0.2.1\ta"\\\001\377.dyn.example.net\t%s\n' legit 'le"git\' >odd.tsv
run 1 '-j: odd bytes' -j -e odd.tsv
ok '-j: odd bytes are still JSON' python3 -m json.tool out json
run 1 'text: odd bytes' -e odd.tsv
same 'text: odd bytes do not get through' "$(unclean out)" ''

# a large list: the figures of -b, counted by another program
corpus=$shared/corpus
cat >count.py <<'END'
import collections
import sys
rows, hits = collections.Counter(), collections.Counter()
with open(sys.argv[1], encoding='ascii') as asked:
    for line, verdict in zip(asked, sys.stdin):
        ip, host, label, form, year = line.rstrip('\n').split('\t')
        hit = verdict.split('\t')[2] not in ('pass', 'mark')
        for key in ('all', ''), ('form', form), ('year', year), (
                'period', 'before 2019' if year < '2019' else
                '2019 and later'):
            rows[label, *key] += 1
            hits[label, *key] += hit
for key in sorted(rows):
    print(*key, rows[key], hits[key], sep='|')
END
cat >print.py <<'END'
import json
import sys
for s in json.load(sys.stdin)['rates']:
    if s['by'] not in ('address', 'partial'):
        print(s['label'], s['by'], s['value'], s['rows'], s['hits'], sep='|')
END
# names that come without an address are beyond -b
for list in names ambiguous ipv6; do
	if ! [ -r "$corpus/$list.tsv" ]; then
		skip "$list.tsv: the figures of -b" "no ../shared/corpus"
		continue
	fi
	grep -v '^-' "$corpus/$list.tsv" >asked
	dhf-test -f dhf.conf -b <asked | python3 count.py asked >want
	dhf-test -f dhf.conf -j -e asked | python3 print.py | sort >counted
	sort want | diff - counted >diff
	empty "$list.tsv: the figures of -b" diff
done
