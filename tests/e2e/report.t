#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-report: the same numbers in all forms and by another count, from logs of
# all kinds, of hostile ones, and over rotation.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
TZ=UTC0
export TZ
make_log() { "$tools/log-make" "$@"; }
# decisions FILE...: how many the report counts
decisions() {
	dhf-report -j "$@" 2>>"$tmp/said" |
	    python3 -c 'import json, sys
print(json.load(sys.stdin)["lines"]["decisions"])'
}
# whole LOG...: what another count does not agree with
whole() {
	dhf-report -n 1000 -j -o "$tmp/page" "$@" >"$tmp/json" 2>"$tmp/said" &&
	    "$tools/log-count" "$tmp/json" "$tmp/page" "$@" 2>&1
}

# ---- the numbers ----
make_log -n 4000 -r >"$tmp/week"
whole "$tmp/week" >"$tmp/differs"
same 'it says nothing' "$? $(cat "$tmp/said")" '0 '
empty 'JSON and page say what another count does' "$tmp/differs"
dhf-report "$tmp/week" >"$tmp/text"
# of the JSON, by words: the text has the same numbers
python3 - "$tmp/json" "$tmp/text" >"$tmp/differs" <<'END'
import json, sys
j, text = json.load(open(sys.argv[1])), open(sys.argv[2]).read()
for word, n in list(j["actions"].items()) + \
        [(r["rule"], r["hits"]) for r in j["rules"] if r["hits"] > 0] + \
        [(r["key"], r["count"]) for r in j["top"]["domains"]["rows"][:20]]:
    if not any(line.split()[0].replace(",", "") == str(n) and
               line.rstrip().endswith(word)
               for line in text.splitlines() if line.strip()):
        print(word, n)
END
empty 'and so does the text' "$tmp/differs"
same 'the text has no line longer than a terminal, names apart' \
    "$(awk 'length > 120' "$tmp/text")" ''
same 'no local part of a recipient is told' \
    "$(grep -c 'anna\|j\.smith' "$tmp/json" "$tmp/page" "$tmp/text" |
    sed 's/.*://' | tr '\n' ' ')" '0 0 0 '
like 'unless somebody wants to know' \
    "$(dhf-report --addresses "$tmp/week")" '*anna@shop.example*'
like 'the last refusals have their receipts' "$(tail -n 1 "$tmp/text")" \
    '2024-02-07 ??:??  [0-9A-Z][0-9A-Z][0-9A-Z][0-9A-Z]*'
if command -v xmllint >/dev/null; then
	xmllint --html --noout "$tmp/page" 2>&1 | grep 'error' |
	    grep -v 'Tag \(svg\|path\|desc\|title\|main\|section\|header\|footer\|time\|details\|summary\) invalid' \
	    >"$tmp/differs"
	empty 'the page is HTML' "$tmp/differs"
else
	skip 'the page is HTML' 'no xmllint: make deps-peers'
fi

# ---- what the filter itself writes ----
rules <<'END'
default_ip_action pass
block @name=isp.example id=isp
END
mail 198.51.100.7 dsl-198-51-100-7.isp.example
grep -a '^dyn-host-filter: ' "$tmp/log" | tee "$tmp/line" | dhf-report -j >"$tmp/json"
same "the filter's own line is read, to its receipt" "$(python3 -c 'import json, sys
j = json.load(open(sys.argv[1]))
r = j["refusals"][0]
print(j["lines"]["decisions"], j["lines"]["unreadable"], r["rule"], r["code"],
      r["why"], len(r["why"]))' "$tmp/json")" \
    "1 0 isp 553 $(sed 's/.* why=//' "$tmp/line") 12"

# ---- rules that are known ----
cat >"$tmp/conf" <<'END'
default_ip_action pass
pass @name=friend.example id=friends
block @name=never.example id=never-hit
END
got=$(dhf-report -f "$tmp/conf" -t -o "$tmp/page" "$tmp/week" |
    grep 'never hit')
like 'a rule that was never hit is told of' "$got" '*1 *rules were never hit'
same 'by its name on the page' "$(grep -c '<li>never-hit' "$tmp/page")" 1

# ---- what stands around lines, and where logs are ----
mkdir "$tmp/logs" "$tmp/multilog" "$tmp/none"
for f in multilog svlogd syslog rfc3339 export json none; do
	make_log -n 300 -r -f $f >"$tmp/logs/$f"
done
dhf-report -j "$tmp/logs/multilog" >"$tmp/want"
for f in svlogd rfc3339 export json; do
	dhf-report -j "$tmp/logs/$f" >"$tmp/json"
	python3 - "$tmp/want" "$tmp/json" >"$tmp/differs" <<'END'
import json, sys
a, b = (json.load(open(n)) for n in sys.argv[1:])
for k in a:
    if k not in ("lines", "made", "programs") and a[k] != b[k]:
        print(k)
END
	empty "$f says what multilog does" "$tmp/differs"
done
same 'a log without years, and one without times' \
    "$(decisions "$tmp/logs/syslog") $(decisions "$tmp/logs/none")" '300 300'
same 'several logs are one' "$(decisions "$tmp"/logs/*)" 2100
head -n 100 "$tmp/logs/multilog" >"$tmp/multilog/@4000000065bb0000.s"
sed -n 101,200p "$tmp/logs/multilog" | gzip >"$tmp/multilog/@4000000065bc0000.s"
sed -n 201,300p "$tmp/logs/multilog" >"$tmp/multilog/current"
: >"$tmp/multilog/lock"
dhf-report -j "$tmp/multilog" >"$tmp/json"
same 'a folder of multilog is all its logs, compressed ones too' \
    "$(sed 's/"made":"[^"]*",//; s/"files":.,//' "$tmp/json" | cksum)" \
    "$(sed 's/"made":"[^"]*",//; s/"files":.,//' "$tmp/want" | cksum)"
for packer in gzip xz zstd bzip2; do
	if command -v $packer >/dev/null; then
		$packer -c <"$tmp/logs/multilog" >"$tmp/packed"
		same "$packer" "$(decisions "$tmp/packed")" 300
	else
		skip $packer "no $packer: make deps-peers"
	fi
done
same 'standard input' "$(decisions <"$tmp/logs/multilog")" 300
gzip -c <"$tmp/week" | head -c 5000 >"$tmp/torn"
got=$(dhf-report "$tmp/torn" "$tmp/week" 2>&1 >"$tmp/text")
like 'a log that ends too early is an error, and the others count' "$? $got" \
    '111 *dhf-report: *torn: gzip *'
like 'all of the other is there' "$(cat "$tmp/text")" '*of 2 files*'
mkdir "$tmp/alone"
ln -s "$bindir/dhf-report" "$tmp/alone"
got=$(PATH=$tmp/alone dhf-report "$tmp/packed" 2>&1 >/dev/null)
like 'who unpacks has to be there' "$? $got" '100 dhf-report: */packed: find *'
got=$(dhf-report "$tmp/none" 2>&1)
like 'a folder without logs' "$? $got" '100 *no log of multilog*'
got=$(dhf-report "$tmp/not-there" 2>&1 >/dev/null)
like 'a log that is not there' "$? $got" '111 *No such file*'
got=$(dhf-report </dev/null | head -n 3 | tail -n 1)
is 'nothing at all' 'from - to - UTC'
for wrong in '-n 0' '-n 1001' '-t -j' '-z'; do
	# shellcheck disable=SC2086 # words
	dhf-report $wrong "$tmp/week" >"$tmp/out" 2>&1
	same "usage: $wrong" $? 100
done

# ---- hostile ----
python3 - >"$tmp/hostile" <<'END'
evil = ["</svg><script>alert(1)</script>", "'\"><img/src=x/onerror=x>",
        "x" * 4096, "&amp;&#60;", "\x1b[2J\x07", "]]>-->", "%s%n", "\xff\xfe",
        "a\tb", "'" * 500, "\u202egnp.exe"]
times = ["@4000000065bb0000", "@3fffffffffffff00", "@0000000000000000",
         "@7fffffffffffffff", "1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z",
         "-0001-01-01T00:00:00Z", "0000-00-00T00:00:00Z"]
for i in range(3000):
    e = evil[i % len(evil)]
    t = times[i % len(times)]
    if t[0] == "@":
        t += "%08x" % i
    print(f"{t} dyn-host-filter: pid=1 ip={e if i % 3 else '198.51.100.7'} "
          f"host={e}.example action={('block', 'pass', 'defer')[i % 3]} "
          f"code={'553' if i % 3 == 0 else '-'} "
          f"rule={e.replace(chr(9), '')[:200]}{i % 50} score=2 watch={e.replace(',', '')}:block note=odd-name,"
          f"mark:{e.replace(',', '')},dns:{e.replace(',', '')}.bl:listed,pregreet error={e} name={e} "
          f"db={e} by={e} to=u@{e} why={e}".replace("\t", "_"))
END
dhf-report -n 1000 -j -o "$tmp/page" "$tmp/hostile" >"$tmp/json" 2>"$tmp/said"
same 'a hostile log is read' "$? $(cat "$tmp/said")" '0 '
same 'as much of it as there is' "$(decisions "$tmp/hostile")" 3000
ok 'the page stays small' [ "$(wc -c <"$tmp/page")" -le 150000 ]
same 'nothing of it is a tag' \
    "$(grep -ciE '<(script|img)|onerror=x>' "$tmp/page")" 0
same 'nor anything but ASCII' "$(tr -d '\n\040-\176' <"$tmp/page" | wc -c)" 0
ok 'the JSON is one' python3 -c 'import json, sys
json.load(open(sys.argv[1]))' "$tmp/json"
same 'times of another century are told of' "$(python3 -c 'import json, sys
l = json.load(open(sys.argv[1]))["lines"]
print(l["odd_time"] > 0, l["decisions"])' "$tmp/json")" 'True 3000'
same 'and the text is for terminals' \
    "$(dhf-report "$tmp/hostile" | tr -d '\n\040-\176' | wc -c)" 0

# A million rules, in memory that does not grow.
cat >"$tmp/many" <<'END'
import resource, subprocess, sys
p = subprocess.Popen(["dhf-report", "-j", "-o", sys.argv[1]],
                     stdin=subprocess.PIPE, stdout=open(sys.argv[2], "w"),
                     encoding="ascii")
for n in range(0, 1000000, 1000):
    p.stdin.write("".join(
        f"@4000000065bb{i % 65536:04x}00000000 dhf-milter: pid=1 "
        f"ip={i >> 16 & 255}.{i >> 8 & 255}.{i & 255}.7 host=h{i}.d{i}.example "
        f"action=block code=550 rule=r{i} note=- to=x@d{i}.example\n"
        for i in range(n, n + 1000)))
p.stdin.close()
print(p.wait(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
END
got=$(python3 "$tmp/many" "$tmp/page" "$tmp/json")
status=${got% *}
same 'a million rules are read' "$status" 0
if sanitized; then
	skip 'in 32 MiB' 'sanitizers'
else
	ok 'in 32 MiB' [ "${got#* }" -le 32768 ]
fi
ok 'the page stays small, too' [ "$(wc -c <"$tmp/page")" -le 150000 ]
same 'none is lost' "$(python3 -c 'import json, sys
j = json.load(open(sys.argv[1]))
print(sum(r["hits"] for r in j["rules"]) + j["rules_others"]["hits"],
      j["actions"]["block"], j["top"]["domains"]["total"],
      0 < j["top"]["domains"]["too_high_by_at_most"] <= 245)' "$tmp/json")" \
    '1000000 1000000 1000000 True'

# ---- numbers for Prometheus, and going on ----
prom() { dhf-report -s "$tmp/state" -p "$tmp/prom" "$@" 2>"$tmp/said"; }
# counted: the decisions in the numbers
counted() {
	awk '/^dhf_decisions_total/ { n += $NF } END { print n + 0 }' \
	    "$tmp/prom"
}
mkdir "$tmp/rotated"
r=$tmp/rotated
sed -n 1,100p "$tmp/week" >"$r/mail.log"
prom "$r/mail.log"
same 'numbers' "$? $(counted)" '0 100'
prom "$r/mail.log"
same 'the same lines do not count again' "$(counted)" 100
sed -n 101,150p "$tmp/week" >>"$r/mail.log"
printf '%s' "$(sed -n 151p "$tmp/week" | cut -c 1-80)" >>"$r/mail.log"
prom "$r/mail.log"
same 'new ones do, half a line not yet' "$(counted)" 150
sed -n 151p "$tmp/week" | cut -c 81- >>"$r/mail.log"
sed -n 152,200p "$tmp/week" >>"$r/mail.log"
mv "$r/mail.log" "$r/mail.log.1"
sed -n 201,250p "$tmp/week" >"$r/mail.log"
prom "$r/mail.log"
same 'what was written before a rotation is not lost' "$(counted)" 250
same 'nor complained of' "$(cat "$tmp/said")" ''
gzip "$r/mail.log.1"
prom "$r/mail.log" "$r/mail.log.1.gz"
same 'a compressed log is the same one' "$(counted)" 250
cp "$r/mail.log" "$r/mail.log.2" # copytruncate
sed -n 251,300p "$tmp/week" >>"$r/mail.log.2"
sed -n 301,320p "$tmp/week" >"$r/mail.log"
prom "$r/mail.log" "$r/mail.log.2" "$r/mail.log.1.gz"
same 'one that was copied and cut, too' "$(counted)" 320
rm "$r"/mail.log.*
mv "$r/mail.log" "$tmp/elsewhere"
sed -n 321,330p "$tmp/week" >"$r/mail.log"
prom "$r/mail.log"
like 'a log that went elsewhere is told of' "$? $(counted) $(cat "$tmp/said")" \
    '111 330 *mail.log is another log than before*'
prom "$r/mail.log"
same 'once' "$? $(counted) $(cat "$tmp/said")" '0 330 '
same 'labels are those of the daemon' \
    "$(grep -c '^dhf_decisions_total{source="filter",action="block",rule="two-lists",reason="rule"} ' "$tmp/prom")" 1
same 'when the last line was written' \
    "$(sed -n 's/^dhf_last_line_timestamp_seconds //p' "$tmp/prom" | cut -c 1-4)" 1706
grep -q '^dhf_image_info{db="5f0c3a91"} 1$' "$tmp/prom"
same 'the rules that held' $? 0
if command -v promtool >/dev/null; then
	promtool check metrics <"$tmp/prom" >"$tmp/said" 2>&1
	same 'promtool has nothing to say' "$? $(cat "$tmp/said")" '0 '
else
	skip 'promtool has nothing to say' 'no promtool: make deps-peers'
fi
echo nonsense >"$tmp/state"
prom "$r/mail.log"
like 'a state that is none' "$? $(cat "$tmp/said")" \
    '100 dhf-report: *state:1: *remove it*'
rm "$tmp/state"
head -n 50 "$tmp/week" | prom
sed -n 51,80p "$tmp/week" | prom
same 'what comes in pieces, as from journalctl, adds up' "$? $(counted)" '0 80'
rm "$tmp/state"
dhf-report -s "$tmp/state" "$tmp/week" >"$tmp/text"
like 'with a state, text tells of new lines' \
    "$(dhf-report -s "$tmp/state" "$tmp/week" | sed -n 4p)" '0 lines *'
like 'a file that cannot be written' \
    "$(dhf-report -o "$tmp/none/there/page" "$tmp/week" 2>&1; echo $?)" \
    '*No such file*111'
# kept NAME OPTION LOG: it is not written to, and what was said of it in $got
kept() {
	cp "$3" "$tmp/before"
	dhf-report -j "$2" "$3" "$tmp/week" >"$tmp/text" 2>"$tmp/said"
	same "$1" "$? $(cat "$tmp/text") $(cmp "$3" "$tmp/before" 2>&1)" \
	    '100  '
	got=$(cat "$tmp/said")
}
for option in -o -p -s; do
	kept "$option does not overwrite a log" "$option" "$tmp/week"
	like '... and says so' "$got" "*week is a log that is to be read: *"
done
: >"$tmp/blank"
dhf-report -o "$tmp/blank" "$tmp/blank" 2>"$tmp/said"
same 'nor an empty one' "$? $(cat "$tmp/blank")" '100 '
echo 'my notes' >"$tmp/notes"
for option in -o -p; do
	kept "$option does not overwrite another file" "$option" "$tmp/notes"
	like '... and says so, too' "$got" '*notes is there, and is no *'
	rm -f "$tmp/out"
	dhf-report "$option" "$tmp/out" "$tmp/week" &&
	    dhf-report "$option" "$tmp/out" "$tmp/week"
	same "... but what it wrote itself" $? 0
done
printf 'PK\003\004 and so on' >"$tmp/log.zip"
dhf-report "$tmp/log.zip" >"$tmp/text" 2>"$tmp/said"
like 'a log that nothing here unpacks' "$? $(cat "$tmp/said")" \
    '100 *log.zip is packed as nothing here reads it: *'
for rows in 0 1001 x; do
	dhf-report -n "$rows" "$tmp/week" 2>&1
	echo $?
done >"$tmp/said"
same 'how many rows a table may have' "$(sort -u "$tmp/said")" \
    '100
dhf-report: -n: a table has 1 to 1000 rows'
plan
